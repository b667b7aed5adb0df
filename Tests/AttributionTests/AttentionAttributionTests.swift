import Foundation
import Model
import TestSupport
import Testing

@testable import Attribution

/// Attention read as an explanation: the measures of the Heads screen at the token that the classifier reads.
@Suite struct AttentionAttributionTests {
  private let methods: [AttributionMethod] = AttributionMethod.allCases.filter {
    $0.family == .attention
  }

  @Test(arguments: GoldenModels.tiny)
  func sharesOfTheTokenThatIsRead(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let encoding = model.info.tokenizer.encode("a film so good")
    let (capture, position) = try await model.perform { classifier in
      let text = try RaggedBatch([encoding])
      return (
        try classifier.forward(text, capture: [.attention, .queryKeyValue]).captures[0],
        classifier.pooledPositions(text)[0]
      )
    }
    func values(_ method: AttributionMethod) async throws -> [Float] {
      try await model.attribution(for: encoding, AttributionRequest(method: method)).values
    }
    let raw = try await values(.rawAttention)
    let last = try #require(capture.layers.last?.attention)
    let (heads, tokens) = (last.shape[0], last.shape[1])
    for token in 0..<tokens {
      let mean =
        (0..<heads).reduce(Float(0)) {
          $0 + last.values[($1 * tokens + position) * tokens + token]
        } / Float(heads)
      #expect(abs(raw[token] - mean) < 1e-6)
    }
    for method in [AttributionMethod.attentionRollout, .attentionFlow, .valueZeroing] {
      let sum = try await values(method).reduce(0, +)
      #expect(abs(sum - 1) < 1e-4, "\(method)")
    }
    let graph = try AttentionGraph(
      AttentionMaps(capture, of: model.info.configuration.architecture))
    let rollout = AttentionRollout(graph).row(to: position).map { Float($0) }
    #expect(maximumDifference(try await values(.attentionRollout), rollout) < 1e-6)
    for method in methods where method != .atMan {
      let found = try await values(method)
      #expect(found.count == encoding.count)
      #expect(found.allSatisfy { $0 >= 0 }, "\(method) has no sign")
    }
  }

  @Test func onlyWhatMixesIsNotedAsMixing() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode("a film so good")
    func note(_ method: AttributionMethod) async throws -> String? {
      try await model.attribution(for: encoding, AttributionRequest(method: method)).message
    }
    for method in [
      AttributionMethod.rawAttention, .attentionRollout, .attentionFlow, .attentionNorm,
    ] {
      let text = try #require(try await note(method))
      #expect(text.contains("mixing weights") && text.contains("same for every class"))
    }
    // It runs the layers again without a token's value.
    let zeroing = try #require(try await note(.valueZeroing))
    #expect(!zeroing.contains("mixing weights") && zeroing.contains("same for every class"))
    #expect(try await note(.atMan) == nil)
  }

  @Test func onlyWhatKnowsTheClassChangesWithIt() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode("a film so good")
    for method in methods {
      var values: [[Float]] = []
      for target in 0..<2 {
        values.append(
          try await model.attribution(
            for: encoding, AttributionRequest(method: method, target: .index(target))
          ).values)
      }
      #expect((values[0] != values[1]) == method.hasTarget, "\(method)")
    }
  }

  /// A text of one field is all of what is taken out but for the special tokens; by piece there are as many runs as pieces.
  @Test func groupsAreSuppressedTogether() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "name=crowd act=front"
    let encoding = model.info.tokenizer.encode(text)
    let explained = ExplainedText(encoding, texts: [text])
    for method in [AttributionMethod.atMan, .valueZeroing] {
      var request = AttributionRequest(method: method)
      let byPiece = try await model.attribution(for: explained, request)
      request.granularity = .field
      let byField = try await model.attribution(for: explained, request)
      let fields = Granularity.field.groups(of: encoding, in: text)
      #expect(byField.evaluations == fields.count + 1)
      #expect(byPiece.evaluations == encoding.count + 1)
      #expect(byField.values != byPiece.values)
      #expect(byField.features?.map(\.text) == ["name=crowd", "act=front"])
      #expect(byPiece.features == nil)
      for field in fields {
        #expect(Set(field.pieces.map { byField.values[$0] }).count == 1, "shared alike")
      }
    }
  }

  /// AtMan of a field is what a run with all its pieces' attention suppressed says.
  @Test func aFieldsValueIsTheChangeOfItsOwnRun() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "name=crowd act=front"
    let encoding = model.info.tokenizer.encode(text)
    var request = AttributionRequest(method: .atMan)
    request.granularity = .field
    let found = try await model.attribution(for: ExplainedText(encoding, texts: [text]), request)
    let field = Granularity.field.groups(of: encoding, in: text).filter { !$0.isSpecial }[1]
    let (whole, without) = try await model.perform { classifier in
      var intervention = Intervention()
      var factors = [Float](repeating: 1, count: encoding.count)
      for piece in field.pieces { factors[piece] = 0.1 }
      intervention.keyFactors[0] = factors
      return (
        try classifier.predictions(RaggedBatch([encoding]))[0],
        try classifier.predictions(RaggedBatch([encoding]), intervention: intervention)[0]
      )
    }
    // −log p falls by as much as the attention to the field gives.
    let expected = log(whole.outputs[found.target]) - log(without.outputs[found.target])
    let value = field.pieces.reduce(Float(0)) { $0 + found.values[$1] }
    #expect(abs(value - expected) < 1e-5)
  }

  @Test func closedHeadsAreLeftOut() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode("a film so good")
    var gates = HeadGates.open(in: model.info.configuration)
    for head in 0..<model.info.configuration.headCount { gates[1, head] = 0 }
    for method in methods where method != .gradientAttention {
      let open = try await model.attribution(
        for: encoding, AttributionRequest(method: method))
      let closed = try await model.attribution(
        for: encoding, AttributionRequest(method: method, headGates: gates))
      #expect(open.values != closed.values, "\(method)")
    }
  }

  @Test func oddTexts() async throws {
    for name in ["bert-tiny", "gpt2-tiny"] {
      let model = try await GoldenModels.load(name)
      for method in methods {
        for text in ["a", String(repeating: "good film ", count: 40)] {
          let found = try await model.attribution(
            for: model.info.tokenizer.encode(text, maximumTokens: 32),
            AttributionRequest(method: method))
          let areFinite = found.values.allSatisfy { $0.isFinite }
          #expect(areFinite, "\(method)")
        }
      }
    }
  }
}
