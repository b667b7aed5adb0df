import Foundation
import Model
import Testing

@testable import Training

@Suite("Data files and their labels")
struct DatasetLabelTests {
  @Test("of Sentiment140 give names to 0, 2 and 4")
  func sentiment140() throws {
    let text = """
      4,3,Mon May 11 03:17:40 UTC 2009,kindle2,a,"I love, it"
      0,4,Mon May 11 03:18:03 UTC 2009,kindle2,b,bad
      2,5,Mon May 11 03:18:54 UTC 2009,kindle2,c,so so
      """
    let (rows, report) = try readRows(text)
    #expect(rows.pairs == ["Positive|I love, it", "Negative|bad", "Neutral|so so"])
    #expect(report.format == .sentiment140)
    #expect(report.labelColumn == "target")
  }

  @Test("of Sentiment140 list a target that is none")
  func wrongTarget() throws {
    let options = DatasetOptions.with { $0.format = .sentiment140 }
    let (rows, report) = try readRows("3,1,x,y,z,text\n4,2,x,y,z,text\n", options)
    #expect(rows.count == 1)
    #expect(
      report.badRows.map(\.description) == ["line 1: expected 0, 2 or 4 as target, found \"3\""])
  }

  @Test("have labels read as others where synonyms say so")
  func synonyms() throws {
    let options = DatasetOptions.with { $0.synonyms = ["happy": "joy"] }
    let (rows, report) = try readRows("a;happy\nb;joy\nc;fear\n", options)
    #expect(rows.map(\.label) == ["joy", "joy", "fear"])
    #expect(report.labelCounts == ["joy": 2, "fear": 1])
  }

  @Test("with numbers for labels take their names from labels.txt beside them")
  func labelNames() throws {
    try withDataFile(Array("a b\t0\ti1\nc d\t1,0\ti2\ne f\t2\ti3\ng h\t0\ti4\n".utf8)) { path in
      let beside = URL(filePath: path).deletingLastPathComponent().appending(path: "labels.txt")
      try Data("joy\r\nfear\nanger\n".utf8).write(to: beside)
      let options = DatasetOptions.with {
        $0.isMultiLabel = true
        $0.labelColumn = "2"
      }
      let (rows, report) = try readRows(path: path, options)
      #expect(rows.map(\.labels) == [["joy"], ["fear", "joy"], ["anger"], ["joy"]])
      #expect(report.labelNamesPath == beside.path)
    }
  }

  @Test("of one class take it from the file's name, or as it is given")
  func oneClass() throws {
    let (rows, report) = try readRows("a fine film\nand another\n", named: "rt-polarity.pos")
    #expect(rows.pairs == ["pos|a fine film", "pos|and another"])
    #expect(report.format == .lines)
    let options = DatasetOptions.with { $0.fileLabel = "good" }
    #expect(try readRows("one, two\n", options).rows.pairs == ["good|one, two"])
  }

  // MARK: Without labels

  private static let unlabelled = DatasetOptions.with { $0.hasLabels = false }

  @Test(
    "are read without labels whether they have some or not",
    arguments: [
      ("i feel fine;joy\nso; it is;fear\nmore;joy\n", ["i feel fine", "so; it is", "more"]),
      ("text,label\na b,1\n\"c, d\",\ne,2\n", ["a b", "c, d", "e"]),
      ("id\ttext\n1\ta long one\n2\tb\n", ["a long one", "b"]),
      ("text\n\"a, b\"\nc\n", ["a, b", "c"]),
      ("{\"text\": \"a b\"}\n{\"text\": \"c\", \"label\": 3}\n", ["a b", "c"]),
      (
        "It rained.\nThen, at last, it did not.\nWe went out, and he said: \"no; never\".\n",
        ["It rained.", "Then, at last, it did not.", "We went out, and he said: \"no; never\"."]
      ),
    ])
  func unlabelled(_ text: String, _ expected: [String]) throws {
    let (rows, report) = try readRows(text, Self.unlabelled)
    #expect(rows.map(\.text) == expected)
    #expect(rows.allSatisfy { $0.labels == [""] })
    #expect(report.badRowCount == 0)
    let set = try withDataFile(Array(text.utf8)) {
      try LabeledDataset.read([$0], options: Self.unlabelled)
    }
    #expect(set.labels == [""] && set.labelCounts == [expected.count] && !set.isMultiLabel)
  }

  @Test("of Sentiment140 are read without their target, even a wrong one")
  func unlabelledSentiment() throws {
    let options = DatasetOptions.with {
      $0.hasLabels = false
      $0.format = .sentiment140
    }
    let line = "\"0\",\"1\",\"Mon Apr 06 22:19:45 PDT 2009\",\"NO_QUERY\",\"me\",\"so, so\"\n"
    let (rows, _) = try readRows(line + line.replacing("\"0\"", with: "\"7\""), options)
    #expect(rows.map(\.text) == ["so, so", "so, so"])
  }
}
