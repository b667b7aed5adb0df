import Testing

@testable import headscope

@Suite("Numbers as people read them")
struct FiguresTests {
  @Test("Signs, and none where a value rounds to zero")
  func signed() {
    #expect(Figures.signed(1.5) == "+1.500")
    #expect(Figures.signed(-1.5) == "-1.500")
    #expect(Figures.signed(-0.0001) == " 0.000")
    #expect(Figures.signed(.nan) == "NaN")
    #expect(Figures.signed(-.infinity) == "-inf")
  }

  @Test("Bytes in powers of a thousand")
  func bytes() {
    #expect(Figures.bytes(999) == "999 B")
    #expect(Figures.bytes(1_500) == "1.50 kB")
    #expect(Figures.bytes(22_700_000) == "22.7 MB")
  }
}
