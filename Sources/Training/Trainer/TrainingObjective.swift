internal import Model

/// What texts are learned for: what a step asks of them, and what an evaluation measures.
///
/// Everything else of a run is the same whatever is learned: order, steps, log, checkpoints.
protocol TrainingObjective: Sendable {
  /// Whether a text can be learned from; others are left out.
  func isUsable(_ encoding: Encoding) -> Bool

  /// Moves the network by some examples.
  ///
  /// - Parameters:
  ///   - rows: the examples of one step.
  ///   - epoch: counted from 0; with the row it decides whatever is drawn, so that a run that is resumed draws it again.
  func step(
    _ session: TrainingSession, on examples: EncodedExamples, _ rows: [Int], epoch: Int,
    rate: Double
  ) throws -> TrainingSession.StepResult

  /// The metrics that are defined; the same examples are asked the same at every evaluation.
  func values(
    of model: SequenceClassifier, on examples: EncodedExamples
  ) throws -> [Metric: Double]

  /// An evaluation as the log names it, in its order.
  func named(_ values: [Metric: Double]) -> [(name: String, value: Double)]
}

extension TrainingObjective {
  func named(_ values: [Metric: Double]) -> [(name: String, value: Double)] {
    Metric.allCases.compactMap { metric in
      values[metric].map { (metric.rawValue.replacing("-", with: "_"), $0) }
    }
  }
}
