import Foundation
import Testing

@testable import TUI

/// Compares a grid with the text kept for it: first the glyphs, then a letter a cell for its style,
/// then what the letters mean.
///
/// `RECORD_SNAPSHOTS=1` writes the text anew and still fails, so that nothing is recorded unseen.
func expectSnapshot(
  _ grid: Grid, _ name: String, file: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    .appendingPathComponent("Snapshots")
  let url = folder.appendingPathComponent(name + ".txt")
  let found = snapshotText(grid)
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(found.utf8).write(to: url)
    Issue.record(
      "Recorded \(name); run again without RECORD_SNAPSHOTS", sourceLocation: sourceLocation)
    return
  }
  guard let data = try? Data(contentsOf: url) else {
    Issue.record(
      "No snapshot \(name): record it with RECORD_SNAPSHOTS=1", sourceLocation: sourceLocation)
    return
  }
  let expected = String(decoding: data, as: UTF8.self)
  if expected != found {
    Issue.record(
      "\(name) differs (− kept, + drawn):\n\(differences(expected, found))",
      sourceLocation: sourceLocation)
  }
}

/// The text form of a grid.
func snapshotText(_ grid: Grid) -> String {
  var letters: [CellStyle: Character] = [.plain: "."]
  var order: [CellStyle] = []
  let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  var glyphs = ""
  var styles = ""
  for row in 0..<grid.rows {
    var line = grid.text(row: row)
    while line.last == " " { line.removeLast() }
    glyphs += line + "\n"
    var style = ""
    for column in 0..<grid.columns {
      let value = grid[row, column].style
      if letters[value] == nil {
        letters[value] = order.count < alphabet.count ? alphabet[order.count] : "?"
        order.append(value)
      }
      style.append(letters[value] ?? "?")
    }
    while style.last == "." { style.removeLast() }
    styles += style + "\n"
  }
  let meanings = order.map { "\(letters[$0] ?? "?") \(ANSIExporter.codes($0))" }
  let cursor = grid.cursor.map { "cursor \($0.row) \($0.column)\n" } ?? ""
  return glyphs + "--- styles\n" + styles + "--- legend\n" + meanings.joined(separator: "\n") + "\n"
    + cursor
}

/// The lines that differ, in hunks with their line numbers; equal lines are left out.
private func differences(_ expected: String, _ found: String) -> String {
  let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let new = found.split(separator: "\n", omittingEmptySubsequences: false)
  var hunks: [String] = []
  var last = -2
  for index in 0..<max(old.count, new.count) {
    let before = index < old.count ? String(old[index]) : nil
    let after = index < new.count ? String(new[index]) : nil
    guard before != after else { continue }
    if index != last + 1 { hunks.append("@ line \(index + 1)") }
    if let before { hunks.append("−\(before)") }
    if let after { hunks.append("+\(after)") }
    last = index
  }
  return hunks.prefix(60).joined(separator: "\n")
}
