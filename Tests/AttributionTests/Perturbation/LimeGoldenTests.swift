import Model
import TestSupport
import Testing

@testable import Attribution

/// LIME's masks, divisions, weights and linear models against lime 0.2.0.1, on a classifier that is computed from the text alone.
@Suite struct LimeGoldenTests {
  private static let none = Encoding(
    ids: [], typeIDs: [], tokens: [], offsets: [], sequences: [], wordIndices: [], isSpecial: [])

  private func perturbed(
    _ text: String, _ split: WordSplit, bow: Bool, maskString: String?
  ) throws -> PerturbedText {
    try PerturbedText(
      ExplainedText(Self.none, texts: [text], encode: { _ in Self.none }), split: split, isBag: bow,
      form: .strings, maskString: maskString)
  }

  private func mask(without words: [Int], of count: Int) -> FeatureMask {
    var mask = FeatureMask(count: count, keepingAll: true)
    for word in words { mask[word] = false }
    return mask
  }

  @Test func textsAreDividedAndPutTogetherAsLimeDoes() throws {
    let golden = try LimeGolden()
    #expect(golden.indexed.count >= 6)
    for indexed in golden.indexed {
      let found = try perturbed(
        indexed.text, indexed.kind == "words" ? .word : .character, bow: indexed.bow,
        maskString: indexed.maskString)
      #expect(found.features.map(\.text) == indexed.vocabulary)
      for removal in indexed.removing {
        let mask = mask(without: removal.words, of: found.features.count)
        #expect(found.string(mask) == removal.text)
      }
    }
  }

  @Test(arguments: try LimeGolden().cases)
  func explanationsAreLimes(_ expected: LimeGolden.Case) throws {
    let classifier = try LimeGolden().classifier
    let split: WordSplit =
      expected.charLevel
      ? .character
      : expected.splitExpression == "\\W+" ? .word : .pattern(expected.splitExpression)
    let text = try perturbed(
      expected.text, split, bow: expected.bow, maskString: expected.maskString)
    #expect(text.features.map(\.text) == expected.vocabulary)
    let masks = Array(
      LimeNeighborhood(
        featureCount: text.features.count, samples: expected.numSamples, seed: expected.seed))
    #expect(masks.count == expected.numSamples)
    for (found, row) in zip(masks, expected.masks) {
      #expect(row.map { $0 == "1" } == (0..<found.count).map { found[$0] })
    }
    for (found, string) in zip(masks, expected.texts) { #expect(text.string(found) == string) }
    for (found, distance) in zip(masks, expected.distances) {
      #expect(abs(LimeNeighborhood.distance(found) - distance) < 1e-9)
    }
    for (found, weight) in zip(masks, expected.weights) {
      let difference = LimeNeighborhood.weight(found, width: expected.kernelWidth) - weight
      #expect(abs(difference) < 1e-12)
    }
    var moments = WeightedMoments(featureCount: text.features.count)
    for mask in masks {
      moments.add(
        mask, weight: LimeNeighborhood.weight(mask, width: expected.kernelWidth),
        responses: classifier.probabilities(text.string(mask)))
    }
    let rules: [String: FeatureSelection] = [
      "auto": .automatic, "forward_selection": .forward, "highest_weights": .highestWeights,
      "lasso_path": .lassoPath, "none": .all,
    ]
    let selection = try #require(rules[expected.featureSelection])
    #expect(!expected.explanations.isEmpty)
    for explanation in expected.explanations {
      let found = LocalSurrogate(
        moments, label: explanation.label, featureLimit: expected.numFeatures,
        selection: selection)
      #expect(found.terms.map { Double($0.feature) } == explanation.features.map { $0[0] })
      for (term, feature) in zip(found.terms, explanation.features) {
        #expect(abs(term.weight - feature[1]) < 1e-9)
      }
      #expect(abs(found.intercept - explanation.intercept) < 1e-9)
      #expect(abs(found.score - explanation.score) < 1e-9)
      #expect(abs(found.localPrediction - explanation.localPrediction) < 1e-9)
    }
  }

  /// The spread of weights over seeds is what the standard error says, within what 40 seeds can tell.
  @Test func standardErrorsTellTheSpreadOverSeeds() throws {
    let golden = try LimeGolden()
    let text = try perturbed(golden.cases[0].text, .word, bow: true, maskString: nil)
    let count = text.features.count
    var weights = Array(repeating: [Double](), count: count)
    var errors = [Double](repeating: 0, count: count)
    let seeds: UInt32 = 40
    for seed in 0..<seeds {
      var moments = WeightedMoments(featureCount: count)
      for mask in LimeNeighborhood(featureCount: count, samples: 400, seed: seed) {
        moments.add(
          mask, weight: LimeNeighborhood.weight(mask, width: 25),
          responses: golden.classifier.probabilities(text.string(mask)))
      }
      let found = LocalSurrogate(moments, label: 1, featureLimit: count, selection: .all)
      for term in found.terms {
        weights[term.feature].append(term.weight)
        errors[term.feature] += term.standardError / Double(seeds)
      }
    }
    for (values, error) in zip(weights, errors) {
      let mean = values.reduce(0, +) / Double(seeds)
      let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seeds - 1))
        .squareRoot()
      #expect((0.4...2.5).contains(error / spread), "\(error) said, \(spread) seen")
    }
  }
}
