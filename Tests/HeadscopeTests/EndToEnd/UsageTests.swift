import Foundation
import Model
import Testing

@Suite("How the program ends", .needsProgram)
struct UsageTests {
  @Test(
    "Wrong usage ends with 2, one or two lines, and nothing on standard output",
    arguments: [
      ["predict"], ["predict", "a", "--nonsense"], ["predict", "a", "--format", "xml"],
      ["explain", "a", "--format", "xml"], ["info", "--output-activation", "gelu10"],
      ["predict", "./nowhere", "a"], ["predict", "org/unknown", "a"], ["predict", "a", "./b"],
      ["predict", "--model", "nowhere", "a"], ["info", "nowhere"],
      ["explain", "a", "--steps", "0"],
      ["explain", "a", "--target", "hunger"], ["explain", "a", "--target", "6"],
      ["explain", "a", "--method", "magic"], ["explain", "a", "--method", "saliency,"],
      ["explain", "a", "--granularity", "fields"], ["explain", "a", "--layer", "9"],
      ["explain", "a", "--theme", "nowhere", "--format", "html"],
      ["explain", "a", "--adaptive", "2"], ["explain", "a", "--true", "hunger"],
      ["explain", "a", "--baseline", ""], ["info", "--heads", "0"],
      ["explain", "a", "--output", "output"],
      ["predict", "a", "--labels", "happy,,sad"], ["predict", "a", "--labels", ""],
      ["predict", "a", "--threads", "0"], ["tokenize", "a", "--max-length", "0"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    let lines = run.errors.split(separator: "\n")
    #expect((1...2).contains(lines.count), "\(run.errors)")
    #expect(run.errors.hasPrefix("headscope: "))
  }

  @Test("A word that is neither a command nor a model is told which commands there are")
  func mistyped() throws {
    let run = try Program.run(["explian"])
    #expect(run.status == 2)
    for command in ["predict", "explain", "train", "evaluate", "watch", "summarize", "replay"] {
      #expect(run.errors.contains(command), "\(run.errors)")
    }
  }

  @Test("A failure ends with 1 and says where")
  func failure() throws {
    let run = try Program.run(["predict", "--file", "/nonexistent/texts.txt"])
    #expect(run.status == 1)
    #expect(run.errors.contains("/nonexistent/texts.txt"))
    #expect(run.output == "")
  }

  @Test("A model that is damaged ends with 1 and names the file")
  func damaged() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.copyItem(
      at: URL(fileURLWithPath: Program.package + "/Models/emotion-mini"), to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let weights = folder.appendingPathComponent("model.safetensors")
    let bytes = try Data(contentsOf: weights)
    try bytes.prefix(bytes.count / 2).write(to: weights)
    let run = try Program.run(["predict", "--model", folder.path, "a"])
    #expect(run.status == 1)
    #expect(run.errors.contains("model.safetensors"))
  }

  @Test(
    "Where the CPU has no bf16, asking for it ends with 1 and says what to use instead",
    .enabled(if: !Arithmetic.supportsBFloat16, "this CPU has bf16"))
  func bfloat16() throws {
    let run = try Program.run(["predict", "a", "--precision", "bf16"])
    #expect(run.status == 1)
    #expect(run.output == "")
    for said in ["--precision bf16", "AVX512_BF16", "--precision fp32"] {
      #expect(run.errors.contains(said))
    }
    #expect(try Program.run(["predict", "a", "--precision", "auto"]).status == 0)
  }

  @Test("Help and version go to standard output")
  func help() throws {
    let help = try Program.run(["--help"])
    #expect(help.status == 0)
    for command in ["predict", "explain", "attention", "evaluate", "tokenize", "info"] {
      #expect(help.output.contains(command))
    }
    let version = try Program.run(["--version"])
    #expect(version.status == 0)
    #expect(version.lines.count == 1)
  }

  @Test("Every command is listed, and answers for itself")
  func commands() throws {
    let help = try Program.run(["--help"])
    for command in [
      "predict", "explain", "attention", "evaluate", "summarize", "train", "watch", "replay",
      "tokenize", "info",
    ] {
      #expect(help.lines.contains { $0.hasPrefix("  \(command) ") }, "\(command)")
      #expect(try Program.run([command, "--help"]).status == 0, "\(command)")
    }
  }

  /// Runs the program with a descriptor closed, as `>&-` in a shell does.
  private func run(closing redirection: String, _ arguments: [String]) throws -> Program.Run {
    let process = try Program.make([])
    process.arguments =
      ["-c", "exec \"$0\" \"$@\" \(redirection)", try #require(Program.path)] + arguments
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Both are less than a pipe holds.
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    let written = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Program.Run(
      status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
      errors: String(decoding: said, as: UTF8.self))
  }

  @Test(
    "A closed standard output is one line that says so", arguments: [["predict", "a"], ["--help"]])
  func closedOutput(arguments: [String]) throws {
    let run = try run(closing: ">&-", arguments)
    #expect(run.status == 1)
    #expect(run.errors == "headscope: standard output: it is closed\n")
  }

  @Test("A closed standard input is no empty text")
  func closedInput() throws {
    let run = try run(closing: "<&-", ["predict", "-"])
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains("standard input"))
  }

  @Test("A closed standard error takes nothing from the answer")
  func closedErrors() throws {
    let run = try run(closing: "2>&-", ["tokenize", "one two three", "--max-length", "3"])
    #expect(run.status == 0)
    #expect(run.output.contains("[CLS]"))
  }

  @Test("A reader that leaves early is no mistake")
  func earlyReader() throws {
    let run = try run(
      closing: "| head -n 1", ["tokenize"] + (0..<2000).map { "word \($0)" })
    #expect(run.errors.isEmpty)
    #expect(run.lines.count == 1)
  }

  @Test(
    "A value may begin with a dash, and is judged as a value",
    arguments: [
      ["--steps", "-1"], ["--samples", "-1"], ["--noise", "-1"], ["--adaptive", "-1"],
    ])
  func negativeValues(option: [String]) throws {
    let run = try Program.run(["explain", "a"] + option)
    #expect(run.status == 2)
    #expect(run.errors.contains(option[0]) && run.errors.contains("-1"))
    #expect(run.errors.contains("give a "))
    #expect(run.errors.hasSuffix("See 'headscope explain --help'.\n"))
  }

  @Test("A text may begin with a dash where an option takes it")
  func dashedTexts() throws {
    let run = try Program.run(["tokenize", "a", "--pair", "-b", "--format", "jsonl"])
    #expect(run.status == 0)
    #expect(
      try run.jsonLines.first?["tokens"]?.arrayValue?.compactMap(\.stringValue)
        == ["[CLS]", "a", "[SEP]", "-", "b", "[SEP]"])
  }

  @Test("An argument that can only be a model is the mistake, not a text that is missing")
  func loneModel() throws {
    let run = try Program.run(["predict", "./nowhere"])
    #expect(run.status == 2)
    #expect(run.errors.contains("no model at ./nowhere"))
  }

  @Test("A limit that the tokenizer's own tokens fill is refused with the least that is enough")
  func noRoom() throws {
    for command in ["predict", "explain", "tokenize"] {
      // BERT: [CLS] a [SEP], and [CLS] a [SEP] b [SEP].
      for (pair, own) in [([], 2), (["--pair", "b"], 3)] {
        let refused = try Program.run([command, "a", "--max-length", "\(own)"] + pair)
        #expect(refused.status == 2 && refused.output.isEmpty)
        #expect(refused.errors.contains("--max-length \(own)"))
        #expect(refused.errors.contains("at least \(own + 1)"))
        let enough = try Program.run([command, "a", "--max-length", "\(own + 1)"] + pair)
        #expect(enough.status == 0)
      }
    }
  }

  @Test("Names of architectures and activations are those of config.json")
  func upstreamNames() throws {
    let model = Program.package + "/Tests/Fixtures/models/micro"
    let taken = try Program.run(["info", model, "--output-activation", "gelu_10"])
    #expect(taken.status == 0)
    let refused = try Program.run(["info", model, "--output-activation", "gelu10"])
    #expect(refused.status == 2)
    #expect(refused.errors.contains("'gelu10' is invalid"))
    #expect(refused.errors.contains(", gelu_10, "))
    #expect(!refused.errors.contains(", gelu10,"))
  }

  @Test("Without its own files the program says where it looked")
  func noResources() throws {
    let source = try #require(Program.path)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Copied by a process of its own: a program that another test starts while this one still wrote the copy would inherit the
    // open file, and the copy could not be run for as long ("Text file busy").
    let copy = Process()
    copy.executableURL = URL(fileURLWithPath: "/bin/cp")
    copy.arguments = [source, folder.path + "/headscope"]
    try copy.run()
    copy.waitUntilExit()
    #expect(copy.terminationStatus == 0)
    let process = Process()
    process.executableURL = folder.appendingPathComponent("headscope")
    process.arguments = ["info"]
    process.environment = [
      "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? ""
    ]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = Pipe()
    try process.run()
    let said = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(said.contains("share/headscope"))
  }
}
