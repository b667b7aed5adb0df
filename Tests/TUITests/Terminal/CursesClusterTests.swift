import CTerminal
import Testing

@testable import TUI

extension CursesTests {
  @Suite struct CursesClusterTests {
    init() { _ = terminal_use_unicode_locale() }

    private func shown(_ text: String, _ columns: Int, asciiOnly: Bool = false) -> String {
      let cluster = CursesCluster(text, columns: columns, asciiOnly: asciiOnly)
      let total = cluster.units.reduce(0) { $0 + $1.columns }
      #expect(total == columns)
      var text = cluster.units.map { unit in
        unit.scalars.reduce(into: "") { $0.unicodeScalars.append($1) }
      }.joined(separator: "|")
      if cluster.isReduced { text += "*" }
      return text
    }

    @Test func whatTheLibraryAgreesOnIsPassedOn() {
      #expect(shown("a", 1) == "a")
      #expect(shown("中", 2) == "中")
      #expect(shown("e\u{301}\u{323}", 1) == "e\u{301}\u{323}")
      #expect(shown("नि", 2) == "न|ि")
      #expect(shown("\u{1112}\u{1161}\u{11AB}", 2) == "\u{1112}\u{1161}\u{11AB}")
    }

    @Test func anotherWidthLeavesTheBase() {
      #expect(shown("👨‍👩‍👧", 2) == "👨*")
      #expect(shown("👍🏽", 2) == "👍*")
      #expect(shown("❤\u{FE0F}", 2) == "❤| *")
      #expect(shown("α", 2) == "α| *")
    }

    @Test func moreThanFiveScalarsLeaveTheBase() {
      #expect(shown("o\u{301}\u{302}\u{303}\u{304}", 1) == "o\u{301}\u{302}\u{303}\u{304}")
      #expect(shown("o\u{301}\u{302}\u{303}\u{304}\u{305}", 1) == "o*")
    }

    @Test func withoutUnicodeThereAreQuestionMarks() {
      #expect(shown("中", 2, asciiOnly: true) == "?| *")
      #expect(shown("e\u{301}", 1, asciiOnly: true) == "e*")
      #expect(shown("x", 1, asciiOnly: true) == "x")
    }
  }
}
