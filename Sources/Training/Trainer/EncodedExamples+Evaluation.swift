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
    var outputs = ClassifierOutputs(classCount: model.configuration.labels.count)
    var severalLabels = MultiLabelOutputs(classCount: outputs.classCount)
    var loss = 0.0
    for first in stride(from: 0, to: count, by: Self.evaluationBatch) {
      let rows = first..<min(first + Self.evaluationBatch, count)
      for (row, prediction) in zip(rows, try model.predictions(batch(rows))) {
        outputs.append(truth: labels[row], probabilities: prediction.outputs.map(Double.init))
        if case .labels(let marks) = targets[row] {
          severalLabels.append(
            truth: marks.map { $0 > 0.5 }, probabilities: prediction.outputs.map(Double.init))
        }
        loss += ClassificationLoss()(prediction.logits, targets[row]).loss
      }
    }
    var values: [Metric: Double] = [:]
    for metric in Metric.allCases {
      values[metric] =
        severalLabels.count > 0 ? severalLabels.value(metric) : metric.value(outputs)
    }
    values[.loss] = loss / Double(max(1, count))
    return (outputs, values)
  }
}
