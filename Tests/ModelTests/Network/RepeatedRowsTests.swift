import TestSupport
import Testing

@testable import Model

/// What many sequences begin alike with is computed once, and nobody sees it.
@Suite struct RepeatedRowsTests {
  @Test func rowsOfOneWordPositionAndSegmentAreOneKind() throws {
    let repeated = try #require(
      RepeatedRows(
        [7, 8, 7, 8, 7, 9, 7, 8], positions: [0, 1, 0, 1, 0, 1, 0, 1],
        types: [0, 0, 0, 0, 0, 0, 0, 0]))
    #expect(repeated.distinct == [0, 1, 5])
    #expect(repeated.kinds == [0, 1, 0, 1, 0, 2, 0, 1])
  }

  @Test func anotherPositionOrSegmentIsAnotherKind() throws {
    let repeated = try #require(
      RepeatedRows(
        [7, 7, 7, 7, 7, 7, 7], positions: [0, 1, 0, 1, 0, 1, 0], types: [0, 0, 1, 0, 0, 0, 1]))
    #expect(repeated.distinct == [0, 1, 2])
    #expect(repeated.kinds == [0, 1, 2, 1, 0, 1, 2])
  }

  @Test func rowsThatAreMostlyDifferentAreNotWorthIt() {
    #expect(RepeatedRows([1, 2, 1], positions: [0, 0, 0], types: [0, 0, 0]) == nil)
    #expect(RepeatedRows([1, 2, 1, 2], positions: [0, 0, 0, 0], types: [0, 0, 0, 0]) != nil)
    #expect(RepeatedRows([1, 2, 1, 2], positions: [0, 0, 1, 1], types: [0, 0, 0, 0]) == nil)
  }

  /// Variants of one text, a token masked in each and one left out in the last: what methods that sample ask.
  private static let variants: RaggedBatch = {
    let text: [Int32] = [5, 41, 12, 33, 12, 60, 7, 1, 19]
    var batch = RaggedBatch()
    for masked in text.indices {
      var ids = text
      // 1 is padding for RoBERTa, whose positions count what is not.
      ids[masked] = masked.isMultiple(of: 2) ? 1 : 4
      batch.append(ids: ids, typeIDs: ids.indices.map { $0 > 5 ? 1 : 0 })
    }
    batch.append(ids: Array(text.dropLast()), typeIDs: [Int32](repeating: 0, count: 8))
    return batch
  }()

  @Test(arguments: ["bert-tiny", "distilbert-tiny", "gpt2-tiny"])
  func variantsHaveTheAnswersTheyHaveAlone(_ name: String) async throws {
    let batch = Self.variants
    try #require(
      RepeatedRows(
        batch.ids, positions: (0..<batch.count).flatMap { (0..<Int32(batch.range($0).count)) },
        types: batch.typeIDs) != nil)
    try await compare(batch, name)
  }

  @Test func variantsWithPaddingHaveTheAnswersTheyHaveAlone() async throws {
    var batch = RaggedBatch()
    let text: [Int32] = [5, 41, 12, 33, 12, 60, 7, 8, 19]
    for masked in text.indices {
      var ids = text
      ids[masked] = masked == 4 ? 1 : 4
      batch.append(ids: ids, typeIDs: [Int32](repeating: 0, count: ids.count))
    }
    try await compare(batch, "roberta-tiny")
  }

  private func compare(_ batch: RaggedBatch, _ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let capture: Capture = [.hiddenStates, .queryKeyValue]
    // Segments that the model lacks are an error of their own.
    let hasTypes = model.info.configuration.typeVocabularySize > 1
    var known = RaggedBatch()
    for sequence in 0..<batch.count {
      let range = batch.range(sequence)
      known.append(
        ids: Array(batch.ids[range]),
        typeIDs: hasTypes ? Array(batch.typeIDs[range]) : range.map { _ in 0 })
    }
    let together = try await model.perform { [known] in try $0.forward(known, capture: capture) }
    for sequence in 0..<known.count {
      let one = known.slice(sequence..<sequence + 1)
      let alone = try await model.perform { try $0.forward(one, capture: capture) }
      let tolerance = 1e-6 * max(2, largestMagnitude(alone.logits[0]))
      #expect(maximumDifference(together.logits[sequence], alone.logits[0]) < tolerance)
      let (found, expected) = (together.captures[sequence], alone.captures[0])
      #expect(found.hiddenStates[0] == expected.hiddenStates[0])
      let query = try #require(found.layers[0].query)
      #expect(
        relativeDifference(query.values, try #require(expected.layers[0].query).values) < 1e-5)
    }
  }
}
