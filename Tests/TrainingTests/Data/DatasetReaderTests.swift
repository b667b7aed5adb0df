import Foundation
import Model
import Testing

@testable import Training

@Suite("Data files")
struct DatasetReaderTests {
  // MARK: text;label

  @Test("of text;label need no header")
  func semicolonWithoutHeader() throws {
    let (rows, report) = try readRows("i feel fine;joy\ni cry;sadness\ni laugh;joy\n")
    #expect(rows.pairs == ["joy|i feel fine", "sadness|i cry", "joy|i laugh"])
    #expect(report.format == .semicolon)
    #expect(!report.hasHeader)
    #expect(report.labelCounts == ["joy": 2, "sadness": 1])
  }

  @Test("of text;label may have a header in any words")
  func semicolonWithHeader() throws {
    let text = "Comment;Emotion\na b;joy\nc d;joy\ne f;fear\ng h;fear\n"
    let (rows, report) = try readRows(text)
    #expect(report.hasHeader)
    #expect(rows.pairs.first == "joy|a b")
    let unknown = "Zeile;Klasse\na b;joy\nc d;joy\ne f;fear\ng h;fear\n"
    #expect(try readRows(unknown).report.columns == ["Zeile", "Klasse"])
  }

  @Test("whose first text is one word are not taken to have a header")
  func wordIsNoHeader() throws {
    let (rows, report) = try readRows("wow;joy\nhm;fear\nyes;joy\nno;fear\nah;joy\noh;fear\n")
    #expect(!report.hasHeader)
    #expect(rows.count == 6)
  }

  @Test("may have blanks round the semicolon and quotation marks")
  func blanks() throws {
    let text = "\"i feel; fine\" ; joy\n  i cry  ;  sadness  \n\"he said \"\"hi\"\"\" ;joy\n"
    let (rows, _) = try readRows(text)
    #expect(rows.pairs == ["joy|i feel; fine", "sadness|i cry", "joy|he said \"hi\""])
  }

  @Test("keep semicolons of a text that is not quoted, and count them")
  func unquotedSemicolons() throws {
    let (rows, report) = try readRows("so; it is;joy\nplain;fear\nmore;joy\n")
    #expect(rows.pairs == ["joy|so; it is", "fear|plain", "joy|more"])
    #expect(report.unquotedSeparators == .init(count: 1, lines: [1]))
  }

  // MARK: CSV and TSV

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

  // MARK: JSON lines

  @Test("of JSON lines have texts and labels of any kind")
  func jsonLines() throws {
    let text = """
      {"text": "a \\"b\\"\\n", "label": 3}
      {"label": "x", "text": "\\u00e9"}

      {"text": "c", "label": true}
      """
    let (rows, report) = try readRows(text)
    #expect(rows.pairs == ["3|a \"b\"\n", "x|é", "true|c"])
    #expect(report.format == .jsonl)
    #expect(report.blankLineCount == 1)
  }

  @Test("of JSON lines list what is no example")
  func badJSON() throws {
    let text = """
      {"text": "a", "label": "x"}
      {"text": "b", "label"
      [1]
      {"text": 7, "label": "x"}
      {"text": "c"}
      """
    let (rows, report) = try readRows(text)
    #expect(rows.count == 1)
    #expect(report.badRows.map(\.line) == [2, 3, 4, 5])
    #expect(report.badRows[2].reason == "expected a string as \"text\", found a number")
  }

  @Test("that are one JSON list are refused with what to do")
  func jsonList() {
    let error = #expect(throws: ModelError.self) { try readRows("[{\"text\": \"a\"}]") }
    #expect(error?.advice?.contains("jq") == true)
  }

  @Test("of JSON lines have lists of labels")
  func jsonLabels() throws {
    let text =
      "{\"text\": \"a\", \"labels\": [\"x\", \"y\"]}\n{\"text\": \"b\", \"labels\": [\"y\"]}\n"
    let multi = DatasetOptions.with { $0.isMultiLabel = true }
    #expect(try readRows(text, multi).rows.map(\.labels) == [["x", "y"], ["y"]])
    #expect(try readRows(text).rows.map(\.labels) == [["x"], ["y"]])
    #expect(try readRows(text).report.multiLabelRows.count == 1)
  }

  // MARK: Labels

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

  // MARK: Encodings

  @Test("in UTF-8 may have a byte order mark")
  func mark() throws {
    let (rows, report) = try readRows([0xEF, 0xBB, 0xBF] + Array("é;x\nb;y\n".utf8))
    #expect(rows.pairs == ["x|é", "y|b"])
    #expect(report.encoding == .utf8)
  }

  @Test("in UTF-16 have a byte order mark", arguments: [false, true])
  func utf16(isBigEndian: Bool) throws {
    let text = "\u{FEFF}é 🙂;x\nb;y\n"
    let bytes = text.utf16.flatMap { unit in
      let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return isBigEndian ? pair.reversed() : pair
    }
    let (rows, report) = try readRows(bytes)
    #expect(rows.pairs == ["x|é 🙂", "y|b"])
    #expect(report.encoding == (isBigEndian ? .utf16BigEndian : .utf16LittleEndian))
  }

  @Test("that are no UTF-8 are CP1252")
  func windows1252() throws {
    let bytes = Array("caf".utf8) + [0xE9, 0x20, 0x93] + Array("ok".utf8) + [0x94, 0x85]
    let (rows, report) = try readRows(bytes + Array(";x\nb;y\n".utf8))
    #expect(rows[0].text == "café “ok”…")
    #expect(report.encoding == .windows1252)
    #expect(report.invalidBytes.count == 0)
  }

  @Test("in UTF-8 with a few bad bytes keep their characters, and name the lines")
  func damagedUTF8() throws {
    let bytes = Array("é ü ö;x\nbad ".utf8) + [0xFF] + Array(";y\nñ;x\n".utf8)
    let (rows, report) = try readRows(bytes)
    #expect(rows.pairs == ["x|é ü ö", "y|bad \u{FFFD}", "x|ñ"])
    #expect(report.encoding == .utf8)
    #expect(report.invalidBytes == .init(count: 1, lines: [2]))
  }

  @Test("whose first bad byte is a million lines down are known all the same")
  func lateByte() throws {
    let lines = Array(String(repeating: "plain text;x\nmore of it;y\n", count: 20_000).utf8)
    let (rows, report) = try readRows(lines + [0xE9] + Array(";x\n".utf8))
    #expect(report.encoding == .windows1252)
    #expect(rows.last?.text == "é")
    #expect(rows.count == 40_001)
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

  // MARK: Odd files

  @Test("that are empty have no rows")
  func empty() throws {
    let error = #expect(throws: ModelError.self) { try readRows("") }
    #expect(error?.problem.contains("data.txt") == true)
    let options = DatasetOptions.with { $0.format = .semicolon }
    #expect(throws: ModelError.self) { try readRows("\n\n", options) }
  }

  @Test("whose format cannot be told are refused with the formats there are")
  func unknownFormat() {
    let error = #expect(throws: ModelError.self) { try readRows("just\nsome\nwords\n") }
    #expect(error?.advice?.contains("semicolon, csv, tsv, jsonl") == true)
  }

  @Test("that do not exist are named with the system's reason")
  func missing() {
    let error = #expect(throws: ModelError.self) { try DatasetReader(path: "/no/such/file.csv") }
    #expect(error?.kind == .missing)
    #expect(error?.problem.contains("/no/such/file.csv: cannot be opened") == true)
  }
}

extension DatasetRow {
  fileprivate var pairs: String { "\(label)|\(text)" }
}
