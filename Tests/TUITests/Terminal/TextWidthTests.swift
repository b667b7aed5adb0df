import Testing

@testable import TUI

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("中", 2), ("ｆ", 2), ("ﾊ", 1), ("한", 2),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("❤", 1), ("❤\u{FE0F}", 2),
    ("1\u{FE0F}\u{20E3}", 2), ("🇩🇪", 2), ("☝🏻", 2), ("🏳️‍🌈", 2), ("\u{1F1E9}", 1), ("नि", 2), ("กำ", 2),
    ("\u{200B}", 0), ("\u{301}", 0), ("\u{FE0F}", 0), ("\u{1B}", 0), ("\u{7F}", 0), ("\u{AD}", 1),
    ("\u{E000}", 1), ("─", 1), ("⣿", 1), ("▌", 1), ("\u{600}", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
  ])
  func columnsOfACluster(_ cluster: Character, _ columns: Int) {
    #expect(TextWidth.columns(of: cluster) == columns)
  }

  @Test func ambiguousScalarsAreNarrowUnlessAsked() {
    for cluster: Character in ["α", "─", "±", "①"] {
      #expect(TextWidth.columns(of: cluster) == 1)
      #expect(TextWidth.columns(of: cluster, ambiguousIsWide: true) == 2)
    }
    #expect(TextWidth.columns(of: Character("a"), ambiguousIsWide: true) == 1)
    #expect(TextWidth.columns(of: Character("\u{301}"), ambiguousIsWide: true) == 0)
  }

  @Test func columnsOfAStringAreThoseOfItsClusters() {
    #expect(TextWidth.columns(of: "a中e\u{301}👍🏽") == 6)
    #expect(TextWidth.columns(of: "") == 0)
  }
}
