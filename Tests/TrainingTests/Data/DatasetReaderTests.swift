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
