import Foundation
import Model
import TestSupport

@testable import Training

/// Predictions and what scikit-learn, SciPy and NumPy compute from them (Tests/Reference/make_metric_fixtures.py).
enum MetricFixtures {
  static let document = try? JSONValue.parse(
    Data(contentsOf: Fixtures.folder.appending(path: "metrics.json")))

  static let names = document?["cases"]?.objectValue?.members.map(\.key) ?? []

  static func numbers(_ value: JSONValue?) -> [Double] {
    value?.arrayValue?.compactMap(\.doubleValue) ?? []
  }

  static func outputs(_ truth: JSONValue?, _ probabilities: JSONValue?) -> ClassifierOutputs {
    let truth = numbers(truth).map { Int($0) }
    let probabilities = numbers(probabilities)
    let width = probabilities.count / max(1, truth.count)
    var outputs = ClassifierOutputs(classCount: width)
    for (row, label) in truth.enumerated() {
      outputs.append(truth: label, probabilities: probabilities[row * width..<(row + 1) * width])
    }
    return outputs
  }

  static func outputs(_ name: String) -> ClassifierOutputs {
    let value = document?["cases"]?[name]
    return outputs(value?["truth"], value?["probabilities"])
  }

  /// Predictions that are always the first class, with a given confidence, of which some are right.
  static func confident(_ rows: [(confidence: Double, isRight: Bool)]) -> ClassifierOutputs {
    var outputs = ClassifierOutputs(classCount: 2)
    for row in rows {
      outputs.append(
        truth: row.isRight ? 0 : 1, probabilities: [row.confidence, 1 - row.confidence])
    }
    return outputs
  }
}
