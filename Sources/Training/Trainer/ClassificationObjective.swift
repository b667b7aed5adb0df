internal import Model

/// Texts are learned for their labels.
struct ClassificationObjective: TrainingObjective {
  func isUsable(_ encoding: Encoding) -> Bool { true }

  func step(
    _ session: TrainingSession, on examples: EncodedExamples, _ rows: [Int], epoch: Int,
    rate: Double
  ) throws -> TrainingSession.StepResult {
    try session.step(
      examples.batch(rows), targets: rows.map { examples.targets[$0] }, rate: rate)
  }

  func values(
    of model: SequenceClassifier, on examples: EncodedExamples
  ) throws -> [Metric: Double] {
    try examples.judged(by: model).values
  }
}
