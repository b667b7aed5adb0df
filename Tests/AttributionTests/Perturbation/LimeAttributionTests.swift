import Foundation
import Model
import TestSupport
import Testing

@testable import Attribution

/// LIME on models: what it leaves out, and what must hold of its numbers.
@Suite struct LimeAttributionTests {
  private func text(_ text: String, _ model: ModelActor, pair: String? = nil) -> ExplainedText {
    let tokenizer = model.info.tokenizer
    return ExplainedText(
      tokenizer.encode(text, pair: pair), texts: [text] + [pair].compactMap(\.self)
    ) { tokenizer.encode($0, pair: pair) }
  }

  private func request(
    samples: Int = 300, seed: UInt64 = 3, readsStrings: Bool = false,
    _ change: (inout LimeSettings) -> Void = { _ in }
  ) -> AttributionRequest {
    var request = AttributionRequest(
      method: .lime, output: .probability, samples: samples, seed: seed)
    request.lime.featureLimit = 100
    request.readsStrings = readsStrings
    change(&request.lime)
    return request
  }

  private let sentence = "the good film, the not so good film"

  @Test(arguments: GoldenModels.tiny)
  func aRoundTripThroughStringsIsWhatTheStringsSay(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let found = try await model.attribution(
      for: text(sentence, model), request(readsStrings: true))
    let features = try #require(found.features)
    #expect(features.map(\.text) == ["the", "good", "film", "not", "so"])
    #expect(features.map(\.ranges.count) == [2, 2, 2, 1, 1])
    // The same by way of the public parts: strings, predictions of each, the regression.
    let perturbed = try PerturbedText(
      text(sentence, model), split: .word, isBag: true, form: .strings)
    var moments = WeightedMoments(featureCount: 5)
    let filler =
      model.info.tokenizer.specialTokens.padding
      ?? model.info.tokenizer.specialTokens.endOfText
    for mask in LimeNeighborhood(featureCount: 5, samples: 300, seed: 3) {
      var encoding = model.info.tokenizer.encode(perturbed.string(mask))
      if encoding.count == 0 {
        encoding = Encoding(
          ids: [try #require(filler)], typeIDs: [0], tokens: [""], offsets: [0..<0],
          sequences: [nil], wordIndices: [nil], isSpecial: [true])
      }
      moments.add(
        mask, weight: LimeNeighborhood.weight(mask, width: 25),
        responses: try await model.predict(encoding).outputs.map(Double.init))
    }
    let expected = LocalSurrogate(
      moments, label: found.target, featureLimit: 100, selection: .automatic)
    let surrogate = try #require(found.surrogate)
    #expect(surrogate.terms.count == 5)
    for (term, reference) in zip(
      surrogate.terms.sorted { $0.feature < $1.feature },
      expected.terms.sorted { $0.feature < $1.feature })
    {
      #expect(abs(term.weight - reference.weight) < 1e-5)
    }
    #expect(found.evaluations <= 1 << 5, "each of the variants once")
    #expect(found.steps == 300)
    #expect(found.isFinal)
  }

  @Test func pointsAreWhatBothModelsSayOfTheFirstSamplesForEveryClass() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let found = try await model.attribution(
      for: text(sentence, model), request(samples: 1_100) { $0.featureLimit = 3 })
    let features = try #require(found.features)
    for label in found.classes.indices {
      let estimate = try #require(found.explaining(label))
      let surrogate = try #require(estimate.surrogate)
      #expect(surrogate.points.count == NeighborhoodSample.limit)
      #expect(abs((surrogate.points.first?.model ?? 0) - estimate.outputValue) < 1e-5)
      let masks = LimeNeighborhood(featureCount: features.count, samples: 1_100, seed: 3)
      for (mask, point) in zip(masks, surrogate.points) {
        let expected = surrogate.terms.filter { mask[$0.feature] }
          .reduce(surrogate.intercept) { $0 + $1.weight }
        #expect(abs(Double(point.surrogate) - expected) < 1e-6)
        #expect(point.weight == Float(LimeNeighborhood.weight(mask, width: 25)))
      }
    }
    // Equal variants are answered alike, and probabilities add up.
    let sums = (0..<10).map { index in
      found.classes.reduce(Float(0)) { $0 + ($1.surrogate?.points[index].model ?? 0) }
    }
    #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test func leavingOutPiecesIsLeavingOutWordsWhereBlanksAreNothing() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let strings = try await model.attribution(
      for: text(sentence, model), request(readsStrings: true))
    let pieces = try await model.attribution(for: text(sentence, model), request())
    func weights(_ estimate: AttributionEstimate) throws -> [Float] {
      try #require(estimate.surrogate).terms.sorted { $0.feature < $1.feature }
        .map { Float($0.weight) }
    }
    let difference = relativeDifference(try weights(pieces), try weights(strings))
    #expect(difference < 1e-2)
  }

  @Test func pieceValuesAddUpToTheWordsWeightAtEveryPlace() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let explained = text(sentence, model)
    let found = try await model.attribution(for: explained, request())
    let features = try #require(found.features)
    let errors = try #require(AttributionErrors(found))
    for term in try #require(found.surrogate).terms {
      for pieces in features[term.feature].pieces {
        #expect(!pieces.isEmpty)
        let sum = pieces.reduce(0) { $0 + Double(found.values[$1]) }
        #expect(abs(sum - term.weight) < 1e-6)
        #expect(abs(Double(try #require(errors[pieces])) - term.standardError) < 1e-6)
      }
    }
    for (index, isSpecial) in explained.encoding.isSpecial.enumerated() where isSpecial {
      #expect(found.values[index] == 0)
    }
  }

  @Test func theSameSeedGivesTheSameNumbersAndAnotherOthers() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    func values(_ seed: UInt64) async throws -> [Float] {
      try await model.attribution(
        for: text(sentence, model), request(samples: 40, seed: seed)
      ).values
    }
    let first = try await values(1)
    #expect(first == (try await values(1)))
    #expect(first != (try await values(2)))
  }

  @Test func estimatesOnTheWayEndInTheFinalOne() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let request = request(samples: 400)
    var estimates: [AttributionEstimate] = []
    for try await estimate in model.attributions(for: text(sentence, model), request) {
      estimates.append(estimate)
    }
    #expect(estimates.first?.method == .inputTimesGradient)
    #expect(estimates.dropLast().allSatisfy { !$0.isFinal })
    let samples = estimates.dropFirst().map(\.steps)
    #expect(samples.count > 2)
    #expect(samples == samples.sorted())
    let final = try await model.attribution(for: text(sentence, model), request)
    #expect(estimates.last == final)
  }

  @Test func oddTexts() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    for empty in ["", "  ", "?!", "🙂 🙂"] {
      let found = try await model.attribution(for: text(empty, model), request(samples: 20))
      #expect(found.features?.isEmpty == true)
      #expect(found.values.allSatisfy { $0 == 0 })
      #expect(found.message == "there is no word to leave out")
    }
    let one = try await model.attribution(for: text("film", model), request(samples: 20))
    #expect(one.surrogate?.terms.count == 1)
    let areFinite = one.values.allSatisfy { $0.isFinite }
    #expect(areFinite)
    let chinese = text("好看的电影", model)
    let whole = try await model.attribution(for: chinese, request(samples: 20))
    #expect(whole.features?.count == 1)
    let parted = try await model.attribution(
      for: chinese, request(samples: 20) { $0.split = .token })
    #expect(parted.features?.map(\.text) == ["好", "看", "的", "电", "影"])
    let repeated = try await model.attribution(
      for: text(Array(repeating: "good", count: 30).joined(separator: " "), model),
      request(samples: 20) { $0.isBag = false })
    #expect(repeated.features?.count == 30)
  }

  @Test func aPairHasPartsOfBothTexts() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let found = try await model.attribution(
      for: text("the film", model, pair: "the crowd"), request(samples: 30))
    let features = try #require(found.features)
    #expect(features.map(\.text) == ["the", "film", "the", "crowd"])
    #expect(features.map(\.sequence) == [0, 0, 1, 1])
  }

  @Test func aPatternThatIsNoneIsRefused() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    await #expect(throws: ModelError.self) {
      try await model.attribution(
        for: text(sentence, model), request { $0.split = .pattern("(") })
    }
  }
}
