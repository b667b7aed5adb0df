import Model
import Testing

@testable import Training

@Suite("A data file in pieces")
struct RecordBufferTests {
  /// A stream of bytes that come `size` at a time.
  private func stream(
    _ bytes: [UInt8], pieces size: Int, _ encoding: TextEncoding = .utf8
  ) -> TranscodedStream {
    var place = 0
    return TranscodedStream(encoding: encoding, isRepairing: true) {
      let end = min(bytes.count, place + size)
      defer { place = end }
      return Array(bytes[place..<end])
    }
  }

  private func text(_ stream: TranscodedStream) throws -> String {
    var stream = stream
    var bytes: [UInt8] = []
    while case let piece = try stream.next(), !piece.isEmpty { bytes += piece }
    return try #require(String(validating: bytes, as: UTF8.self))
  }

  @Test("is decoded the same whatever their size", arguments: 1...7)
  func decoding(_ size: Int) throws {
    let sample = "aé€🙂\u{FEFF}z"
    #expect(try text(stream([0xEF, 0xBB, 0xBF] + Array(sample.utf8), pieces: size)) == sample)
    let units = ("\u{FEFF}" + sample).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try text(stream(units, pieces: size, .utf16LittleEndian)) == sample)
    #expect(try text(stream([0x80, 0x41, 0xE9], pieces: size, .windows1252)) == "€Aé")
  }

  @Test("has bad bytes replaced as Python replaces them", arguments: 1...5)
  func repairing(_ size: Int) throws {
    // bytes.decode("utf-8", "replace") of Python 3.11.
    let cases: [([UInt8], String)] = [
      ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
      ([0xE2, 0x82, 0x61], "\u{FFFD}a"),
      ([0xF0, 0x9F, 0x99], "\u{FFFD}"),
      ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ]
    for (bytes, expected) in cases {
      #expect(try text(stream(bytes, pieces: size)) == expected)
      var survey = ByteSurvey()
      survey.append(bytes)
      survey.finish()
      #expect(survey.invalidCount == expected.unicodeScalars.count { $0 == "\u{FFFD}" })
    }
  }

  @Test("has half a pair of UTF-16 replaced")
  func loneSurrogate() throws {
    let bytes: [UInt8] = [0x61, 0x00, 0x3D, 0xD8, 0x62, 0x00, 0x3D, 0xD8]
    #expect(try text(stream(bytes, pieces: 3, .utf16LittleEndian)) == "a\u{FFFD}b\u{FFFD}")
  }

  @Test("has lines of any end", arguments: 1...4)
  func lines(_ size: Int) throws {
    func lines(_ text: String, endsAtReturn: Bool = false) throws -> [String] {
      var buffer = RecordBuffer(
        stream(Array(text.utf8), pieces: size), endsAtReturn: endsAtReturn)
      var lines: [String] = []
      while try buffer.advance() {
        lines.append(
          "\(buffer.line):" + String(decoding: buffer.bytes[buffer.record], as: UTF8.self))
      }
      return lines
    }
    #expect(try lines("a\nbc\r\n\nd") == ["1:a", "2:bc", "3:", "4:d"])
    #expect(try lines("a\n") == ["1:a"])
    #expect(try lines("a\rb\n") == ["1:a\rb"])
    #expect(try lines("a\rbc\r\r\nd", endsAtReturn: true) == ["1:a", "2:bc", "3:", "4:d"])
    #expect(try lines("") == [])
  }

  @Test("has records of several lines that can be given back", arguments: 1...5)
  func extending(_ size: Int) throws {
    var buffer = RecordBuffer(stream(Array("a\r\nb\nc\nd".utf8), pieces: size), endsAtReturn: false)
    #expect(try buffer.advance())
    #expect(try buffer.extend())
    #expect(try buffer.extend())
    #expect(String(decoding: buffer.bytes[buffer.record], as: UTF8.self) == "a\r\nb\nc")
    buffer.retreat()
    #expect(String(decoding: buffer.bytes[buffer.record], as: UTF8.self) == "a")
    #expect(try buffer.advance())
    #expect(buffer.line == 2)
    #expect(String(decoding: buffer.bytes[buffer.record], as: UTF8.self) == "b")
    #expect(try buffer.extend())
    #expect(try buffer.extend())
    #expect(try !buffer.extend())
    #expect(try !buffer.advance())
  }

  @Test("has lines beyond the limit passed over without being kept", arguments: 1...4)
  func tooLong(_ size: Int) throws {
    let text = "ab\n" + String(repeating: "x", count: 100) + "\ncd\n"
    var buffer = RecordBuffer(
      stream(Array(text.utf8), pieces: size), endsAtReturn: false, recordLimit: 10)
    #expect(try buffer.advance())
    #expect(try !buffer.extend())
    #expect(try buffer.advance())
    #expect(buffer.isTooLong)
    #expect(buffer.bytes.count < 30)
    #expect(try buffer.advance())
    #expect(!buffer.isTooLong)
    #expect(buffer.line == 3)
    #expect(String(decoding: buffer.bytes[buffer.record], as: UTF8.self) == "cd")
    #expect(try !buffer.advance())
  }
}
