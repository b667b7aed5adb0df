import Foundation
import Model
import TestSupport
import Testing

@Suite("The program on every kind of model", .needsProgram)
struct ModelKindsTests {
  private func path(_ name: String) throws -> String {
    try #require(GoldenModels.folder(name)).path
  }

  private func farthest(_ values: [Double], _ reference: [Float]) -> Double {
    guard values.count == reference.count else { return .infinity }
    return zip(values, reference).map { abs($0 - Double($1)) }.max() ?? .infinity
  }

  @Test("Logits are those of the reference", arguments: GoldenModels.tiny + GoldenModels.small)
  func logits(name: String) throws {
    let text = try #require(try Golden(name).texts.first { $0.name == "crowd" })
    let run = try Program.run(["predict", path(name), text.text, "--format", "json"])
    #expect(run.status == 0)
    #expect(farthest(numbers(try run.json["logits"]), text.logits) < 1e-4)
  }

  @Test("Integrated gradients are captum's", arguments: GoldenModels.tiny + GoldenModels.small)
  func integral(name: String) throws {
    let golden = try Golden(name)
    let integral = try #require(golden.integrals.first)
    let text = try #require(golden.texts.first { $0.name == integral.text })
    let run = try Program.run([
      "explain", path(name), text.text, "--steps", String(integral.steps), "--target",
      String(integral.target), "--format", "json",
    ])
    #expect(run.status == 0)
    let largest = integral.sum.map { Double(abs($0)) }.max() ?? 0
    #expect(farthest(numbers(try run.json["attributions"]), integral.sum) <= 1e-4 * largest)
  }

  @Test("The container of the weights changes nothing", arguments: GoldenModels.containers)
  func containers(name: String) throws {
    let text = try #require(try Golden("micro").texts.first { $0.name == "crowd" })
    let json = try Program.run(["predict", path(name), text.text, "--format", "json"]).json
    #expect(farthest(numbers(json["logits"]), text.logits) < 1e-4)
  }

  @Test("A language model answers with pieces of its vocabulary", arguments: LanguageGolden.models)
  func languageModel(name: String) throws {
    let golden = try LanguageGolden(name)
    let run = try Program.run(["predict", path(name), golden.text, "--format", "json"])
    #expect(run.status == 0)
    let largest = golden.logits.sorted(by: >).prefix(20)
    #expect(farthest(numbers(try run.json["logits"]), Array(largest)) < 1e-4)
  }

  @Test("Words given as labels are a language model's answers", arguments: LanguageGolden.models)
  func answers(name: String) throws {
    let golden = try LanguageGolden(name)
    let run = try Program.run([
      "predict", path(name), golden.text, "--labels", "crowd,heart", "--format", "json",
    ])
    let tokenizer = try Program.run([
      "tokenize", path(name), "the crowd heart", "--format", "jsonl",
    ])
    let ids = numbers(try tokenizer.json["ids"]).map { Int($0) }
    let pieces = (try tokenizer.json["tokens"]?.arrayValue ?? []).compactMap(\.stringValue)
    let reference = ["crowd", "heart"].compactMap { word in
      pieces.firstIndex { $0.hasSuffix(word) }.map { golden.logits[ids[$0]] }
    }
    #expect(reference.count == 2)
    #expect(farthest(numbers(try run.json["logits"]), reference) < 1e-4)
  }

  @Test("The logit lens reads every token at every depth", arguments: LanguageGolden.models)
  func logitLens(name: String) throws {
    let golden = try LanguageGolden(name)
    let run = try Program.run([
      "attention", path(name), golden.text, "--lens", "--format", "json",
    ])
    let lens = try #require(try run.json["logitLens"]?.arrayValue)
    #expect(lens.count == golden.lensShares.count)
    for (depth, shares) in zip(lens, golden.lensShares) {
      let found = (depth.arrayValue ?? []).map {
        $0.arrayValue?.first?["probability"]?.doubleValue ?? -1
      }
      #expect(farthest(found, shares.map { $0[0] }) < 1e-5)
    }
    #expect(try run.json["lens"] == nil)
    let text = try Program.run(["attention", path(name), golden.text, "--lens", "--format", "text"])
    let lines = text.output.split(separator: "\n")
    let heading = try #require(lines.firstIndex { $0.hasPrefix("logit lens") })
    #expect(lines.count >= heading + 2 + golden.ids.count)
  }

