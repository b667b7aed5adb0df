import Testing

@testable import Training

@Suite("The order of an epoch")
struct EpochOrderTests {
  /// 60 of class 0, 25 of class 1, 8 of class 3; none of class 2.
  private static let labels = (0..<93).map { $0 < 60 ? 0 : $0 < 85 ? 1 : 3 }

  private func counts(_ examples: [Int]) -> [Int: Int] {
    Dictionary(examples.map { (Self.labels[$0], 1) }, uniquingKeysWith: +)
  }

  @Test("Every example once, in an order of its own every epoch")
  func plain() {
    let order = EpochOrder(.none, labels: Self.labels, seed: 7)
    let (first, second) = (order.examples(epoch: 0), order.examples(epoch: 1))
    #expect(first.sorted() == Array(0..<93))
    #expect(second.sorted() == Array(0..<93))
    #expect(first != second)
    #expect(EpochOrder(.none, labels: Self.labels, seed: 7).examples(epoch: 1) == second)
    #expect(EpochOrder(.none, labels: Self.labels, seed: 8).examples(epoch: 1) != second)
  }

  @Test("Oversampling makes all classes as large as the largest, and no example much more frequent")
  func oversample() {
    let order = EpochOrder(.oversample, labels: Self.labels, seed: 1)
    let examples = order.examples(epoch: 0)
    #expect(examples.count == order.exampleCount)
    #expect(counts(examples) == [0: 60, 1: 60, 3: 60])
    let copies = Dictionary(examples.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(Set(copies.filter { Self.labels[$0.key] == 1 }.values) == [2, 3])
    #expect(Set(copies.filter { Self.labels[$0.key] == 3 }.values) == [7, 8])
    #expect(copies.count == 93)
  }

  @Test("Undersampling makes all classes as small as the smallest")
  func undersample() {
    let order = EpochOrder(.undersample, labels: Self.labels, seed: 1)
    let examples = order.examples(epoch: 0)
    #expect(examples.count == order.exampleCount)
    #expect(counts(examples) == [0: 8, 1: 8, 3: 8])
    #expect(Set(examples).count == 24)
    #expect(Set(order.examples(epoch: 1)) != Set(examples))
  }

  @Test("Weighted sampling draws every class as often, by chance")
  func weighted() {
    let order = EpochOrder(.weighted, labels: Self.labels, seed: 1)
    let drawn = (0..<100).flatMap { order.examples(epoch: $0) }
    #expect(drawn.count == 93 * 100)
    // Five deviations of a binomial count around a third.
    let bound = 5 * (Double(drawn.count) * 2 / 9).squareRoot()
    for count in counts(drawn).values {
      #expect(abs(Double(count) - Double(drawn.count) / 3) <= bound)
    }
  }
}
