import Attribution
import Model
import TestSupport
import Testing

/// Parts that are taken out as a whole.
@Suite struct GranularityTests {
  private let text = "a film so good. name=crowd act=front"

  private func estimate(
    _ method: AttributionMethod, _ granularity: Granularity, _ model: ModelActor
  ) async throws -> AttributionEstimate {
    var request = AttributionRequest(method: method, output: .probability)
    request.granularity = granularity
    return try await model.attribution(
      for: ExplainedText(model.info.tokenizer.encode(text), texts: [text]), request)
  }

  @Test(arguments: Granularity.allCases)
  func occlusionTakesOutWholeParts(_ granularity: Granularity) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode(text)
    let found = try await estimate(.occlusion, granularity, model)
    let whole = try await model.predict(encoding).outputs[found.target]
    let mask = try #require(model.info.tokenizer.specialTokens.mask)
    let parts = granularity.groups(of: encoding, in: text).filter { !$0.isSpecial }
    for part in parts {
      var changed = encoding
      for piece in part.pieces { changed.ids[piece] = mask }
      let without = try await model.predict(changed).outputs[found.target]
      let value = part.pieces.reduce(Float(0)) { $0 + found.values[$1] }
      #expect(abs(value - (whole - without)) < 1e-5, "\(part.text)")
    }
    #expect(found.evaluations <= parts.count + 1)
  }

  @Test(arguments: Granularity.allCases)
  func sharesAddUp(_ granularity: Granularity) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    for method in [AttributionMethod.partitionSHAP, .kernelSHAP, .shapleySampling] {
      let found = try await estimate(method, granularity, model)
      let base = try #require(found.baseOutput)
      let sum = found.values.reduce(0, +)
      #expect(abs(sum - (found.outputValue - base)) < 1e-5, "\(method)")
    }
  }

  @Test func aWindowTakesOutNeighboursTogether() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode("a film so good")
    var request = AttributionRequest(method: .occlusion, output: .probability)
    request.window = 2
    let found = try await model.attribution(for: encoding, request)
    let mask = try #require(model.info.tokenizer.specialTokens.mask)
    let whole = try await model.predict(encoding).outputs[found.target]
    let pieces = encoding.ids.indices.filter { !encoding.isSpecial[$0] }
    var changes: [Float] = []
    for start in 0..<pieces.count - 1 {
      var changed = encoding
      for piece in pieces[start...start + 1] { changed.ids[piece] = mask }
      changes.append(whole - (try await model.predict(changed).outputs[found.target]))
    }
    for (place, piece) in pieces.enumerated() {
      let own = changes.indices.filter { ($0...$0 + 1).contains(place) }.map { changes[$0] }
      #expect(abs(found.values[piece] - own.reduce(0, +) / Float(own.count)) < 1e-5)
    }
    // A window larger than the text takes all of it out.
    request.window = 99
    let all = try await model.attribution(for: encoding, request)
    #expect(Set(pieces.map { all.values[$0] }).count == 1)
  }

  @Test func limeTakesOutFieldsAndSentences() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    for (granularity, count) in [(Granularity.field, 3), (.sentence, 2)] {
      let found = try await estimate(.lime, granularity, model)
      #expect(found.features?.count == count, "\(granularity)")
    }
  }

  @Test func fieldsAreTheTextsOwn() throws {
    let encoding = Encoding(
      ids: [1, 2], typeIDs: [0, 0], tokens: ["a=1", "b=2"], offsets: [0..<3, 4..<7],
      sequences: [0, 0], wordIndices: [0, 1], isSpecial: [false, false])
    #expect(Granularity.field.groups(of: encoding, in: "a=1 b=2").map(\.text) == ["a=1", "b=2"])
    #expect(
      Granularity.field.groups(of: encoding, in: "a=1 b=2", fields: .pattern("b")).count == 2)
    #expect(Granularity.sentence.groups(of: encoding, in: "a=1 b=2").count == 1)
  }
}
