import Foundation
import Model
import TestSupport
import Testing

@Suite struct JSONValueTests {
  @Test func readsEveryKindOfValue() throws {
    let value = try JSONValue.parse(
      #" {"a": [1, -2.5e-1, true, false, null], "b": {"c": "d"}, "e": []} "#)
    #expect(value["a"] == .array([.integer(1), .number(-0.25), .bool(true), .bool(false), .null]))
    #expect(value["b"]?["c"]?.stringValue == "d")
    #expect(value["e"]?.arrayValue?.isEmpty == true)
    #expect(value.objectValue?.members.map(\.key) == ["a", "b", "e"])
  }

  @Test func skipsAByteOrderMark() throws {
    #expect(try JSONValue.parse([0xEF, 0xBB, 0xBF, 0x31]) == .integer(1))
  }

  @Test func readsTheSameFromDataBytesAndText() throws {
    let text = #"{"ä": [1]}"#
    let value = try JSONValue.parse(text)
    #expect(try JSONValue.parse(Data(text.utf8)) == value)
    #expect(try JSONValue.parse(Array(text.utf8)) == value)
  }

  @Test(arguments: [
    "0", "-0.0", "1.5", "-13.735390663146973", "3.4028234663852886e38", "2.2250738585072014e-308",
    "0.1", "123456789012345678901234567890", "9007199254740993.0", "0.000000000000000000123",
    "17976931348623157e292", "4.9e-324", "-8.29403018951416", "0.30000000000000004",
    "9223372036854775808", "10000000000000000000.0", "18446744073709551616.5", "1e-19", "1.0e+2",
  ])
  func readsNumbersAsTheStandardLibraryDoes(text: String) throws {
    #expect(try JSONValue.parse(text).doubleValue == Double(text))
  }

  @Test func roundsRandomDecimalsCorrectly() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      let whole = UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<60)
      let text = "\(whole % 100_000).\(whole)"
      #expect(try JSONValue.parse(text).doubleValue == Double(text), "\(text)")
    }
  }

  @Test func keepsWholeNumbersWhole() throws {
    #expect(try JSONValue.parse("9223372036854775807") == .integer(.max))
    #expect(try JSONValue.parse("-9223372036854775808") == .integer(.min))
    #expect(try JSONValue.parse("768.0").intValue == 768)
    #expect(try JSONValue.parse("768.5").intValue == nil)
  }

  @Test func readsPythonsNotANumberAndInfinities() throws {
    let values = try #require(try JSONValue.parse("[NaN, Infinity, -Infinity]").arrayValue)
    #expect(values[0].doubleValue?.isNaN == true)
    #expect(values[1] == .number(.infinity))
    #expect(values[2] == .number(-.infinity))
  }

  @Test func undoesEscapes() throws {
    let value = try JSONValue.parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#)
    #expect(
      value.stringValue?.unicodeScalars.elementsEqual(
        "\"\\/\u{8}\u{C}\n\r\té😀".unicodeScalars) == true)
  }

  @Test(arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#])
  func replacesLoneSurrogates(text: String) throws {
    #expect(try JSONValue.parse(text).stringValue?.unicodeScalars.first == "\u{FFFD}")
  }

  @Test(arguments: [
    "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "\"a",
    "\"\\", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "tru", "nul", "truex", "1 2", "01",
    "-", "1.", ".5", "1e", "1e+", "+1", "-NaN", "Inf", "\"a\nb\"", "]", "[1}", "{\"a\":1]", "'a'",
    "{,}", "[,1]", "0x10", "--1", "{\"a\" 1}", "nan",
  ])
  func rejectsWhatIsNotJSON(text: String) {
    let error = #expect(throws: ModelError.self) { try JSONValue.parse(text) }
    #expect(error?.kind == .damaged)
    #expect(error?.problem.contains("byte") == true)
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22], [0x22, 0xE2],
      [0x22, 0xF0, 0x8F, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22],
    ] as [[UInt8]])
  func rejectsInvalidUTF8WithItsPlace(bytes: [UInt8]) {
    let error = #expect(throws: ModelError.self) { try JSONValue.parse(bytes, source: "x.json") }
    #expect(error?.problem == "x.json: invalid UTF-8 at byte 1")
  }

  @Test func limitsDepth() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: ModelError.self) { try JSONValue.parse(deep) }
    let allowed = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    #expect(try JSONValue.parse(allowed).arrayValue?.count == 1)
  }

  @Test func reportsDuplicateKeysAndTakesTheLast() throws {
    let object = try #require(
      try JSONValue.parse(#"{"a":1,"b":2,"\u0061":3,"a":4}"#).objectValue)
    #expect(object.duplicateKeys == ["a"])
    #expect(object["a"] == .integer(4))
    #expect(object.count == 4)
  }

  @Test func rejectsDuplicateKeysWhenAsked() {
    #expect(throws: ModelError.self) {
      try JSONValue.parse(#"{"x":{"a":1,"a":2}}"#, rejectingDuplicateKeys: true)
    }
  }

  @Test func tellsKeysApartByTheirBytes() throws {
    let object = try #require(
      try JSONValue.parse("{\"\u{E9}\":1,\"e\u{301}\":2}", rejectingDuplicateKeys: true).objectValue
    )
    #expect(object["\u{E9}"] == .integer(1))
    #expect(object["e\u{301}"] == .integer(2))
  }

  @Test func findsMembersOfLargeObjects() throws {
    let text = "{" + (0..<1000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + ",\"k7\":-7}"
    let object = try #require(try JSONValue.parse(text).objectValue)
    #expect(object["k999"] == .integer(999))
    #expect(object["k7"] == .integer(-7))
    #expect(object["k1000"] == nil)
    #expect(object.duplicateKeys == ["k7"])
  }

  @Test func survivesMutations() throws {
    let seed = Array(
      #"{"a":[1,-2.5e10,true,null,"\u00e9\n x"],"b":{"c":[[],{}],"d":NaN},"é":"😀"}"#.utf8)
    var random = SeededGenerator(seed: 7)
    var accepted = 0
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
        default: bytes.removeLast(bytes.count - max(1, place))
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      do {
        _ = try JSONValue.parse(bytes)
        accepted += 1
      } catch let error as ModelError {
        #expect(error.kind == .damaged)
      }
    }
    #expect(accepted > 0)
  }
}
