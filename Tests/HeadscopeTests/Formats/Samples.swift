import Attribution
import Foundation
import Model
import TUI

@testable import headscope

/// Hand-made values that formats are tried on: numbers chosen so that results can be computed in the head.
enum Samples {
  /// A theme of the package, at 24 bits.
  static var theme: Theme {
    get throws {
      let themes = URL(fileURLWithPath: Program.package + "/themes", isDirectory: true)
      return try ThemeLibrary(folders: [themes]).definition(named: "tide-light")
        .resolved(for: .truecolor)
    }
  }

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

  /// Both words left out as one, whose number is 3.
  static var evenShares: Explanation {
    var explanation = Samples.explanation(Samples.estimate([0, 1, 1, 1, 0]))
    explanation.granularity = .word
    explanation.estimate.method = .lime
    explanation.estimate.features = [
      TextFeature(text: "so anxious", sequence: 0, ranges: [0..<10], pieces: [[1, 2, 3]])
    ]
    return explanation
  }

  /// Two layers: the words have all in the first, `[CLS]` most in the second.
  static var conductance: Explanation {
    var explanation = Samples.explanation()
    explanation.granularity = .word
    explanation.estimate.method = .layerConductance
    explanation.estimate.layers = [[0, -2, 3, 4, 0], [3.5, 0, 0.5, 1, 0]]
    return explanation
  }

  /// Even attention, but for what is planted: 0.9 from one token to another, in all heads.
  static func attention(
    layers: Int = 2, heads: Int = 2, tokens: Int = 5, from query: Int = 1, to key: Int = 3,
    names: [String] = []
  ) throws -> AttentionDocument {
    var map = [Float](repeating: 1 / Float(tokens), count: tokens * tokens)
    for other in 0..<tokens { map[query * tokens + other] = 0.1 / Float(tokens - 1) }
    map[query * tokens + key] = 0.9
    let layer = Tensor(
      shape: [heads, tokens, tokens], values: (0..<heads).flatMap { _ in map })
    let maps = AttentionMaps(layers: [Tensor](repeating: layer, count: layers))
    let roles = TokenRoles(
      (0..<tokens).map { index in
        TokenRoles.Token(
          id: Int32(index), text: names.indices.contains(index) ? names[index] : "w\(index)",
          kind: .text, word: index)
      })
    let statistics = try HeadStatistics(maps, roles)
    var model = Samples.model
    (model.layerCount, model.headCount) = (layers, heads)
    return AttentionDocument(
      model: model, text: "so anxious", encoding: encoding, prediction: estimate().prediction,
      target: 1, maps: maps, roles: roles,
      profiles: try HeadPatternScores(maps, roles, statistics).heads, reader: 0,
      listsPatterns: false)
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
