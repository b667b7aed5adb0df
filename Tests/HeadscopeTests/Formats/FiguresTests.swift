import TUI
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

  @Test("A list of small numbers keeps their digits")
  func smallLists() {
    #expect(Figures.signed(0.000_21, as: NumberForm(upTo: 0.0098)) == "+0.00021")
    #expect(Figures.fixed(0.0098, as: NumberForm(upTo: 0.0098)) == "0.00980")
    #expect(Figures.signed(-3e-7, as: NumberForm(upTo: 2e-6)) == "-3e-07")
    #expect(Figures.signed(0, as: NumberForm(upTo: 2e-6)) == " 0")
    // Larger ones look as ever.
    #expect(Figures.signed(0.5, as: NumberForm(upTo: 6)) == "+0.500")
  }

  @Test("Bytes in powers of a thousand")
  func bytes() {
    #expect(Figures.bytes(999) == "999 B")
    #expect(Figures.bytes(1_500) == "1.50 kB")
    #expect(Figures.bytes(22_700_000) == "22.7 MB")
  }
}
