import Foundation
import Model
import Testing

@testable import Training

@Suite("What is remarkable about rows")
struct RowMarksTests {
  private func dataset(_ text: String, _ change: (inout DatasetOptions) -> Void = { _ in }) throws
    -> LabeledDataset
  {
    try withDataFile(Array(text.utf8)) { try LabeledDataset.read([$0], options: .with(change)) }
  }

  @Test("repeated texts, and those with other labels")
  func repeats() throws {
    let data = try dataset("a b;x\nc d;y\na b;x\ne f;x\nc d;x\nc d;y\n")
    #expect(
      data.repeatMarks() == [
        [.repeated], [.repeated, .conflicting], [.repeated], [], [.repeated, .conflicting],
        [.repeated, .conflicting],
      ])
    #expect(data.rows(like: 1, most: 2) == [1, 4])
    var overlay = LabelOverlay(for: "data.txt")
    overlay.change(try data.row(4), to: .relabelled(["y"]))
    #expect(data.repeatMarks(overlay)[1] == [.repeated])
    overlay.change(try data.row(4), to: .excluded)
    #expect(data.repeatMarks(overlay).allSatisfy { !$0.contains(.conflicting) })
    overlay.change(try data.row(0), to: .relabelled(["z"]))
    #expect(data.repeatMarks(overlay)[2].contains(.conflicting))
  }

  @Test("texts of two sets")
  func shared() throws {
    let first = try dataset("a b;x\nc d;y\ne f;x\n")
    let second = try dataset("e f;y\ng h;x\na b;x\ni j;y\n")
    #expect(first.rows(sharedWith: second) == [0, 2])
    #expect(second.rows(sharedWith: first) == [0, 2])
  }

  @Test("other cells are kept where they are asked for")
  func fields() throws {
    let text =
      "id,text,label,note\n1,one two,x,\"a, b\"\n2,three four,y,\n3,five six,x,c\u{1F}d\n4,so on,y,z\n"
    let data = try dataset(text) { $0.keepsFields = true }
    #expect(try data.fields(0) == ["1", "one two", "x", "a, b"])
    #expect(try data.fields(1) == ["2", "three four", "y", ""])
    #expect(try data.fields(2) == ["3", "five six", "x", "c d"])
    #expect(try data.text(1) == "three four")
    #expect(try data.row(3) == DatasetRow(text: "so on", labels: ["y"], line: 5))
    #expect(try dataset(text).fields(0).isEmpty)
  }

  @Test("the first rows come before the rest")
  func firstRows() throws {
    let text = (0..<50).map { "row \($0);\($0 % 2 == 0 ? "x" : "y")\n" }.joined()
    try withDataFile(Array(text.utf8)) { path in
      var early: [Int] = []
      let data = try LabeledDataset.read([path], firstRows: 10, first: { early.append($0.count) })
      #expect(early == [10])
      #expect(data.count == 50)
    }
  }

  @Test("needles are found in any case, in any script")
  func needles() {
    #expect(TextNeedle("Glad").isIn("so gLAD it is"))
    #expect(!TextNeedle("glade").isIn("so glad"))
    #expect(TextNeedle("").isIn(""))
    #expect(!TextNeedle("a").isIn(""))
    #expect(TextNeedle("ÉTÉ").isIn("un été"))
    #expect(TextNeedle("天气").isIn("今天天气好"))
    #expect(!TextNeedle("天空").isIn("今天天气好"))
  }
}
