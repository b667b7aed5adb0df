import Foundation
internal import Model

/// Texts are learned for the pieces of them that are hidden.
///
/// Devlin et al. 2019, section 3.1, task 1; hidden anew every epoch as Liu et al. 2019 (RoBERTa), section 4.1.
struct MaskedLanguageObjective: TrainingObjective {
  /// Texts that one call of the network takes at a time.
  private static let evaluationBatch = 64

  let masking: Masking

  func isUsable(_ encoding: Encoding) -> Bool { masking.canHide(encoding.ids) }

  func step(
    _ session: TrainingSession, on examples: EncodedExamples, _ rows: [Int], epoch: Int,
    rate: Double
  ) throws -> TrainingSession.StepResult {
    try session.step(masking.batch(examples, rows, draw: .epoch(epoch)), rate: rate)
  }

  func values(
    of model: SequenceClassifier, on examples: EncodedExamples
  ) throws -> [Metric: Double] {
    var loss = MaskedLoss()
    for first in stride(from: 0, to: examples.count, by: Self.evaluationBatch) {
      let rows = first..<min(first + Self.evaluationBatch, examples.count)
      loss += try model.loss(of: masking.batch(examples, rows, draw: .evaluation))
    }
    return [
      .loss: loss.mean, .accuracy: Double(loss.correctCount) / Double(max(1, loss.count)),
    ]
  }

  func named(_ values: [Metric: Double]) -> [(name: String, value: Double)] {
    var named: [(name: String, value: Double)] = []
    if let loss = values[.loss] { named += [("loss", loss), ("perplexity", exp(loss))] }
    if let accuracy = values[.accuracy] { named.append(("accuracy", accuracy)) }
    return named
  }
}
