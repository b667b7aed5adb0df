import Testing

@testable import TUI

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain", "plain", "plain"), ("a\nb", "a␊b", "a\\nb"), ("\r\n", "␍␊", "\\r\\n"),
    ("\t", "␉", "\\t"), ("\0", "␀", "\\x00"), ("\u{1B}[2J", "\\x1b[2J", "\\x1b[2J"),
    ("\u{9B}31m", "\\x9b31m", "\\x9b31m"), ("\u{7F}", "\\x7f", "\\x7f"),
    ("\u{202E}x", "<U+202E>x", "<U+202E>x"), ("\u{2066}", "<U+2066>", "<U+2066>"),
    ("\u{200B}", "<U+200B>", "<U+200B>"), ("\u{FEFF}", "<U+FEFF>", "<U+FEFF>"),
    ("\u{2028}", "<U+2028>", "<U+2028>"), ("\u{3164}", "<U+3164>", "<U+3164>"),
    ("\u{AD}", "<U+00AD>", "<U+00AD>"), ("\u{301}", "\u{25CC}\u{301}", "\u{25CC}\u{301}"),
    ("e\u{301}", "e\u{301}", "e\u{301}"), ("👨‍👩‍👧", "👨‍👩‍👧", "👨‍👩‍👧"), ("\u{FFFD}", "\u{FFFD}", "\u{FFFD}"),
    ("\u{10FFFF}", "<U+10FFFF>", "<U+10FFFF>"),
  ])
  func showsWhatMustNotBeSent(_ text: String, _ pictures: String, _ ascii: String) {
    #expect(VisibleText.escaped(text) == pictures)
    #expect(VisibleText.escaped(text, escapes: .ascii) == ascii)
  }

  @Test func bytesOutsideUTF8AreShownOneByOne() {
    #expect(VisibleText.escaped(bytes: [0xE2, 0x96]) == "<0xE2><0x96>")
    #expect(VisibleText.escaped(bytes: [0x61, 0xE4, 0xB8, 0xAD, 0xFF, 0x0A]) == "a中<0xFF>␊")
    #expect(VisibleText.escaped(bytes: [0xED, 0xA0, 0x80]) == "<0xED><0xA0><0x80>")
    #expect(VisibleText.escaped(bytes: [0xC0, 0x80]) == "<0xC0><0x80>")
    #expect(VisibleText.escaped(bytes: []) == "")
  }

  @Test func columnsCountTheEscapes() {
    #expect(VisibleText.columns(of: Character("\u{1B}")) == 4)
    #expect(VisibleText.columns(of: Character("\r\n")) == 2)
    #expect(VisibleText.columns(of: Character("\n"), escapes: .ascii) == 2)
    #expect(VisibleText.columns(of: "a中\u{202E}") == 11)
  }

  @Test func anyScalarIsShownInAtLeastOneColumnAndWithoutControls() {
    // Every scalar of the first planes' small scripts, every 31st of the large ones.
    for value in Array(0...0x3000) + Array(stride(from: UInt32(0x3001), to: 0x110000, by: 31)) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let pieces = VisibleText.pieces(of: Character(scalar))
      if pieces.isEmpty || pieces.contains(where: { $0.columns < 1 }) {
        Issue.record("U+\(String(value, radix: 16)) takes no column")
      }
      for piece in pieces {
        for shown in piece.text.unicodeScalars
        where shown.value < 0x20 || 0x7F..<0xA0 ~= shown.value {
          Issue.record("U+\(String(value, radix: 16)) is shown with a control")
        }
      }
    }
  }
}
