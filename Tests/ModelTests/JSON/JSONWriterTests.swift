import Foundation
import Model
import Testing

@testable import Model

@Suite("JSON as it is written")
struct JSONWriterTests {
  @Test("A line has no blanks and keeps the order of members")
  func line() {
    let text = JSONWriter.text {
      $0.object {
        $0.member("b", 1)
        $0.member("a", [Float(0.5), -2])
        $0.member("nested") { $0.object { $0.member("empty") { $0.array { _ in } } } }
      }
    }
    #expect(text == #"{"b":1,"a":[0.5,-2.0],"nested":{"empty":[]}}"#)
  }

  @Test("The members layout sets only the outermost members on lines")
  func members() {
    let text = JSONWriter.text(layout: .members) {
      $0.object {
        $0.member("a", ["x", "y"])
        $0.member("b") { $0.object { $0.member("c", true) } }
      }
    }
    #expect(text == "{\n  \"a\": [\"x\", \"y\"],\n  \"b\": {\"c\": true}\n}")
  }

  @Test("A document that is drained as it grows is the same document")
  func drained() throws {
    var parts: [String] = []
    var writer = JSONWriter()
    writer.object { object in
      object.member("a") { rows in
        rows.array {
          for row in 0..<3 {
            $0.values([Float(row)])
            parts.append($0.drain())
          }
        }
      }
      object.member("b", 1)
    }
    parts.append(writer.drain())
    #expect(parts.count == 4)
    #expect(parts.joined() == #"{"a":[[0.0],[1.0],[2.0]],"b":1}"#)
    #expect(writer.text.isEmpty)
  }

  @Test("Numbers are the shortest that read back as the same value")
  func numbers() {
    let text = JSONWriter.text {
      $0.values([0.1, 1e-7, -3.1e-6, 16_777_216, Float.leastNonzeroMagnitude, -0.0])
    }
    #expect(text == "[0.1,1e-07,-3.1e-06,16777216.0,1e-45,-0.0]")
  }

  @Test("Every float of a sweep over bit patterns reads back as itself")
  func roundTrip() throws {
    for step in 0..<4096 {
      let value = Float(bitPattern: UInt32(step) &* 0x000F_FFEF)
      guard value.isFinite else { continue }
      let text = JSONWriter.text { $0.value(value) }
      #expect(Float(text)?.bitPattern == value.bitPattern, "\(text)")
    }
  }

  @Test("What is no number is null")
  func notFinite() {
    #expect(JSONWriter.text { $0.values([.nan, .infinity, -.infinity]) } == "[null,null,null]")
    #expect(JSONWriter.text { $0.object { $0.member("d", Double.nan) } } == #"{"d":null}"#)
  }

  @Test("Quotes, controls and the terminal's own escapes are escaped; other characters stay")
  func strings() {
    let text = JSONWriter.text { $0.value("\"\\\n\t\u{0}\u{1B}\u{7F}\u{9B}é漢👍🏽") }
    #expect(text == "\"\\\"\\\\\\n\\t\\u0000\\u001b\\u007f\\u009bé漢👍🏽\"")
  }

  @Test("Another reader reads back what was written")
  func foundationReads() throws {
    let text = JSONWriter.text { $0.array(["a\"b\\c", "\u{0}\u{2028}", ""]) { $0.value($1) } }
    let values = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String]
    #expect(values == ["a\"b\\c", "\u{0}\u{2028}", ""])
  }
}
