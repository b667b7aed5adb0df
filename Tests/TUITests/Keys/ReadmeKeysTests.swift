import Foundation
import TestSupport
import Testing

@testable import TUI

@Suite struct ReadmeKeysTests {
  /// The README's table: every action but those of the editor, the first half on the left.
  private var table: String {
    let cells = KeyTable.standard.rows.filter { $0.group != .editing }.map { row in
      let keys = row.plain + row.always.filter { !isLetterWithAlt($0, of: row) }
      // A bar would end the cell.
      let names = keys.map { "`\($0.glyphs.replacing("|", with: "\\|"))`" }
      return "\(names.joined(separator: " ")) | \(row.title)"
    }
    let half = (cells.count + 1) / 2
    let lines = (0..<half).map { index in
      "| \(cells[index]) | \(half + index < cells.count ? cells[half + index] : " | ") |"
    }
    return (["| Key | Does | Key | Does |", "|---|---|---|---|"] + lines).joined(separator: "\n")
  }

  /// The README tells once that Alt makes a letter hold everywhere.
  private func isLetterWithAlt(_ chord: KeyChord, of row: KeyTable.Row) -> Bool {
    row.plain.contains { "Alt-\($0.name)" == chord.name }
  }

  @Test func theReadmeNamesTheKeysAsTheyAre() throws {
    let readme = try String(
      contentsOf: Fixtures.packageRoot.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains(table), "the README's table should be:\n\(table)")
  }
}
