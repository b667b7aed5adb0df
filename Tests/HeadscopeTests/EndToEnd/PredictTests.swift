import Foundation
import Model
import Testing

@Suite("headscope predict", .needsProgram)
struct PredictTests {
  private let labels = ["sadness", "joy", "love", "anger", "fear", "surprise"]

  @Test("A line of JSON keeps the contract")
  func jsonLine() throws {
    let run = try Program.run(["predict", "i feel so anxious", "--format", "jsonl"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    let json = try #require(try run.jsonLines.first)
    #expect(json["text"] == .string("i feel so anxious"))
    #expect(json["label"] == .string("fear"))
    #expect(json["probabilities"]?.objectValue?.members.map(\.key) == labels)
    let sum = json["probabilities"]?.objectValue?.members.compactMap(\.value.doubleValue)
      .reduce(0, +)
    #expect(abs((sum ?? 0) - 1) < 1e-5)
    #expect(json["logits"]?.arrayValue?.count == 6)
  }

  @Test("One text is an object, several are an array, none an empty one")
  func document() throws {
    #expect(try Program.run(["predict", "a b", "--format", "json"]).json["text"] == .string("a b"))
    let several = try Program.run(["predict", "one", "two", "three", "--format", "json"]).json
    #expect(several.arrayValue?.map { $0["text"]?.stringValue } == ["one", "two", "three"])
    #expect(try Program.run(["predict", "-", "--format", "json"], text: "").json == .array([]))
  }

  @Test("A text's answer does not depend on what it was batched with, and order is kept")
  func order() throws {
    let texts = (0..<70).map { "i feel \(["happy", "sad", "angry"][$0 % 3]) \($0)" }
    let run = try Program.run(
      ["predict", "-", "--format", "jsonl"], text: texts.joined(separator: "\n"))
    let answers = try run.jsonLines
    #expect(answers.map { $0["text"]?.stringValue } == texts)
    let alone = try Program.run(["predict", texts[37], "--format", "jsonl"]).jsonLines[0]
    let pairs = zip(
      alone["logits"]?.arrayValue ?? [], answers[37]["logits"]?.arrayValue ?? [])
    for (left, right) in pairs {
      #expect(abs((left.doubleValue ?? 0) - (right.doubleValue ?? 1)) < 1e-4)
    }
  }

  @Test("Lines of any bytes give a line each, and bad ones a warning")
  func badBytes() throws {
    let run = try Program.run(
      ["predict", "-", "--format", "jsonl"],
      input: [0xEF, 0xBB, 0xBF] + Array("one\r\n".utf8) + [0xFF, 0xFE, 0x0A, 0x0A, 0x00, 0x0A])
    #expect(run.status == 0)
    #expect(
      try run.jsonLines.map { $0["text"]?.stringValue } == ["one", "\u{FFFD}\u{FFFD}", "", "\u{0}"])
    #expect(run.errors.contains("line 2"))
  }

  @Test("Bytes of an argument that are not UTF-8 are replaced, and that is said")
  func badArgument() throws {
    let process = try Program.make([])
    process.arguments = [
      "-c", "exec \"$0\" predict \"$(printf 'so \\377')\" --format jsonl",
      try #require(Program.path),
    ]
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    // Both are a line: no pipe fills.
    let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try JSONValue.parse(answer)["text"] == .string("so \u{FFFD}"))
    #expect(said.contains("argument 2") && said.contains("not UTF-8"))
  }

  @Test("JSON lines are read by their text")
  func jsonInput() throws {
    let run = try Program.run(
      ["predict", "-", "--format", "jsonl"],
      text: "{\"text\": \"so happy\"}\n{\"text\": \"so sad\"}\n")
    #expect(try run.jsonLines.map { $0["text"]?.stringValue } == ["so happy", "so sad"])
  }

  @Test(
    "Answers before a broken line are printed, as a whole document",
    arguments: ["json", "table"])
  func answersBeforeAFailure(format: String) throws {
    let run = try Program.run(
      ["predict", "-", "--format", format],
      text: "{\"text\": \"so sad\"}\n{\"text\": \"so happy\"}\n{oops\n")
    #expect(run.status == 1)
    #expect(run.errors.contains("line 3"))
    if format == "json" {
      #expect(try run.json.arrayValue?.count == 2)
    } else {
      #expect(run.lines.count == 2)
    }
  }

  @Test("A failure before the first answer leaves standard output empty")
  func failureAtOnce() throws {
    let run = try Program.run(
      ["predict", "-", "--format", "json"], text: "{\"sentence\": \"x\"}\n")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains("'sentence'"))
  }

  @Test("A text beyond the model's limit is cut, which is said")
  func long() throws {
    let text = String(repeating: "word ", count: 20_000)
    let run = try Program.run(["predict", "-", "--format", "jsonl"], text: text)
    #expect(run.status == 0)
    #expect(try run.jsonLines[0]["truncated"] == .bool(true))
    #expect(run.errors.contains("128"))
  }

  @Test("The table has every class of a single text, and a line a text of many")
  func table() throws {
    let single = try Program.run(["predict", "i feel so anxious"])
    #expect(single.lines.count == 6)
    #expect(single.lines[0].hasPrefix("fear"))
    let many = try Program.run(["predict", "i feel so anxious", "i am happy"])
    #expect(many.lines.count == 2)
    #expect(many.lines[1].hasPrefix("joy") && many.lines[1].hasSuffix("i am happy"))
  }

  @Test("A reader that leaves early ends the work without a word")
  func readerLeaves() throws {
    let process = try Program.make(["predict", "-", "--format", "jsonl"])
    let input = Pipe()
    let output = Pipe()
    let errors = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try output.fileHandleForWriting.close()
    try input.fileHandleForWriting.write(contentsOf: Data("one\n".utf8))
    var first = Data()
    while !first.contains(0x0A) { first += output.fileHandleForReading.availableData }
    try output.fileHandleForReading.close()
    try input.fileHandleForWriting.write(contentsOf: Data("two\n".utf8))
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(errors.fileHandleForReading.availableData.isEmpty)
    try input.fileHandleForWriting.close()
  }

  @Test("A pipe is answered line by line, without waiting for its end")
  func lineByLine() throws {
    let process = try Program.make(["predict", "-", "--format", "jsonl"])
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var reader = LineWaiter(handle: output.fileHandleForReading)
    for text in ["one", "two"] {
      try input.fileHandleForWriting.write(contentsOf: Data((text + "\n").utf8))
      let json = try JSONValue.parse(reader.next())
      #expect(json["text"]?.stringValue == text)
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("Ctrl-C ends with status 130")
  func interrupted() throws {
    let process = try Program.make(["predict", "-", "--format", "jsonl"])
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var reader = LineWaiter(handle: output.fileHandleForReading)
    try input.fileHandleForWriting.write(contentsOf: Data("one\n".utf8))
    _ = reader.next()
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    try input.fileHandleForWriting.close()
  }

  /// Reads a pipe line by line as lines come.
  private struct LineWaiter {
    let handle: FileHandle
    var rest = Data()

    mutating func next() -> String {
      while true {
        if let end = rest.firstIndex(of: 0x0A) {
          let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
          rest = rest[(end + 1)...]
          return line
        }
        let more = handle.availableData
        if more.isEmpty { return "" }
        rest += more
      }
    }
  }
}
