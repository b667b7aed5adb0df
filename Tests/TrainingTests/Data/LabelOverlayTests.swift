import Foundation
import Model
import Testing

@testable import Training

@Suite("Changes of labels kept beside a data file")
struct LabelOverlayTests {
  private static let data =
    "text;label\ni am glad;joy\ni am mad;joy\ni am sad;sadness\ni am mad;anger\n"

  /// Rows as the file has them, with the overlay reported.
  private func rows(_ path: String) throws -> (rows: [DatasetRow], overlay: LabelOverlay) {
    let (rows, report) = try readRows(path: path, .with { $0.overlay = .reported })
    return (rows, report.overlay ?? LabelOverlay(for: path))
  }

  /// Relabels "i am mad" of line 3 and excludes line 4.
  private func change(_ path: String) throws {
    var (rows, overlay) = try rows(path)
    overlay.change(rows[1], to: .relabelled(["anger"]))
    overlay.change(rows[2], to: .excluded)
    try overlay.write()
  }

  @Test("gives rows their new labels, leaves others out, and counts both")
  func application() throws {
    try withDataFile(Array(Self.data.utf8)) { path in
      try change(path)
      let (rows, report) = try readRows(path: path)
      #expect(rows.pairs == ["joy|i am glad", "anger|i am mad", "anger|i am mad"])
      #expect(report.rowCount == 3)
      #expect(report.relabelledCount == 1)
      #expect(report.excludedCount == 1)
      #expect(report.labelCounts == ["joy": 1, "anger": 2])
      #expect(report.overlaySummary == "data.txt.overlay.jsonl: 1 relabelled, 1 excluded")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.data)
    }
  }

  @Test("is ignored, or only reported, when that is asked for")
  func uses() throws {
    try withDataFile(Array(Self.data.utf8)) { path in
      try change(path)
      let plain = try readRows(path: path, .with { $0.overlay = .ignored })
      #expect(plain.rows.count == 4)
      #expect(plain.report.overlay == nil)
      #expect(plain.report.overlaySummary == nil)
      let (rows, overlay) = try rows(path)
      #expect(rows.pairs == plain.rows.pairs)
      #expect(overlay[3] == .relabelled(["anger"]))
      #expect(overlay[4] == .excluded)
      #expect(overlay[2] == nil)
    }
  }

  @Test("reaches sets of rows and their labels")
  func dataset() throws {
    try withDataFile(Array(Self.data.utf8)) { path in
      try change(path)
      let data = try LabeledDataset.read([path])
      #expect(data.labels == ["anger", "joy"])
      #expect(data.labelCounts == [2, 1])
    }
  }

  @Test("finds its rows again after the file was edited, the nearest of equal ones")
  func editedFile() throws {
    try withDataFile(Array(Self.data.utf8)) { path in
      try change(path)
      // Two lines more at the top; "i am sad" is gone.
      let edited = "text;label\na;joy\nb;joy\ni am glad;joy\ni am mad;joy\ni am mad;anger\n"
      try Data(edited.utf8).write(to: URL(filePath: path))
      let (rows, report) = try readRows(path: path)
      #expect(
        rows.pairs == ["joy|a", "joy|b", "joy|i am glad", "anger|i am mad", "anger|i am mad"])
      let overlay = try #require(report.overlay)
      #expect(overlay[5] == .relabelled(["anger"]))
      #expect(overlay[6] == nil)
      #expect(overlay.movedCount == 1)
      #expect(
        overlay.unmatchedNotes == ["line 4 “i am sad”: the file has no such text any more"])
      #expect(report.relabelledCount == 1)
      #expect(report.excludedCount == 0)
    }
  }

  @Test("keeps what no row has any more")
  func unmatched() throws {
    try withDataFile(Array(Self.data.utf8)) { path in
      try change(path)
      try Data("text;label\nfirst;joy\nsecond;joy\nthird;joy\n".utf8)
        .write(to: URL(filePath: path))
      var (rows, overlay) = try rows(path)
      #expect(overlay.entries.isEmpty)
      #expect(overlay.unmatched.count == 2)
      // A change of the row that now stands on line 3 takes nothing from the entry of that line.
      overlay.change(rows[1], to: .excluded)
      try overlay.write()
      let again = try self.rows(path).overlay
      #expect(again[3] == .excluded)
      #expect(again.unmatched.map(\.line) == [3, 4])
      try Data(Self.data.utf8).write(to: URL(filePath: path))
      let back = try self.rows(path).overlay
      #expect(back[3] == .relabelled(["anger"]))
      #expect(back[4] == .excluded)
      #expect(back.unmatched.map(\.beginning) == ["second"])
    }
  }

  @Test("forgets a change that is taken back, and removes an empty file")
  func takingBack() throws {
    try withDataFile(Array(Self.data.utf8)) { path in
      try change(path)
      var (rows, overlay) = try rows(path)
      overlay.change(rows[1], to: .relabelled(["joy"]))
      overlay.change(rows[2], to: nil)
      #expect(overlay.isEmpty)
      try overlay.write()
      #expect(!FileManager.default.fileExists(atPath: LabelOverlay.path(for: path)))
    }
  }

  @Test("knows a text and its second text, in any script")
  func pairs() throws {
    let text = "text_a\ttext_b\tlabel\n你好\té\t正\n你好\tx\t负\n\"a\u{1B}[0m\"\tx\t负\n"
    try withDataFile(Array(text.utf8), named: "data.tsv") { path in
      var (rows, overlay) = try rows(path)
      overlay.change(rows[1], to: .relabelled(["正"]))
      overlay.change(rows[2], to: .excluded)
      try overlay.write()
      let read = try readRows(path: path).rows
      #expect(read.map(\.label) == ["正", "正"])
      let content = try String(contentsOfFile: LabelOverlay.path(for: path), encoding: .utf8)
      #expect(!content.contains("\u{1B}"))
    }
  }

  @Test(
    "names the line that is no entry",
    arguments: [
      ("{", "expected a JSON object"), ("[]", "expected a JSON object, found an array"),
      ("{\"digest\": \"0\", \"labels\": [\"a\"]}", "as \"line\""),
      ("{\"line\": 0, \"digest\": \"0\", \"labels\": [\"a\"]}", "as \"line\""),
      ("{\"line\": 1, \"digest\": \"x\", \"labels\": [\"a\"]}", "as \"digest\""),
      ("{\"line\": 1, \"digest\": \"1ffffffffffffffff\", \"labels\": [\"a\"]}", "as \"digest\""),
      ("{\"line\": 1, \"digest\": \"0\", \"labels\": []}", "as \"labels\""),
      ("{\"line\": 1, \"digest\": \"0\", \"labels\": [1]}", "as \"labels\""),
      ("{\"line\": 1, \"digest\": \"0\", \"excluded\": false}", "as \"labels\""),
    ])
  func badEntries(line: String, expected: String) throws {
    try withDataFile(Array(Self.data.utf8)) { path in
      try change(path)
      let file = URL(filePath: LabelOverlay.path(for: path))
      try (Data(contentsOf: file) + Data("\n\(line)\n".utf8)).write(to: file)
      do {
        _ = try readRows(path: path)
        Issue.record("expected an error")
      } catch let error as ModelError {
        #expect(error.kind == .damaged)
        #expect(error.problem.contains(".overlay.jsonl line 4: "))
        #expect(error.problem.contains(expected))
        #expect(error.advice?.contains("--no-overlay") == true)
      }
      #expect(try readRows(path: path, .with { $0.overlay = .ignored }).rows.count == 4)
    }
  }
}
