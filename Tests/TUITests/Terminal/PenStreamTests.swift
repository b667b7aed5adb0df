import Testing

@testable import TUI

@Suite struct PenStreamTests {
  private func rewrite(_ text: String) -> String {
    var pen = PenStream()
    _ = pen.rewrite([])
    return String(decoding: pen.rewrite(Array(text.utf8)), as: UTF8.self)
  }

  @Test func stylesThatFollowEachOtherBecomeOneSequence() {
    #expect(
      rewrite("\u{1B}[0;4m\u{1B}[97m\u{1B}[48;5;24mx\u{1B}[39;49m\u{1B}[m")
        == "\u{1B}[4;97;48;5;24mx\u{1B}[m")
  }

  @Test func onlyWhatDiffersIsSent() {
    #expect(
      rewrite("\u{1B}[97;48;5;24ma\u{1B}[39;49m\u{1B}[m\u{1B}[97m\u{1B}[48;5;30mb\u{1B}[m")
        == "\u{1B}[97;48;5;24ma\u{1B}[48;5;30mb\u{1B}[m")
  }

  @Test func aBlankWaitsForNoForeground() {
    #expect(
      rewrite("\u{1B}[32ma\u{1B}[39m\u{1B}[m \u{1B}[32mb\u{1B}[m") == "\u{1B}[32ma b\u{1B}[m")
  }

  @Test func aBlankGetsTheBackgroundAndTheLine() {
    #expect(rewrite("\u{1B}[44m \u{1B}[m") == "\u{1B}[44m \u{1B}[m")
    #expect(rewrite("\u{1B}[31;4m \u{1B}[m") == "\u{1B}[4;31m \u{1B}[m")
    #expect(
      rewrite("\u{1B}[4;44ma\u{1B}[m b") == "\u{1B}[4;44ma\u{1B}[m b")
  }

  @Test func aStyleNobodySeesIsNotSent() {
    #expect(rewrite("\u{1B}[31m\u{1B}[5;7H\u{1B}[m") == "\u{1B}[5;7H")
  }

  @Test func erasingTakesTheBackgroundOnly() {
    #expect(rewrite("\u{1B}[31m\u{1B}[K\u{1B}[m") == "\u{1B}[K")
    #expect(rewrite("\u{1B}[41m\u{1B}[K\u{1B}[m") == "\u{1B}[41m\u{1B}[K\u{1B}[m")
  }

  @Test func boldEndsWithoutTakingDimAlong() {
    #expect(
      rewrite("\u{1B}[1;2;3;38;2;1;2;3ma\u{1B}[22;2mb\u{1B}[m")
        == "\u{1B}[1;2;3;38;2;1;2;3ma\u{1B}[22;2mb\u{1B}[m")
  }

  @Test func aColourWithColonsStaysWhole() {
    #expect(rewrite("\u{1B}[38:2::1:2:3mx\u{1B}[m") == "\u{1B}[38:2::1:2:3mx\u{1B}[m")
  }

  @Test func anUnknownPenIsSetFromTheGroundUp() {
    var pen = PenStream()
    #expect(pen.rewrite(Array("a".utf8)) == Array("\u{1B}[ma".utf8))
    pen.forget()
    #expect(pen.rewrite(Array("\u{1B}[31ma\u{1B}[m".utf8)).starts(with: "\u{1B}[0;31ma".utf8))
  }

  @Test func cutSequencesDoNotTrap() {
    for text in ["\u{1B}", "\u{1B}[", "\u{1B}[3", "\u{1B}(", "\u{1B}[38m", "\u{1B}[38;2;1mx"] {
      #expect(!rewrite(text).isEmpty)
    }
    #expect(rewrite("\u{1B}[99999999999999999999mx").hasSuffix("x"))
  }
}
