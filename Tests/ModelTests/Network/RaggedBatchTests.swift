import TestSupport
import Testing

@testable import Model

/// Sequences end to end, without padding.
@Suite struct RaggedBatchTests {
  @Test func chunksHoldAtMostTheRowsAllowedAndEverySequenceOnce() {
    var batch = RaggedBatch()
    for length in [3, 1, 4, 1, 5, 9, 2, 6] { append(length, to: &batch) }
    let chunks = batch.chunks(maximumRows: 8)
    #expect(chunks == [0..<3, 3..<5, 5..<6, 6..<8])
  }

  @Test func aSequenceLongerThanTheLimitIsAChunkOfItsOwn() {
    var batch = RaggedBatch()
    for length in [2, 20, 2] { append(length, to: &batch) }
    #expect(batch.chunks(maximumRows: 8) == [0..<1, 1..<2, 2..<3])
  }

  @Test func anEmptyBatchHasNoChunks() {
    #expect(RaggedBatch().chunks(maximumRows: 8).isEmpty)
  }

  @Test func aSliceIsTheSequencesItself() {
    var batch = RaggedBatch()
    batch.append(ids: [1, 2], typeIDs: [0, 1])
    batch.append(ids: [3], typeIDs: [0], pooledPosition: 0)
    let slice = batch.slice(1..<2)
    #expect(slice.ids == [3])
    #expect(slice.offsets == [0, 1])
    #expect(slice.pooledPositions == [0])
  }

  @Test(arguments: GoldenModels.tiny)
  func aTextHasTheSameLogitsAloneAndAmongOthers(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let lengths = [3, 17, 1, 40, 8]
    var together = RaggedBatch()
    for length in lengths { append(length, to: &together) }
    let all = try await model.perform { [together] in try $0.forward(together).logits }
    for (index, length) in lengths.enumerated() {
      var alone = RaggedBatch()
      append(length, to: &alone)
      let logits = try await model.perform { [alone] in try $0.forward(alone).logits[0] }
      // Sums of fp32 numbers in another order are off by the rounding of the largest.
      let tolerance = 1e-6 * max(2, largestMagnitude(logits))
      #expect(maximumDifference(logits, all[index]) < tolerance, "\(length) tokens")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func allRowsAndPooledRowsGiveTheSameLogits(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    var batch = RaggedBatch()
    for length in [5, 12] { append(length, to: &batch) }
    let (pooled, all) = try await model.perform { [batch] in
      (
        try $0.forward(batch).logits,
        try $0.forward(batch, capture: [.attention, .hiddenStates]).logits
      )
    }
    for (one, other) in zip(pooled, all) { #expect(maximumDifference(one, other) < 2e-6) }
  }

  private func append(_ length: Int, to batch: inout RaggedBatch) {
    // Ids of ordinary pieces in every small vocabulary, different for every length.
    batch.append(
      ids: (0..<length).map { Int32(5 + ($0 * 7 + length) % 60) },
      typeIDs: [Int32](repeating: 0, count: length))
  }
}
