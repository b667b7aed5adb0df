import Attribution
import Model
import TUI

@testable import headscope

/// Hand-made values that formats are tried on: numbers chosen so that results can be computed in the head.
enum Samples {
  static let model = ModelSummary(
    name: "mini", path: "/models/mini", architecture: "bert", layerCount: 2, headCount: 2,
    hiddenSize: 4, parameterCount: 1234, precision: "fp32", backend: "native", threadCount: 1,
    digest: "sha256:abc", labels: ["joy", "fear"], maximumTokens: 128)

  /// `[CLS] so an ##xious [SEP]` of "so anxious".
  static let encoding = Encoding(
    ids: [2, 10, 11, 12, 3], typeIDs: [0, 0, 0, 0, 0],
    tokens: ["[CLS]", "so", "an", "##xious", "[SEP]"],
    offsets: [0..<0, 0..<2, 3..<5, 5..<10, 0..<0], sequences: [nil, 0, 0, 0, nil],
    wordIndices: [nil, 0, 1, 1, nil], isSpecial: [true, false, false, false, true])

  /// Squares of the values sum to 1 + 4 + 4 + 16 + 0 = 25, so that the norm is 5.
  static func estimate(
    _ values: [Float] = [1, -2, 2, 4, 0], prediction: Prediction? = nil
  ) -> AttributionEstimate {
    AttributionEstimate(
      method: .integratedGradients, target: 1,
      prediction: prediction
        ?? Prediction(logits: [-1, 2], outputs: [0.047, 0.953], kind: .probabilities),
      values: values, baseOutput: -3, outputValue: 2, delta: 0.00005, steps: 50, evaluations: 52,
      isFinal: true)
  }

  static func explanation(_ estimate: AttributionEstimate = Samples.estimate()) -> Explanation {
    Explanation(
      model: model, text: "so anxious", encoding: encoding,
      request: AttributionRequest(), estimate: estimate, seconds: 0.25)
  }

  /// A pair: `[CLS] a [SEP] b [SEP]`.
  static var pair: Explanation {
    var explanation = Samples.explanation(
      AttributionEstimate(
        method: .saliency, target: 0,
        prediction: Prediction(logits: [1, 0], outputs: [0.731, 0.269], kind: .probabilities),
        values: [0, 1, 0, -1, 0], outputValue: 1, steps: 1, evaluations: 1, isFinal: true))
    explanation.text = "a "
    explanation.pair = "b"
    explanation.encoding = Encoding(
      ids: [2, 5, 3, 6, 3], typeIDs: [0, 0, 0, 1, 1],
      tokens: ["[CLS]", "a", "[SEP]", "b", "[SEP]"],
      offsets: [0..<0, 0..<1, 0..<0, 0..<1, 0..<0], sequences: [nil, 0, nil, 1, nil],
      wordIndices: [nil, 0, nil, 0, nil], isSpecial: [true, false, true, false, true],
      cutOffAt: [nil, nil])
    return explanation
  }
}