  @Test("What only classes have is refused of a vocabulary, with what to do")
  func allPieces() async throws {
    let words = ["explain", try path("gpt2-language"), "i felt", "--target", "nothing"]
    let missing = try Program.run(words)
    #expect(missing.status == 2 && missing.errors.contains("by number"))
    #expect(missing.errors.count < 300)
  }

  @Test("Several labels have a probability each, a sigmoid of the logit")
  func multiLabel() async throws {
    try await Fixtures.withVariant(
      of: Fixtures.model("micro"), patch: ["problem_type": .string("multi_label_classification")]
    ) { folder in
      let json = try Program.run(["predict", folder.path, "the film", "--format", "json"]).json
      let logits = numbers(json["logits"])
      let probabilities = (json["probabilities"]?.objectValue?.members ?? [])
        .compactMap(\.value.doubleValue)
      try #require(logits.count == 4 && probabilities.count == 4)
      for (logit, probability) in zip(logits, probabilities) {
        #expect(abs(probability - 1 / (1 + exp(-logit))) < 1e-5)
      }
      let explained = try Program.run([
        "explain", folder.path, "the film", "--output", "probability", "--format", "json",
      ]).json
      let value = try #require(explained["outputValue"]?.doubleValue)
      #expect(abs(value - (probabilities.max() ?? 0)) < 1e-5)
    }
  }

  @Test("Without a config.json nothing is guessed in silence")
  func noConfiguration() async throws {
    try await Fixtures.withVariant(of: Fixtures.model("micro"), patch: [:]) { folder in
      for name in ["config.json", "tokenizer_config.json"] {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
      let refused = try Program.run(["predict", folder.path, "the film"])
      #expect(refused.status == 1 && refused.output.isEmpty)
      #expect(refused.errors.contains("attention heads"))
      #expect(refused.errors.contains("\"headCount\""))
      #expect(refused.errors.split(separator: "\n").count == 2)
      let told = try Program.run(
        ["info", folder.path, "--heads", "2", "--format", "json"])
      #expect(told.status == 0)
      let warnings = try #require(try told.json["warnings"]?.arrayValue)
      #expect(!warnings.isEmpty)
      for warning in warnings {
        #expect(told.errors.contains("headscope: warning: \(warning.stringValue ?? "?")\n"))
      }
      #expect(try Program.run(["tokenize", folder.path, "the film"]).status == 0)
    }
  }

  @Test("Outputs of one label are told apart, in valid JSON")
  func sameLabels() async throws {
    let labels: JSONFragment = .object([
      "0": .string("a"), "1": .string("a"), "2": .string("c"), "3": .string("a"),
    ])
    try await Fixtures.withVariant(
      of: Fixtures.model("micro"), patch: ["id2label": labels, "label2id": .object([:])]
    ) { folder in
      let run = try Program.run(["predict", folder.path, "the film", "--format", "json"])
      #expect(
        try run.json["probabilities"]?.objectValue?.members.map(\.key) == [
          "a", "a (1)", "c", "a (3)",
        ])
      #expect(run.errors.contains("same label"))
      let explained = try Program.run([
        "explain", folder.path, "the film", "--method", "saliency", "--target", "a (3)",
        "--format", "json",
      ])
      #expect(try explained.json["target"]?["index"] == .integer(3))
    }
  }

  @Test("Layers that the configuration leaves out are a warning")
  func fewerLayers() async throws {
    let model = Fixtures.model("bert-tiny")
    let layers = try #require(
      try JSONValue.parse(
        String(contentsOf: model.appending(path: "config.json"), encoding: .utf8))[
          "num_hidden_layers"]?.intValue)
    try await Fixtures.withVariant(
      of: model, patch: ["num_hidden_layers": .number(Double(layers - 1))]
    ) { folder in
      let run = try Program.run(["info", folder.path, "--format", "json"])
      let warnings = try run.json["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(warnings.count == 1)
      #expect(warnings.first?.contains("hold \(layers) layers, config.json says") == true)
    }
  }

