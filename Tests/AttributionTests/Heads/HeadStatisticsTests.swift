import Attribution
import Foundation
import Model
import Testing

@Suite struct HeadStatisticsTests {
  /// `[CLS] w w w … [SEP]`.
  private func roles(_ tokens: Int) -> TokenRoles { .words(tokens) }

  @Test func evenAttentionHasTheEntropyOfItsLength() throws {
    let maps = PlantedAttention(layers: 1, heads: 1, tokens: 10).maps
    let head = try HeadStatistics(maps, roles(10)).heads[0]
    #expect(abs(head.entropy - log(10)) < 1e-6)
    #expect(abs(head.relativeEntropy - 1) < 1e-6)
    #expect(abs(head.readerEntropy - log(10)) < 1e-6)
    #expect(abs(head.confidence - 0.1) < 1e-7)
    // Σ|q−k|/n² = (n²−1)/(3n).
    #expect(abs(head.distance - 99.0 / 30) < 1e-5)
  }

  @Test func aHeadOnTheNeighbourIsSureAndNear() throws {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 33)
    planted.plant(HeadIndex(layer: 0, head: 0), share: 1) { abs($0 - 1) }
    let head = try HeadStatistics(planted.maps, roles(33)).heads[0]
    #expect(abs(head.entropy) < 1e-6)
    #expect(abs(head.distance - 1) < 1e-6)
    #expect(head.confidence == 1)
  }

  @Test func theReadersRowHasAnEntropyOfItsOwn() throws {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 8)
    planted.plant(HeadIndex(layer: 0, head: 0), query: 0, [3: 0.5, 4: 0.5])
    let head = try HeadStatistics(planted.maps, roles(8)).heads[0]
    #expect(abs(head.readerEntropy - log(2)) < 1e-6)
    #expect(abs(head.entropy - (log(2) + 7 * log(8)) / 8) < 1e-6)
  }

  @Test func whatATokenGetsCountsTheOthersOfTheTextOnly() throws {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 6)
    let head = HeadIndex(layer: 0, head: 0)
    // Only the class token, the separator and the token itself look at token 2.
    for query in [0, 2, 5] { planted.plant(head, query: query, [2: 1]) }
    for query in [1, 3, 4] { planted.plant(head, query: query, [5: 1]) }
    let text = try HeadStatistics(planted.maps, roles(6)).heads[0]
    #expect(text.received == [0, 0, 0, 0, 0, 0.75])
    let all = try HeadStatistics(planted.maps, roles(6), queries: .all).heads[0]
    #expect(abs(all.received[2] - 0.4) < 1e-6)
    #expect(abs(all.received[5] - 0.6) < 1e-6)
  }

  @Test func aDecodersRowsAreComparedWithWhatTheySee() throws {
    let count = 9
    var values = [Float](repeating: 0, count: count * count)
    for query in 0..<count {
      for key in 0...query { values[query * count + key] = 1 / Float(query + 1) }
    }
    let maps = AttentionMaps(
      layers: [Tensor(shape: [1, count, count], values: values)], isCausal: true)
    let statistics = try HeadStatistics(maps, .words(count, ends: false))
    #expect(abs(statistics.heads[0].relativeEntropy - 1) < 1e-6)
    #expect(statistics.reader == count - 1)
    #expect(abs(statistics.heads[0].readerEntropy - log(9)) < 1e-6)
  }

  @Test func aSingleTokenIsNoTrouble() throws {
    let maps = AttentionMaps(layers: [Tensor(shape: [2, 1, 1], values: [1, 1])])
    let head = try HeadStatistics(maps, .words(1, ends: false)).heads[1]
    #expect((head.entropy, head.distance, head.confidence) == (0, 0, 1))
    #expect(head.received == [0])
  }

  @Test func exchangedHeadsExchangeTheirNumbers() throws {
    let maps = AttentionMaps.random(layers: 2, heads: 3, tokens: 11, seed: 4)
    let order = [2, 0, 1]
    let plain = try HeadStatistics(maps, roles(11)).heads
    let permuted = try HeadStatistics(maps.permuted(order), roles(11)).heads
    #expect(permuted == [plain[2], plain[0], plain[1], plain[5], plain[3], plain[4]])
  }

  @Test func cancellationEndsTheWork() async {
    let maps = AttentionMaps.random(layers: 2, heads: 3, tokens: 11, seed: 4)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try HeadStatistics(maps, .words(11))
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}

extension TokenRoles {
  /// Words that are all different, between `[CLS]` and `[SEP]` where `ends` are wanted.
  static func words(_ count: Int, ends: Bool = true) -> TokenRoles {
    TokenRoles(
      (0..<count).map { position in
        if ends, position == 0 { return Token(id: 1, text: "[CLS]", kind: .classification) }
        if ends, position == count - 1 { return Token(id: 2, text: "[SEP]", kind: .separator) }
        return Token(
          id: Int32(position + 10), text: "w\(position)", kind: .text, word: position)
      })
  }
}
