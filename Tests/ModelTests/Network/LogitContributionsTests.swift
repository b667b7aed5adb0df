import Model
import TestSupport
import Testing

/// The split of a logit: what it adds up to is known from the forward pass.
@Suite struct LogitContributionsTests {
  private static let text = batch([5, 8, 9, 10, 11])

  @Test(arguments: GoldenModels.tiny)
  func thePartsAddUpToTheLogit(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let logits = try await model.perform { try $0.forward(Self.text).logits[0] }
    for label in logits.indices {
      let parts = try await model.perform { try $0.logitContributions(Self.text, of: label) }
      #expect(abs(parts.logit - logits[label]) < 1e-5)
      #expect(abs(parts.sum - Double(logits[label])) < 1e-4, "label \(label)")
      #expect(parts.heads.count == model.info.configuration.layerCount)
      #expect(parts.feedForward.count == model.info.configuration.layerCount)
      #expect(parts.heads.joined().contains { abs($0) > 1e-5 })
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func aHeadsSourcesAddUpToTheHead(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let parts = try await model.perform { try $0.logitContributions(Self.text, of: 0) }
    for (heads, sources) in zip(parts.heads, parts.sources) {
      for (head, tokens) in zip(heads, sources) {
        #expect(tokens.count == Self.text.rows)
        #expect(abs(tokens.reduce(0, +) - head) < 1e-4)
      }
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func closedHeadsContributeNothing(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    var gates = configuration.gates(1)
    gates[0][1] = 0
    let closed = try await model.perform { [gates] in
      try $0.logitContributions(Self.text, of: 0, headGates: gates)
    }
    #expect(closed.heads[0][1] == 0)
    #expect(closed.heads[0][0] != 0)
    let logits = try await model.perform { [gates] in
      try $0.forward(Self.text, intervention: Intervention(headGates: gates)).logits[0]
    }
    #expect(abs(closed.sum - Double(logits[0])) < 1e-4)
  }
}
