import CKernels

extension SelfAttention {
  /// Half of a product to each factor: context = P·v, and the scores q·k behind P, of which q and k each take half again.
  func halveProducts(_ gradients: Projections) {
    func multiply(_ matrix: MatrixBuffer, columns: Range<Int>, by factor: Float) {
      for row in 0..<matrix.rows {
        let start = matrix.row(row) + columns.lowerBound
        headscope_scale(factor, start, start, columns.count)
      }
    }
    multiply(gradients.query, columns: 0..<hiddenSize, by: 0.25)
    for (column, factor) in [(gradients.keyColumn, Float(0.25)), (gradients.valueColumn, 0.5)] {
      multiply(gradients.keyValue, columns: column..<column + hiddenSize, by: factor)
    }
  }

  /// Writes the multipliers of query, key and value, where a text is compared with its baseline.
  ///
  /// Products share with the mean of the other factor; softmax has the derivative's kernel with other probabilities (`SoftmaxMultipliers`).
  ///
  /// - Parameters:
  ///   - contextGradient: multipliers of the heads' contexts, `[active rows, hidden]`, both halves the same.
  ///   - gradients: receives them, laid out as the projections.
  func writeMultipliers(
    _ projections: Projections, contextGradient: MatrixBuffer, activeRows: [Int]?,
    to gradients: Projections, in pass: NetworkPass
  ) {
    let isFused = projections.query === projections.keyValue
    let keyValueMean = mean(projections.keyValue, in: pass)
    let means = Projections(
      query: isFused ? keyValueMean : mean(projections.query, in: pass), keyValue: keyValueMean,
      keyColumn: projections.keyColumn, valueColumn: projections.valueColumn)
    let queries = PropagationRule.pairs(in: contextGradient)
    let keys = means.keyValue.rows
    let contexts = pass.pool.matrix(contextGradient.rows, hiddenSize)
    let scaled = pass.pool.matrix(queries, hiddenSize)
    let probabilities = (0..<2).map { _ in pass.pool.matrix(headCount * queries, keys) }
    pass.backend.parallel(headCount) { head in
      for sequence in 0..<2 {
        self.withHead(head, of: sequence, projections, activeRows, in: pass) { place, arguments in
          var arguments = arguments
          headscope_attention_forward(
            &arguments, contexts.row(place.firstActive) + place.column, self.hiddenSize,
            probabilities[sequence].row(head * queries))
        }
      }
      self.withHead(head, of: 0, means, activeRows, in: pass) { place, arguments in
        var arguments = arguments
        let (first, second) = (
          probabilities[0].row(head * queries), probabilities[1].row(head * queries)
        )
        for query in 0..<queries {
          let sum = SoftmaxMultipliers.replaceByMeans(
            first + query * keys, second + query * keys, count: keys)
          headscope_scale(
            sum, contextGradient.row(query) + place.column, scaled.row(query) + place.column,
            self.headSize)
        }
        let keyValue = gradients.keyValue.row(place.first) + place.column
        var gradient = headscope_attention_gradient(
          dContext: contextGradient.row(place.firstActive) + place.column,
          contextStride: self.hiddenSize, probabilities: first, dQuery: nil, dKey: nil,
          dValue: keyValue + gradients.valueColumn, dQueryStride: gradients.query.columns,
          dKeyStride: gradients.keyValue.columns, dProbabilities: nil, dGate: nil)
        headscope_attention_backward(&arguments, &gradient)
        gradient.dContext = UnsafePointer(scaled.row(place.firstActive) + place.column)
        gradient.probabilities = UnsafePointer(second)
        gradient.dQuery = gradients.query.row(place.firstActive) + place.column
        gradient.dKey = keyValue + gradients.keyColumn
        gradient.dValue = nil
        headscope_attention_backward(&arguments, &gradient)
      }
    }
    for matrix in isFused ? [gradients.query] : [gradients.query, gradients.keyValue] {
      let half = PropagationRule.pairs(in: matrix)
      matrix.row(half).update(from: matrix.row(0), count: half * matrix.columns)
    }
  }

  /// The mean of the two halves of a matrix's rows.
  private func mean(_ matrix: MatrixBuffer, in pass: NetworkPass) -> MatrixBuffer {
    let half = PropagationRule.pairs(in: matrix)
    let mean = pass.pool.matrix(half, matrix.columns)
    headscope_add(matrix.row(0), matrix.row(half), mean.pointer, mean.count)
    headscope_scale(0.5, mean.pointer, mean.pointer, mean.count)
    return mean
  }
}
