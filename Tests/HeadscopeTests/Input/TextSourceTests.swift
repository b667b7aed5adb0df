import Foundation
import Model
import Testing

@testable import headscope

@Suite("Texts in order, from arguments and files")
struct TextSourceTests {
  /// What `TextSource` said on the way.
  private final class Warnings { var all: [String] = [] }

  private func texts(
    file contents: String, pair: String? = nil, warnings: Warnings = Warnings()
  ) throws -> [InputText] {
    try texts(bytes: Array(contents.utf8), pair: pair, warnings: warnings)
  }

  private func texts(
    bytes: [UInt8], pair: String? = nil, warnings: Warnings = Warnings()
  ) throws -> [InputText] {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let source = try TextSource(texts: [], file: url.path, pair: pair) { warnings.all.append($0) }
    var all: [InputText] = []
    while case let next = try source.nextTexts(limit: 2), !next.isEmpty { all += next }
    return all
  }

  @Test("Arguments come in order, with the pair of the command line")
  func arguments() throws {
    let source = try TextSource(texts: ["a", "b"], file: nil, pair: "p") { _ in }
    #expect(
      try source.nextTexts(limit: 8) == [
        InputText(text: "a", pair: "p"), InputText(text: "b", pair: "p"),
      ])
    #expect(try source.nextTexts(limit: 8).isEmpty)
    #expect(!source.isStream)
  }

  @Test("A file gives a text a line, blank lines included")
  func plainLines() throws {
    #expect(try texts(file: "one\n\nthree\n").map(\.text) == ["one", "", "three"])
  }

  @Test("A file whose first line is an object with a text gives JSON lines")
  func jsonLines() throws {
    let found = try texts(
      file: """
        {"text": "one\\ntwo", "label": "joy"}

        {"text": "three", "label": 2, "pair": "four", "id": 7}
        """, pair: "p")
    #expect(found.map(\.text) == ["one\ntwo", "three"])
    #expect(found.map(\.pair) == ["p", "four"])
    #expect(found.map(\.label) == ["joy", "2"])
  }

  @Test("Lines that merely begin like JSON are plain", arguments: ["{curly} talk", "{", "[1]"])
  func notJSONLines(line: String) throws {
    #expect(try texts(file: line + "\n").map(\.text) == [line])
  }

  @Test(
    "A first line that is an object without a text is an error that says what it has",
    arguments: [
      (#"{"sentence": "x", "id": 3}"#, "the keys 'sentence', 'id'"), (#"{"text": 5}"#, "a number"),
      ("{}", "an empty one"),
    ])
  func objectWithoutText(line: String, found: String) {
    #expect {
      try texts(file: "\n\(line)\n")
    } throws: {
      let problem = ($0 as? ModelError)?.problem ?? ""
      return problem.contains("line 2") && problem.contains(found)
    }
  }

  @Test("Shards share the lines of a file, and together read each once")
  func shards() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    let lines = (1...10).map { "{\"text\": \"\($0)\"}" }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: url)
    func read(_ shard: String) throws -> [String] {
      let source = try TextSource(
        texts: [], file: url.path, shard: Shard(argument: shard)
      ) { _ in }
      var texts: [String] = []
      while true {
        let next = try source.nextTexts(limit: 2)
        if next.isEmpty { return texts }
        texts += next.map(\.text)
      }
    }
    #expect(try read("1/3") == ["1", "4", "7", "10"])
    #expect(try read("2/3") == ["2", "5", "8"])
    #expect(try read("3/3") == ["3", "6", "9"])
    #expect(try read("1/1").count == 10)
    #expect(try read("20/20").isEmpty)
  }

  @Test("The texts before a line that cannot be used are given first")
  func textsBeforeAFailure() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data("{\"text\": \"a\"}\n{\"text\": \"b\"}\n{oops\n{\"text\": \"c\"}\n".utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let source = try TextSource(texts: [], file: url.path) { _ in }
    #expect(try source.nextTexts(limit: 32).map(\.text) == ["a", "b"])
    for _ in 0..<2 {
      #expect {
        try source.nextTexts(limit: 32)
      } throws: {
        ($0 as? ModelError)?.problem.contains("line 3") == true
      }
    }
  }

  @Test("A stream goes on behind lines that cannot be used, in order and wherever they stand")
  func behindAFailure() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let lines = [
      #"{"text": 5}"#, #"{"text": "a"}"#, "oops", "", "{}", #"{"text": "b"}"#, #"{"text": "c"}"#,
      "[",
    ]
    try Data(lines.joined(separator: "\n").utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    for limit in [1, 2, 32] {
      let source = try TextSource(texts: [], file: url.path) { _ in }
      var found: [String] = []
      while true {
        do {
          let next = try source.nextUsableTexts(limit: limit)
          if next.isEmpty { break }
          found += next.map { "\($0.line ?? 0) \($0.text)" }
        } catch let line as BadLine {
          #expect(line.error.problem.contains("line \(line.number)"))
          found.append("\(line.number) bad")
        }
      }
      #expect(found == ["1 bad", "2 a", "3 bad", "5 bad", "6 b", "7 c", "8 bad"], "\(limit)")
    }
  }

  @Test("A broken line among JSON lines is an error with its number")
  func brokenJSONLine() {
    #expect {
      try texts(file: "{\"text\": \"a\"}\n{\"text\": 3}\n")
    } throws: {
      ($0 as? ModelError)?.problem.contains("line 2") == true
    }
    #expect(throws: ModelError.self) { try texts(file: "{\"text\": \"a\"}\nplain\n") }
  }

  @Test("Lines with bad bytes are reported by number, and beyond five only counted")
  func repairs() throws {
    let warnings = Warnings()
    let lines = [[UInt8]](repeating: [0xFF, 0x0A], count: 8).flatMap { $0 }
    #expect(try texts(bytes: lines, warnings: warnings).count == 8)
    #expect(warnings.all.count == 6)
    #expect(warnings.all[4].contains("line 5"))
    #expect(warnings.all[5].contains("8 lines"))
  }

  @Test("No text, two sources and standard input twice are wrong usage")
  func usage() {
    #expect(throws: UsageError.self) { try TextSource(texts: [], file: nil) { _ in } }
    #expect(throws: UsageError.self) { try TextSource(texts: ["a"], file: "f") { _ in } }
    #expect(throws: UsageError.self) { try TextSource(texts: ["-", "-"], file: nil) { _ in } }
  }
}
