import Model
import TestSupport
import Testing

@testable import Attribution

/// Methods that take pieces out, on models.
@Suite struct PieceAttributionTests {
  private let methods: [AttributionMethod] = [
    .partitionSHAP, .shapleySampling, .exactShapley, .occlusion,
  ]

  private func encoding(_ model: ModelActor, _ text: String = "a film so good") -> Encoding {
    model.info.tokenizer.encode(text)
  }

  private func probability(_ encoding: Encoding, _ target: Int, _ model: ModelActor) async throws
    -> Float
  {
    try await model.predict(encoding).outputs[target]
  }

  @Test(arguments: GoldenModels.tiny)
  func occlusionIsTheChangeOfEachMaskedText(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let text = encoding(model)
    let found = try await model.attribution(
      for: text, AttributionRequest(method: .occlusion, output: .probability))
    let whole = try await probability(text, found.target, model)
    for piece in text.ids.indices {
      if text.isSpecial[piece] {
        #expect(found.values[piece] == 0)
        continue
      }
      var changed = text
      if let mask = model.info.tokenizer.specialTokens.mask {
        changed.ids[piece] = mask
      } else {
        changed.ids.remove(at: piece)
        changed.typeIDs.remove(at: piece)
      }
      let without = try await probability(changed, found.target, model)
      #expect(abs(found.values[piece] - (whole - without)) < 1e-5)
    }
    // Equal variants are asked once: without either of two equal neighbours.
    #expect(found.evaluations <= text.isSpecial.count { !$0 } + 1)
  }

  @Test(arguments: GoldenModels.tiny)
  func sharesAddUpToTheChange(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    for method in [AttributionMethod.partitionSHAP, .shapleySampling, .exactShapley] {
      for output in [OutputFunction.logit, .probability] {
        let found = try await model.attribution(
          for: encoding(model), AttributionRequest(method: method, output: output))
        let delta = try #require(found.delta)
        let base = try #require(found.baseOutput)
        #expect(abs(delta) < 1e-5)
        let sum = found.values.reduce(0, +)
        #expect(abs(sum - (found.outputValue - base)) < 1e-4, "\(method)")
        #expect(found.isFinal)
      }
    }
  }

  @Test func allOrdersAreTheSubsetsValues() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    var request = AttributionRequest(method: .exactShapley, output: .probability)
    let exact = try await model.attribution(for: encoding(model), request)
    request.method = .shapleySampling
    request.samples = 4000
    let sampled = try await model.attribution(for: encoding(model), request)
    let errors = try #require(sampled.uncertainty)
    for ((found, reference), error) in zip(zip(sampled.values, exact.values), errors) {
      #expect(abs(found - reference) <= 5 * error + 1e-6)
    }
    #expect(sampled.evaluations <= exact.evaluations, "each different variant once")
  }

  @Test func whatIsPutInThePlaceChangesTheNumbers() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    var numbers: [[Float]] = []
    for replacement in [PieceReplacement.mask, .padding, .unknown, .removal] {
      var request = AttributionRequest(method: .occlusion)
      request.replacement = replacement
      numbers.append(try await model.attribution(for: encoding(model), request).values)
    }
    for first in numbers.indices {
      for second in numbers.indices where second > first {
        #expect(numbers[first] != numbers[second])
      }
    }
    var automatic = AttributionRequest(method: .occlusion)
    automatic.replacement = .automatic
    #expect(try await model.attribution(for: encoding(model), automatic).values == numbers[0])
  }

  @Test func oddTexts() async throws {
    for name in ["bert-tiny", "gpt2-tiny"] {
      let model = try await GoldenModels.load(name)
      for method in methods {
        let request = AttributionRequest(method: method, samples: 3)
        let one = try await model.attribution(for: encoding(model, "a"), request)
        let areFinite = one.values.allSatisfy { $0.isFinite }
        #expect(areFinite)
        if name == "bert-tiny" {
          let none = try await model.attribution(for: encoding(model, ""), request)
          #expect(none.values.allSatisfy { $0 == 0 })
          #expect(none.message == "there is nothing to take out")
        }
      }
      let long = encoding(model, Array(repeating: "good", count: 30).joined(separator: " "))
      await #expect(throws: ModelError.self) {
        try await model.attribution(for: long, AttributionRequest(method: .exactShapley))
      }
    }
  }

  @Test func aBudgetIsKept() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let long = encoding(model, "a film so good that the crowd was not in front of the good film")
    for limit in [2, 3, 5, 20, 21, 33, 60] {
      var request = AttributionRequest(method: .partitionSHAP)
      request.evaluationLimit = limit
      let found = try await model.attribution(for: long, request)
      #expect(found.steps <= limit)
      #expect(abs(try #require(found.delta)) < 1e-5)
    }
  }

  /// Through strings the parts are shap's segments: the ends are those of the text as typed and of masks between the special tokens.
  @Test(arguments: ["bert-tiny", "roberta-tiny", "gpt2-tiny"])
  func stringsAreReadAnew(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let tokenizer = model.info.tokenizer
    let text = "a film so good"
    let explained = ExplainedText(tokenizer.encode(text), texts: [text]) { tokenizer.encode($0) }
    var request = AttributionRequest(method: .partitionSHAP, output: .probability)
    request.readsStrings = true
    let found = try await model.attribution(for: explained, request)
    let base = try #require(found.baseOutput)
    let sum = found.values.reduce(0, +)
    #expect(abs(sum - (found.outputValue - base)) < 1e-5)
    let whole = try await probability(tokenizer.encode(text), found.target, model)
    #expect(abs(found.outputValue - whole) < 1e-5)
    let masker = ShapTextMasker(explained.encoding, of: text, tokenizer: tokenizer)
    let nothing = FeatureMask(count: masker.segments.count, keepingAll: false)
    let masked = tokenizer.encode(masker.string(nothing))
    #expect(abs(base - (try await probability(masked, found.target, model))) < 1e-5)
    #expect(found.arithmetic == .fp32)
  }
}
