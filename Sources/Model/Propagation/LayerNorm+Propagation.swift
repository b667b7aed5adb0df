extension LayerNorm {
  /// The multipliers of the input from those of the output, where a text is compared with its baseline.
  ///
  /// y = c·r·weight + bias with c = x − mean(x) and r = (mean(c²) + ε)^(−1/2). A product's change is shared with the mean of the other
  /// factor, Δ(c·r) = Δc·r̄ + Δr·c̄; Δr = (Δr/Δv)·Δv with v = mean(c²) + ε, Δr/Δv = −(r_x·r_b)²/(r_x + r_b), and Δv = mean(2·c̄·Δc): exact,
  /// and at x = b the derivative.
  ///
  /// - Parameters:
  ///   - record: of a text and its baseline, each half of the rows.
  ///   - outputGradient: `[rows, hidden]`, both halves the same; may be `inputGradient`.
  func multipliers(
    _ record: Record, outputGradient: MatrixBuffer, into inputGradient: MatrixBuffer,
    in pass: NetworkPass
  ) {
    let input = record.input
    let half = PropagationRule.pairs(in: input)
    let size = input.columns
    pass.backend.parallel(half, by: Self.rowsPerTask) { rows in
      var centers = [Double](repeating: 0, count: size)
      var result = centers
      for row in rows {
        let (x, b) = (input.row(row), input.row(row + half))
        let means = (
          Double(record.statistics.row(0)[row]), Double(record.statistics.row(0)[row + half])
        )
        let scales = (
          Double(record.statistics.row(1)[row]), Double(record.statistics.row(1)[row + half])
        )
        let scale = (scales.0 + scales.1) / 2
        let product = scales.0 * scales.1
        let slope = -product * product / (scales.0 + scales.1)
        let gradient = outputGradient.row(row)
        var weighted = 0.0
        for index in 0..<size {
          centers[index] = (Double(x[index]) - means.0 + Double(b[index]) - means.1) / 2
          result[index] = Double(gradient[index]) * Double(self.weight[index])
          weighted += result[index] * centers[index]
        }
        let shared = weighted * slope * 2 / Double(size)
        var mean = 0.0
        for index in 0..<size {
          result[index] = result[index] * scale + shared * centers[index]
          mean += result[index]
        }
        mean /= Double(size)
        let (first, second) = (inputGradient.row(row), inputGradient.row(row + half))
        for index in 0..<size {
          first[index] = Float(result[index] - mean)
          second[index] = first[index]
        }
      }
    }
  }
}
