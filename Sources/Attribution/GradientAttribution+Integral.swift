import Foundation
import Model

extension GradientAttribution.Session {
  /// A part [from, to] of the straight path from the baseline to the text, integrated.
  private struct Panel {
    var from: Double
    var to: Double
    /// F at the ends.
    var outputs: (from: Float, to: Float)
    /// ∫ ∇F over the panel, `[tokens × hidden]`.
    var gradient: [Float]
    /// (x−b)·∫∇F, summed: what the panel's attributions add up to.
    var sum: Double
    var points: [AttributionEstimate.PathPoint]

    /// What completeness misses in this panel.
    var error: Double { sum - (Double(outputs.to) - Double(outputs.from)) }
  }

  /// Integrated gradients: (x−b) · ∫₀¹ ∇F(b + α(x−b)) dα.
  ///
  /// Sundararajan et al. 2017, eq. 1. With a tolerance, panels of the path whose own share of F they miss most are halved until the whole is within it.
  func integratedGradients(progressively: Bool) throws {
    let baseline = try baselineVectors()
    let baseOutput = try output(at: baseline)
    let difference = difference(from: baseline)
    var evaluations = 2
    func integrate(
      from: Double, to: Double, outputs: (Float, Float), steps: Int
    ) throws -> Panel {
      evaluations += steps
      return try panel(
        from: from, to: to, outputs: outputs, steps: steps, baseline: baseline.values,
        difference: difference)
    }
    let ends = (baseOutput, outputValue)
    if progressively && request.steps > 2 * GradientAttribution.coarseSteps {
      let coarse = try integrate(
        from: 0, to: 1, outputs: ends, steps: GradientAttribution.coarseSteps)
      try attribution.report(
        estimate([coarse], difference, evaluations: evaluations, isFinal: false, message: nil))
    }
    var panels = [try integrate(from: 0, to: 1, outputs: ends, steps: request.steps)]
    let change = abs(Double(outputValue) - Double(baseOutput))
    let message: String?
    if let tolerance = request.adaptiveTolerance {
      while abs(panels.reduce(0) { $0 + $1.error }) > tolerance * change,
        evaluations < GradientAttribution.maximumEvaluations
      {
        if progressively {
          try attribution.report(
            estimate(panels, difference, evaluations: evaluations, isFinal: false, message: nil))
        }
        let worst = panels.indices.max { abs(panels[$0].error) < abs(panels[$1].error) } ?? 0
        let whole = panels[worst]
        let middle = (whole.from + whole.to) / 2
        var point: [Float] = []
        VectorArithmetic.appendPoint(
          at: Float(middle), from: baseline.values, to: vectors.values, to: &point)
        let middleOutput = try output(at: Tensor(shape: vectors.shape, values: point))
        evaluations += 1
        let steps = max(8, request.steps / 2)
        panels.replaceSubrange(
          worst...worst,
          with: [
            try integrate(
              from: whole.from, to: middle, outputs: (whole.outputs.from, middleOutput),
              steps: steps),
            try integrate(
              from: middle, to: whole.to, outputs: (middleOutput, whole.outputs.to), steps: steps),
          ])
      }
      let error = abs(panels.reduce(0) { $0 + $1.error })
      message =
        error > tolerance * change
        ? "stopped after \(evaluations) evaluations: |Δ| is still "
          + "\(percent(error / max(change, .leastNormalMagnitude))) of F(x)−F(b), "
          + "\(percent(tolerance)) was asked for" : nil
    } else {
      message = nil
    }
    try attribution.report(
      estimate(
        panels, difference, evaluations: evaluations, isFinal: true,
        message: message ?? deadOutputMessage(panels)))
  }

  /// F at the nodes of one panel, and the integral of its gradient.
  private func panel(
    from: Double, to: Double, outputs: (Float, Float), steps: Int, baseline: [Float],
    difference: [Float]
  ) throws -> Panel {
    let width = to - from
    let nodes = request.quadrature.nodes(steps).map {
      Quadrature.Node(position: from + width * $0.position, weight: width * $0.weight)
    }
    var panel = Panel(
      from: from, to: to, outputs: outputs,
      gradient: [Float](repeating: 0, count: difference.count), sum: 0, points: [])
    try visitGradients(nodes.count) { index, values in
      VectorArithmetic.appendPoint(
        at: Float(nodes[index].position), from: baseline, to: vectors.values, to: &values)
    } visit: { index, output, gradient in
      VectorArithmetic.add(gradient, times: Float(nodes[index].weight), to: &panel.gradient)
      let perToken = VectorArithmetic.rowDots(gradient, difference, rows: tokens)
      panel.points.append(
        .init(
          alpha: nodes[index].position, weight: nodes[index].weight, output: output,
          slope: Float(perToken.reduce(0, +)), attributions: perToken.map { Float($0) }))
    }
    panel.sum = VectorArithmetic.rowDots(panel.gradient[...], difference, rows: tokens)
      .reduce(0, +)
    return panel
  }

  private func estimate(
    _ panels: [Panel], _ difference: [Float], evaluations: Int, isFinal: Bool, message: String?
  ) -> AttributionEstimate {
    var gradient = [Float](repeating: 0, count: difference.count)
    for panel in panels { VectorArithmetic.add(panel.gradient[...], times: 1, to: &gradient) }
    let full = product(gradient, difference)
    return estimate(
      .integratedGradients, values: reduced(full, by: request.reduction),
      baseOutput: panels.first?.outputs.from,
      delta: Float(panels.reduce(0) { $0 + $1.error }),
      steps: panels.reduce(0) { $0 + $1.points.count }, evaluations: evaluations,
      isFinal: isFinal, message: message, path: panels.flatMap(\.points))
  }

  /// A ReLU on the output can be shut for every point of the path: nothing can be attributed then, and the user should know why.
  private func deadOutputMessage(_ panels: [Panel]) -> String? {
    let isDead =
      outputValue == 0
      && panels.allSatisfy { panel in
        panel.outputs.from == 0 && panel.points.allSatisfy { $0.output == 0 && $0.slope == 0 }
      }
    return isDead
      ? "the output of this class is 0 all along the path, so every attribution is 0" : nil
  }

  private func percent(_ share: Double) -> String {
    share >= 1e-3 ? String(format: "%.2f %%", share * 100) : String(format: "%.1e", share)
  }
}
