import Testing

@testable import Attribution

@Suite("Spread of heads")
struct HeadSpreadTests {
  @Test("The mean of several heads is that of each of their measures")
  func mean() throws {
    let heads = [
      HeadSpread(
        entropy: 1, relativeEntropy: 0.5, readerEntropy: 0, distance: 4, confidence: 1),
      HeadSpread(
        entropy: 3, relativeEntropy: 1, readerEntropy: 2, distance: 0, confidence: 0.5),
    ]
    let mean = try #require(HeadSpread.mean(heads))
    #expect(mean.entropy == 2 && mean.relativeEntropy == 0.75 && mean.readerEntropy == 1)
    #expect(mean.distance == 2 && mean.confidence == 0.75)
    #expect(HeadSpread.mean([]) == nil)
  }
}
