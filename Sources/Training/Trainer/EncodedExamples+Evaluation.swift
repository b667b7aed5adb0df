internal import Model

extension EncodedExamples {
  /// Texts that one call of the network takes at a time.
  private static let evaluationBatch = 64

  /// What a network makes of all texts, and what that is worth.
  ///
  /// - Returns: The outputs, and the metrics that are defined; the loss is that of the training, on logits.
  /// - Throws: `ModelError`, `CancellationError`.
  func judged(
    by model: SequenceClassifier
  ) throws -> (outputs: ClassifierOutputs, values: [Metric: Double]) {
    var outputs = ClassifierOutputs(
      classCount: model.configuration.labels.count, isMultiLabel: isMultiLabel)
    var loss = 0.0
    for first in stride(from: 0, to: count, by: Self.evaluationBatch) {
      let rows = first..<min(first + Self.evaluationBatch, count)
      for (row, prediction) in zip(rows, try model.predictions(batch(rows))) {
        outputs.append(truth: trueLabels(row), probabilities: prediction.outputs.map(Double.init))
        loss += ClassificationLoss()(prediction.logits, targets[row]).loss
      }
    }
    var values: [Metric: Double] = [:]
    for metric in Metric.allCases {
      values[metric] = metric.value(outputs)
    }
    values[.loss] = loss / Double(max(1, count))
    return (outputs, values)
  }

  /// Whether texts have any number of labels.
  private var isMultiLabel: Bool {
    if case .labels = targets.first { true } else { false }
  }

  private func trueLabels(_ row: Int) -> [Int] {
    guard case .labels(let marks) = targets[row] else { return [labels[row]] }
    return marks.indices.filter { marks[$0] > 0.5 }
  }
}
