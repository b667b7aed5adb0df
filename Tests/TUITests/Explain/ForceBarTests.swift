import Testing

@testable import TUI

@Suite("Words as forces that meet at F(x)")
struct ForceBarTests {
  private func bar(
    _ values: [Double], base: Double, columns: Int
  ) -> ForceBar? {
    ForceBar(
      Waterfall(
        words: values.enumerated().map { Waterfall.Summand(label: "w\($0)", value: $1) },
        base: base, baseName: "F(b)", output: base + values.reduce(0, +),
        remainderName: "missing"), columns: columns)
  }

  @Test("has those for at the left and those against at the right, the strongest at the meeting")
  func order() throws {
    // From 2 to 3: forces for of 6 and against of 5 go over 11, from −3 to 8 around F(x).
    let bar = try #require(self.bar([4, -3, 2, -2], base: 2, columns: 22))
    #expect(bar.segments.map(\.summand.label) == ["w2", "w0", "w1", "w3"])
    #expect(bar.segments.map(\.columns) == [0..<4, 4..<12, 12..<18, 18..<22])
    #expect(bar.meeting == 12)
    // The base value 2 lies 5 beyond the left end −3.
    #expect(bar.base == 10)
  }

  @Test("lets stretches touch, however short they are")
  func touching() throws {
    let values = (1...40).map { Double($0 % 2 == 0 ? $0 : -$0) / 7 }
    let bar = try #require(self.bar(values, base: 0, columns: 50))
    #expect(bar.segments.first?.columns.lowerBound == 0)
    #expect(bar.segments.last?.columns.upperBound == 50)
    for (left, right) in zip(bar.segments, bar.segments.dropFirst()) {
      #expect(left.columns.upperBound == right.columns.lowerBound)
    }
    for segment in bar.segments {
      #expect(!segment.columns.isEmpty)
      #expect(
        segment.summand.value > 0
          ? segment.columns.upperBound <= bar.meeting : segment.columns.lowerBound >= bar.meeting)
    }
  }

  @Test("is none without a force")
  func still() {
    #expect(bar([0, 0], base: 1, columns: 20) == nil)
    #expect(bar([1], base: 1, columns: 0) == nil)
    #expect(bar([1], base: 1, columns: 20)?.meeting == 20)
  }
}