  @Test(
    "A model with all its files has no warning",
    arguments: (GoldenModels.tiny + GoldenModels.small).filter { $0 != "film-reader" })
  func noWarnings(name: String) throws {
    let run = try Program.run(["info", path(name), "--format", "json"])
    #expect(try run.json["warnings"] == .array([]))
  }

  @Test("A regression's output is a number, not a probability")
  func regression() throws {
    let model = try path("bert-regression")
    let json = try Program.run(["predict", model, "film", "--format", "json"]).json
    #expect(json["probabilities"] == .null)
    #expect(json["outputs"]?["intensity"]?.doubleValue == numbers(json["logits"]).first)
    let run = try Program.run(["explain", model, "film", "--format", "text"])
    #expect(run.output.contains("not probabilities"))
    let refused = try Program.run(["explain", model, "film", "--output", "probability"])
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(refused.errors.contains("no probabilities"))
    let named = try Program.run([
      "explain", model, "film", "--output", "output", "--steps", "4", "--format", "json",
    ]).json
    #expect(named["output"] == .string("output"))
  }

  @Test("A bare state dict with a ReLU is shown by its outputs, a dead class with zeros and a word")
  func reluOutputs() throws {
    let model = try path("film-reader")
    let predicted = try Program.run(["predict", model, "film", "--format", "json"]).json
    #expect(predicted["probabilities"] == .null)
    #expect(predicted["outputs"]?.objectValue?.members.count == 5)
    let json = try Program.run([
      "explain", model, "film", "--target", "3 stars", "--format", "json",
    ]).json
    let values = numbers(json["attributions"])
    #expect(!values.isEmpty && values.allSatisfy { $0 == 0 })
    #expect(json["message"]?.stringValue?.contains("0 all along the path") == true)
    let text = try Program.run(["explain", model, "film", "--target", "3 stars"])
    #expect(text.output.contains("note: the output of this class is 0 all along the path"))
    let table = try Program.run([
      "explain", model, "film", "--target", "3 stars", "--format", "table",
    ])
    #expect(table.lines.count == 3)
    #expect(
      table.lines.last?.hasPrefix("note: the output of this class is 0 all along the path") == true)
  }

  @Test(
    "Where a tokenizer adds nothing, an empty text is an error", arguments: ["predict", "explain"])
  func emptyText(command: String) throws {
    let run = try Program.run([command, path("gpt2-tiny"), ""])
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("The text is empty"))
  }

  @Test(
    "An empty line is named, and what stands around it answered", arguments: ["predict", "explain"])
  func emptyLine(command: String) throws {
    let run = try Program.run(
      [command, path("gpt2-tiny"), "-", "--format", "jsonl"], text: "a\n\nb\n")
    #expect(run.status == 1)
    #expect(try run.jsonLines.map { $0["text"]?.stringValue } == ["a", nil, "b"])
    #expect(try run.jsonLines.map { $0["line"]?.intValue } == [nil, 2, nil])
    #expect(run.output.contains("text is empty"))
  }

  @Test("100,000 characters without a blank are read to the limit and said to be cut")
  func longText() throws {
    let text = String(repeating: "a", count: 100_000)
    for command in ["predict", "explain"] {
      let run = try Program.run(
        [command, path("gpt2-tiny"), "-", "--format", "jsonl"]
          + (command == "explain" ? ["--steps", "4"] : []), text: text)
      #expect(run.status == 0)
      #expect(try run.jsonLines.first?["truncated"] == .bool(true))
      #expect(run.errors.contains("cut"))
    }
  }

  @Test(
    "Bytes that are no UTF-8 are replaced and said", arguments: ["predict", "explain", "tokenize"])
  func invalidUTF8(command: String) throws {
    let run = try Program.run(
      [command, path("micro"), "-", "--format", "jsonl"], input: [0x61, 0xFF, 0xC3, 0x28, 0x0A])
    #expect(run.status == 0)
    #expect(try run.jsonLines.count == 1)
    #expect(run.errors.contains("not UTF-8"))
  }
}
