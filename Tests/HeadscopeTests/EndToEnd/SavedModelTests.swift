import Foundation
import Model
import TestSupport
import Testing

/// What training writes is read by the library whose format it is.
@Suite("transformers reads what headscope train writes", .needsProgram, .needsTransformers)
struct SavedModelTests {
  /// What transformers made of a folder and a text.
  private struct Reading: Decodable {
    var architecture: String
    var ids: [Int]
    var logits: [Float]
    var labels: [String]
    var unexpected: [String]
  }

  private static let texts = ["people love this film", "I hate it, don't"]

  @Test(
    "the model in the end and every checkpoint, tokenizer included",
    arguments: [
      ("bert-tiny", "BertForSequenceClassification"),
      ("distilbert-tiny", "DistilBertForSequenceClassification"),
      ("roberta-tiny", "RobertaForSequenceClassification"),
      ("gpt2-tiny", "GPT2ForSequenceClassification"),
      ("xlm-roberta-tiny", "XLMRobertaForSequenceClassification"),
      ("film-reader", "BertForSequenceClassification"),
    ])
  func classifiers(base: String, architecture: String) throws {
    try withRun(of: base) { run in
      let folders = ["checkpoint-0", "checkpoint-3", "."].map { run.appending(path: $0).path }
      let readings = try Self.readings(of: folders)
      #expect(readings.count == folders.count * Self.texts.count)
      let ours = try folders.flatMap { folder in
        try Program.run(["predict", folder] + Self.texts + ["--format", "jsonl"]).jsonLines
      }
      for (reading, line) in zip(readings, ours) {
        #expect(reading.architecture == architecture)
        #expect(reading.labels == ["anger", "joy"])
        #expect(reading.unexpected == [])
        let logits = try #require(line["logits"]?.arrayValue).compactMap { $0.doubleValue }
        try #require(logits.count == reading.logits.count)
        for (found, expected) in zip(logits, reading.logits) {
          #expect(abs(found - Double(expected)) < 1e-6)
        }
      }
      // The head that was trained is another than the one it began with.
      #expect(readings.first?.logits != readings.last?.logits)
    }
  }

  @Test("a language model that hid and learned words", arguments: ["bert-tiny", "roberta-masked"])
  func languageModels(base: String) throws {
    try withRun(of: base, objective: "masked-language-model") { run in
      for reading in try Self.readings(of: [run.path]) {
        #expect(reading.architecture.hasSuffix("ForMaskedLM"))
        #expect(reading.unexpected == [])
        #expect(!reading.logits.isEmpty && !reading.logits.contains { !$0.isFinite })
      }
    }
  }

  /// A run of three steps, in a folder that is gone afterwards.
  private func withRun(
    of base: String, objective: String = "classification", _ body: (URL) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = (0..<24).map { index in
      index % 2 == 0 ? "people love this film \(index);joy" : "people hate this film \(index);anger"
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "train.txt"))
    let recipe = folder.appending(path: "recipe.toml")
    try Data(
      """
      model = "\(Fixtures.model(base).path)"
      [data]
      train = "train.txt"
      [training]
      objective = "\(objective)"
      epochs = 1
      batch = 8
      evaluate-every = 3
      learning-rate = 1e-2
      [output]
      directory = "\(folder.appending(path: "run").path)"
      """.utf8
    ).write(to: recipe)
    let found = try Program.run(["train", recipe.path])
    try #require(found.status == 0, "\(found.errors)")
    try body(folder.appending(path: "run"))
  }

  /// What transformers computes: for each folder all texts.
  private static func readings(of folders: [String]) throws -> [Reading] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(ReferencePython.path))
    process.arguments = [Program.package + "/Tests/Reference/load_saved_model.py"] + folders
    let input = Pipe()
    let output = Pipe()
    let errors = Pipe()
    (process.standardInput, process.standardOutput) = (input, output)
    process.standardError = errors
    try process.run()
    try input.fileHandleForWriting.write(
      contentsOf: Data(texts.map { $0 + "\n" }.joined().utf8))
    try input.fileHandleForWriting.close()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(
      process.terminationStatus == 0, "\(String(decoding: complaint.suffix(2000), as: UTF8.self))")
    return try bytes.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Reading.self, from: Data($0))
    }
  }
}

/// The Python with the reference libraries, which `make fixtures` installs.
enum ReferencePython {
  /// `HEADSCOPE_PYTHON`, else that of the folder `.build-reference`; nil where neither is there.
  static let path: String? = [
    ProcessInfo.processInfo.environment["HEADSCOPE_PYTHON"],
    Program.package + "/.build-reference/bin/python3",
  ].compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
}

extension Trait where Self == ConditionTrait {
  /// Skips, and says so, where the reference libraries are not installed.
  static var needsTransformers: Self {
    .enabled(
      if: ReferencePython.path != nil,
      "transformers is not installed: HEADSCOPE_PYTHON names no Python that has it")
  }
}
