import TestSupport
import Testing

@testable import Attribution

/// Shapley's values against their definition and against captum's published cases.
@Suite struct ShapleyValuesTests {
  private func answers(_ expected: ShapleyGolden.Case) throws -> ([FeatureMask]) -> [[Double]] {
    let classifier = try ShapleyGolden().classifier
    return { masks in
      masks.map { mask in
        classifier.probabilities(mask.kept.map { expected.words[$0] }.joined(separator: " "))
      }
    }
  }

  @Test(arguments: try ShapleyGolden().cases)
  func allSubsetsGiveTheDefinition(_ expected: ShapleyGolden.Case) throws {
    let found = try ShapleyValues(
      exactlyOf: expected.words.count, evaluate: try answers(expected))
    #expect(found.samples == 1 << expected.words.count)
    for (values, reference) in zip(found.values, expected.shapley) {
      for (value, wanted) in zip(values, reference) { #expect(abs(value - wanted) < 1e-12) }
    }
    #expect(zip(found.base, expected.base).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test(arguments: try ShapleyGolden().cases)
  func ordersComeNearThem(_ expected: ShapleyGolden.Case) throws {
    let evaluate = try answers(expected)
    let found = try ShapleyValues(
      of: expected.words.count, permutations: 2000, seed: 1, evaluate: evaluate)
    let errors = try #require(found.standardErrors)
    for part in expected.words.indices {
      for label in found.base.indices {
        let difference = abs(found.values[part][label] - expected.shapley[part][label])
        #expect(difference <= 5 * errors[part][label] + 1e-9)
      }
    }
    let other = try ShapleyValues(
      of: expected.words.count, permutations: 2000, seed: 2, evaluate: evaluate)
    if expected.words.count > 2 { #expect(other.values != found.values) }
  }

  @Test func everyNumberOfOrdersAddsUp() throws {
    let expected = try #require(try ShapleyGolden().cases.last)
    let evaluate = try answers(expected)
    for permutations in [1, 2, 3, 7] {
      var reports = 0
      let found = try ShapleyValues(
        of: expected.words.count, permutations: permutations, seed: 3, evaluate: evaluate
      ) { _ in reports += 1 }
      #expect(found.samples == permutations)
      #expect(reports == (permutations + 1) / 2)
      for label in found.base.indices {
        let sum = found.values.reduce(0) { $0 + $1[label] }
        #expect(abs(sum - (found.output[label] - found.base[label])) < 1e-12)
      }
    }
  }

  /// captum's MultiLayer model, in closed form relu(s − 10) + 3·(s + 1) − 1 of the sum s of what is kept.
  @Test func captumsPublishedNumbers() throws {
    func values(_ inputs: [Double], groups: [[Int]], baseline: Double = 0) throws -> [Double] {
      try ShapleyValues(exactlyOf: groups.count) { masks in
        masks.map { mask in
          var sum = Double(inputs.count) * baseline
          for group in mask.kept { for place in groups[group] { sum += inputs[place] - baseline } }
          return [max(sum - 10, 0) + 3 * (sum + 1) - 1]
        }
      }.values.map { $0[0] }
    }
    let single = try values([20, 50, 30], groups: [[0], [1], [2]])
    for (found, wanted) in zip(single, [76.66666, 196.66666, 116.66666]) {
      #expect(abs(found - wanted) < 1e-4)
    }
    #expect(try values([20, 50, 30], groups: [[0, 1], [2]]) == [275, 115])
    #expect(try values([20, 50, 30], groups: [[0, 1], [2]], baseline: 4) == [248, 104])
    let second = try values([2, 10, 3], groups: [[0], [1], [2]])
    for (found, wanted) in zip(second, [7, 32.5, 10.5]) { #expect(abs(found - wanted) < 1e-9) }
  }

  /// captum's `DummyLLM`: four words of a prompt, the log probabilities of an answer and of its five tokens.
  @Test func captumsLanguageModel() throws {
    let golden = try LanguageAttributionGolden()
    let expected = try golden.values("shapley")
    let exact = try ShapleyValues(exactlyOf: golden.pieces.count) { masks in
      masks.map { golden.outputs(keeping: $0.kept) }
    }
    // captum's ShapleyValueSampling has the same table, with a thousand orders.
    let sampled = try ShapleyValues(of: golden.pieces.count, permutations: 1000, seed: 1) {
      masks in masks.map { golden.outputs(keeping: $0.kept) }
    }
    for (output, published) in expected.published.enumerated() {
      for (piece, wanted) in published.enumerated() {
        // captum adds up its orders in single precision.
        #expect(abs(exact.values[piece][output] - expected.values[output][piece]) < 1e-7)
        for found in [exact, sampled] {
          #expect(
            abs(found.values[piece][output] - wanted) < LanguageAttributionGolden.tolerance)
        }
      }
    }
  }

  /// The second of captum's samples by groups: [2, 10] together.
  @Test func captumsPublishedNumbersOfASmallInput() throws {
    let values = try ShapleyValues(exactlyOf: 2) { masks in
      masks.map { mask in
        let sum = mask.kept.reduce(0.0) { $0 + [12, 3][$1] }
        return [max(sum - 10, 0) + 3 * (sum + 1) - 1]
      }
    }.values
    #expect(values == [[39.5], [10.5]])
  }

  @Test func nothingAndOnePart() throws {
    #expect(try ShapleyValues(exactlyOf: 0) { $0.map { _ in [4] } }.values.isEmpty)
    #expect(try ShapleyValues(exactlyOf: 1) { $0.map { [$0[0] ? 4 : 1] } }.values == [[3]])
  }
}
