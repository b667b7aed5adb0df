import Foundation
import Model

extension GradientAttribution.Session {
  /// Integrated gradients: (x−b) · ∫₀¹ ∇F(b + α(x−b)) dα, by `PathIntegral`.
  ///
  /// Sundararajan et al. 2017, eq. 1. With a tolerance, panels of the path whose own share of F they miss most are halved until the whole is within it.
  func integratedGradients(progressively: Bool) throws {
    let baseline = try baselineVectors()
    let baseOutput = try output(at: baseline)
    let difference = difference(from: baseline)
    // F at the two ends.
    var evaluations = 2
    func appendPoint(_ position: Double, to values: inout [Float]) {
      VectorArithmetic.appendPoint(
        at: Float(position), from: baseline.values, to: vectors.values, to: &values)
    }
    func integral(steps: Int) throws -> PathIntegral {
      try PathIntegral(
        over: difference, rows: tokens, outputs: (baseOutput, outputValue),
        by: request.quadrature, steps: steps
      ) { positions, visit in
        try visitGradients(
          positions.count, point: { appendPoint(positions[$0], to: &$1) }, visit: visit)
      }
    }
    if progressively && request.steps > 2 * GradientAttribution.coarseSteps {
      let coarse = try integral(steps: GradientAttribution.coarseSteps)
      evaluations += coarse.evaluations
      try attribution.report(
        estimate(coarse, evaluations: evaluations, isFinal: false, message: nil))
    }
    var fine = try integral(steps: request.steps)
    let change = abs(Double(outputValue) - Double(baseOutput))
    var message: String?
    if let tolerance = request.adaptiveTolerance {
      while abs(fine.delta) > tolerance * change,
        evaluations + fine.evaluations < GradientAttribution.maximumEvaluations
      {
        if progressively {
          try attribution.report(
            estimate(
              fine, evaluations: evaluations + fine.evaluations, isFinal: false, message: nil))
        }
        try fine.halveWorstPanel(steps: max(8, request.steps / 2)) { position in
          var point: [Float] = []
          appendPoint(position, to: &point)
          return try output(at: Tensor(shape: vectors.shape, values: point))
        }
      }
      let error = abs(fine.delta)
      if error > tolerance * change {
        message =
          "stopped after \(evaluations + fine.evaluations) evaluations: |Δ| is still "
          + "\(percent(error / max(change, .leastNormalMagnitude))) of F(x)−F(b), "
          + "\(percent(tolerance)) was asked for"
      }
    }
    try attribution.report(
      estimate(
        fine, evaluations: evaluations + fine.evaluations, isFinal: true,
        message: message ?? deadOutputMessage(fine)))
  }

  private func estimate(
    _ integral: PathIntegral, evaluations: Int, isFinal: Bool, message: String?
  ) -> AttributionEstimate {
    let path = integral.panels.flatMap(\.points)
    return estimate(
      .integratedGradients, values: reduced(integral.attributions, by: request.reduction),
      baseOutput: integral.panels.first?.outputs.from, delta: Float(integral.delta),
      steps: path.count, evaluations: evaluations, isFinal: isFinal, message: message, path: path)
  }

  /// A ReLU on the output can be shut for every point of the path: nothing can be attributed then, and the user should know why.
  private func deadOutputMessage(_ integral: PathIntegral) -> String? {
    let isDead =
      outputValue == 0
      && integral.panels.allSatisfy { panel in
        panel.outputs.from == 0 && panel.points.allSatisfy { $0.output == 0 && $0.slope == 0 }
      }
    return isDead
      ? "the output of this class is 0 all along the path, so every attribution is 0" : nil
  }

  private func percent(_ share: Double) -> String {
    share >= 1e-3 ? String(format: "%.2f %%", share * 100) : String(format: "%.1e", share)
  }
}
