import Foundation
import Model
import Testing

@testable import Training

@Suite("Data files in columns")
struct DatasetColumnTests {
  @Test("of CSV have quoted cells with separators, line breaks and doubled marks")
  func csv() throws {
    let text = """
      id,label,text
      1,pos,"one, two
      three, ""four\"""
      2,neg,plain
      3,pos,"a

      b"
      """
    let (rows, report) = try readRows(text)
    #expect(rows.pairs == ["pos|one, two\nthree, \"four\"", "neg|plain", "pos|a\n\nb"])
    #expect(rows.map(\.line) == [2, 4, 5])
    #expect(report.format == .csv)
    #expect(report.blankLineCount == 0)
  }

  @Test("are read the same with CR LF and with CR")
  func lineEnds() throws {
    let text = "text,label\n\"a, b\",x\nc,y\nd,x\n"
    let expected = try readRows(text).rows.pairs
    #expect(try readRows(text.replacing("\n", with: "\r\n")).rows.pairs == expected)
    #expect(
      try readRows(text.replacing("\n", with: "\r").dropLast().description).rows.pairs == expected)
    #expect(expected == ["x|a, b", "y|c", "x|d"])
  }

  @Test("have columns by name, in any letters, and by number")
  func columns() throws {
    let text = "id,Body,Mood,other\n1,a b c,x,q\n2,d e f,y,q\n"
    let byName = DatasetOptions.with {
      $0.textColumn = "body"
      $0.labelColumn = "Mood"
    }
    #expect(try readRows(text, byName).rows.pairs == ["x|a b c", "y|d e f"])
    let byNumber = DatasetOptions.with {
      $0.textColumn = "2"
      $0.labelColumn = "4"
    }
    #expect(try readRows(text, byNumber).rows.pairs == ["q|a b c", "q|d e f"])
  }

  @Test("whose named column is missing are refused with the columns there are")
  func missingColumn() throws {
    let options = DatasetOptions.with { $0.labelColumn = "mood" }
    let error = #expect(throws: ModelError.self) {
      try readRows("text,label\na,b\nc,d\n", named: "moods.csv", options)
    }
    #expect(error?.problem.contains("\"mood\"") == true)
    #expect(error?.problem.contains("its columns are text, label") == true)
  }

  @Test(
    "have headers of several words, marks and no words at all",
    arguments: ["Tweet Body,Mood", "Review Text,Emotion (1 of 3)", "Text,Emotion label", ",Mood"])
  func spokenHeader(_ header: String) throws {
    var text = header + "\n"
    for row in 0..<12 { text += "so it is number \(row),\(["joy", "fear", "rage"][row % 3])\n" }
    let (rows, report) = try readRows(text, named: "moods.csv")
    #expect(report.hasHeader)
    #expect(rows.count == 12 && rows.first?.pairs == "joy|so it is number 0")
    #expect(report.labelCounts == ["joy": 4, "fear": 4, "rage": 4])
  }

  @Test("have headers although a label comes once, where texts are longer than names")
  func headerAboveRareLabel() throws {
    var text = "Tweet Body;Mood\n"
    for row in 0..<12 { text += "here is a long text, number \(row);\(["joy", "fear"][row % 2])\n" }
    text += "and one more of these;awe\n"
    let (rows, report) = try readRows(text)
    #expect(report.hasHeader && rows.count == 13)
    let first = "here is a long first text;doubt\n"
    let headerless = try readRows(
      first + text.split(separator: "\n").dropFirst().joined(separator: "\n"))
    #expect(!headerless.report.hasHeader && headerless.rows.count == 14)
  }

  @Test("have headers above numbers")
  func headerAboveNumbers() throws {
    var text = "Review Text,Star Rating\n"
    for row in 0..<8 { text += "it is film \(row * row),\(row % 5 + 1)\n" }
    let (rows, report) = try readRows(text, named: "stars.csv")
    #expect(report.columns == ["Review Text", "Star Rating"])
    #expect(rows.count == 8 && rows[4].pairs == "5|it is film 16")
  }

  @Test(
    "have the columns of an index, named or not",
    arguments: [",text,label", "Unnamed: 0,clean_text,category", "id,Tweet Body,Mood"])
  func index(_ header: String) throws {
    var text = header + "\n"
    for row in 0..<10 { text += "\(row),we say \(row) words,\(["joy", "fear"][row % 2])\n" }
    let (rows, report) = try readRows(text, named: "pandas.csv")
    #expect(report.hasHeader)
    #expect(rows.count == 10 && rows[1].pairs == "fear|we say 1 words")
    // What has no name has its number.
    if header.hasPrefix(",") { #expect(report.columns == ["1", "text", "label"]) }
  }

  /// As Kaggle has the SMS spam collection: three columns of what commas in a few unquoted messages left.
  @Test("have empty columns at the right, whose few values are no labels")
  func emptyColumns() throws {
    var text = "v1,v2,,,\n"
    for row in 0..<20 {
      let rest = [4: "GE,GE,", 9: "GE,GE,", 13: "MK17,,", 15: "MK17,,"][row] ?? ",,"
      text += "\(row % 4 == 0 ? "spam" : "ham"),message number \(row) to you,\(rest)\n"
    }
    let (rows, report) = try readRows(text, named: "spam.csv")
    #expect(report.columns == ["v1", "v2", "3", "4", "5"])
    #expect(report.textColumn == "v2" && report.labelColumn == "v1")
    #expect(rows.count == 20 && report.labelCounts == ["spam": 5, "ham": 15])
  }

  @Test("have a header where the user names its columns, whatever the cells look like")
  func namedHeader() throws {
    let text = "What did they say, then? 1.;42\nall is well;x\nnothing is;y\n"
    let options = DatasetOptions.with { $0.textColumn = "what did they say, then? 1." }
    let (rows, report) = try readRows(text, options)
    #expect(report.hasHeader && rows.pairs == ["x|all is well", "y|nothing is"])
    #expect(try readRows(text).rows.count == 3)
    let missing = DatasetOptions.with {
      $0.textColumn = "Tweet Body"
      $0.labelColumn = "Moods"
    }
    let error = #expect(throws: ModelError.self) {
      try readRows("Tweet Body,Mood\na b,x\nc d,y\n", named: "moods.csv", missing)
    }
    #expect(error?.problem.contains("its columns are Tweet Body, Mood") == true)
  }

  @Test("whose first row is short, with a label that comes once, are not taken to have a header")
  func shortTextIsNoHeader() throws {
    // Another label comes once, too: nothing sets the first one apart.
    let text = "so good;awe\nso bad;rage\nwell then;joy\noh no;rage\nfine;joy\nwhat;doubt\n"
    let (rows, report) = try readRows(text)
    #expect(!report.hasHeader && rows.count == 6)
  }

  @Test("without header give text and label by what cells look like")
  func headerless() throws {
    var text = ""
    for row in 0..<20 {
      text += "\(row * 7)\tthis is the text number \(row)\t\(["joy", "fear"][row % 2])\n"
    }
    let (rows, report) = try readRows(text, named: "train.csv")
    #expect(report.format == .tsv)
    #expect(rows[1].pairs == "fear|this is the text number 1")
  }

  @Test("with a mark at a cell's start that is never closed are read line by line")
  func strayQuote() throws {
    let text = "1\t\"never closed\n0\tplain\n1\t\"closed\" early\n0\t\"right\"\n"
    let (rows, report) = try readRows(text)
    #expect(rows.pairs == ["1|\"never closed", "0|plain", "1|\"closed\" early", "0|right"])
    #expect(report.strayQuotes.lines == [1, 3])
  }

  @Test("between tabs do not lose rows between two stray marks")
  func strayQuotePair() throws {
    let text = "a\t\"one\nb\ttwo\na\tthree\"\nb\tfour\n"
    #expect(try readRows(text).rows.pairs == ["a|\"one", "b|two", "a|three\"", "b|four"])
  }

  @Test("have bad rows counted and listed, none dropped in silence")
  func badRows() throws {
    let text = "text,label\na,x\nb\n,y\nc,\nd,e,f\ng,y\n"
    let (rows, report) = try readRows(text)
    #expect(rows.pairs == ["x|a", "y|g"])
    #expect(report.badRowCount == 4)
    #expect(
      report.badRows.map(\.description) == [
        "line 3: expected 2 cells, found 1", "line 4: no text", "line 5: no label",
        "line 6: expected 2 cells, found 3",
      ])
    #expect(report.rowCount == 2)
  }

  @Test("keep their other cells where asked")
  func fields() throws {
    let options = DatasetOptions.with { $0.keepsFields = true }
    let (rows, report) = try readRows("id,text,label\n7,a,b\n", options)
    #expect(rows[0].fields == ["7", "a", "b"])
    #expect(report.columns == ["id", "text", "label"])
  }
}

extension DatasetRow {
  fileprivate var pairs: String { "\(label)|\(text)" }
}
