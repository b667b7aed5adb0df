import Attribution
import Foundation
import Model
import Testing

@Suite("headscope explain", .needsProgram)
struct ExplainTests {
  private let text = "i felt so anxious in front of the crowd"

  private func explain(_ options: String...) throws -> Program.Run {
    try Program.run(["explain", text, "--steps", "8"] + options)
  }

  @Test("The JSON keeps the contract")
  func contract() throws {
    let run = try explain("--format", "json")
    #expect(run.status == 0)
    let json = try run.json
    #expect(json["version"] == .integer(1))
    #expect(json["model"] == .string("emotion-mini"))
    #expect(json["architecture"] == .string("bert"))
    #expect(json["text"] == .string(text))
    let tokens = try #require(json["tokens"]?.arrayValue)
    let scalars = Array(text.unicodeScalars)
    for token in tokens where token["special"] == .bool(false) {
      let start = try #require(token["start"]?.intValue)
      let end = try #require(token["end"]?.intValue)
      let piece = token["text"]?.stringValue?.replacingOccurrences(of: "##", with: "")
      #expect(String(String.UnicodeScalarView(scalars[start..<end])) == piece)
    }
    #expect(tokens.first?["special"] == .bool(true))
    #expect(json["labels"]?.arrayValue?.count == 6)
    #expect(json["logits"]?.arrayValue?.count == 6)
    #expect(json["probabilities"]?.arrayValue?.count == 6)
    #expect(json["method"] == .string("integrated-gradients"))
    #expect(json["parameters"]?["steps"] == .integer(8))
    #expect(json["target"]?["label"] == .string("fear"))
    #expect(json["output"] == .string("logit"))
    #expect(json["attributions"]?.arrayValue?.count == tokens.count)
    #expect(json["words"]?.arrayValue?.count == 9)
    #expect(json["uncertainty"] == .null)
    #expect(json["precision"] == .string("fp32"))
    #expect((json["evaluations"]?.intValue ?? 0) >= 8)
    #expect((json["seconds"]?.doubleValue ?? -1) >= 0)
  }

  @Test("Attributions sum to F(x) − F(b) plus delta, and words to the pieces they are made of")
  func sums() throws {
    let json = try explain("--format", "json").json
    let numbers = try #require(json["attributions"]?.arrayValue)
    let values = numbers.compactMap(\.doubleValue)
    try #require(values.count == numbers.count && !values.isEmpty)
    let base = try #require(json["baseOutput"]?.doubleValue)
    let output = try #require(json["outputValue"]?.doubleValue)
    let delta = try #require(json["delta"]?.doubleValue)
    #expect(abs(values.reduce(0, +) - (output - base) - delta) < 1e-4)
    let words = try #require(json["words"]?.arrayValue)
    let sum = words.compactMap { $0["attribution"]?.doubleValue }.reduce(0, +)
    let special = values[0] + (values.last ?? 0)
    #expect(abs(sum + special - values.reduce(0, +)) < 1e-4)
  }

  @Test(
    "Every method gives finite numbers",
    arguments: [
      "saliency", "grad-norm", "input-x-gradient", "integrated-gradients", "smoothgrad",
      "gradient-shap", "lime", "partition-shap", "shapley-sampling", "exact-shapley", "occlusion",
    ])
  func methods(method: String) throws {
    let json = try explain("--method", method, "--format", "json").json
    #expect(json["method"] == .string(method))
    let values = try #require(json["attributions"]?.arrayValue)
    #expect(values.allSatisfy { $0.doubleValue?.isFinite == true })
  }

  @Test("LIME gives its words, the largest weights first, and its linear model")
  func lime() throws {
    for options in [[], ["--compatible"], ["--words", "token", "--positions"]] {
      let run = try Program.run(
        [
          "explain", "so anxious, so very anxious", "--method", "lime", "--samples", "200",
          "--features", "3", "--seed", "7", "--format", "json",
        ] + options)
      #expect(run.status == 0)
      let json = try run.json
      #expect(json["method"] == .string("lime"))
      #expect(json["output"] == .string("probability"))
      #expect(json["parameters"]?["samples"] == .integer(200))
      #expect(json["parameters"]?["compatible"] == .bool(options == ["--compatible"]))
      let features = try #require(json["features"]?.arrayValue)
      let weights = features.compactMap { $0["attribution"]?.doubleValue }
      #expect(weights.count == 3)
      #expect(weights.map(abs) == weights.map(abs).sorted(by: >))
      let places = features.reduce(0) { $0 + ($1["positions"]?.arrayValue?.count ?? 0) }
      // "so" and "anxious" stand twice and are one word each, unless places count.
      #expect(places == (options.contains("--positions") ? 3 : 5))
      let intercept = try #require(json["intercept"]?.doubleValue)
      let local = try #require(json["localPrediction"]?.doubleValue)
      #expect(abs(intercept + weights.reduce(0, +) - local) < 1e-9)
      #expect((json["score"]?.doubleValue ?? 2) <= 1)
    }
  }

  @Test("A word pattern that is none is refused in words")
  func limePattern() throws {
    let run = try explain("--method", "lime", "--words", "[")
    #expect(run.status == 1)
    #expect(run.errors.contains("no regular expression"))
  }

  @Test("Several methods, and all classes, give an array")
  func arrays() throws {
    let methods = try explain("--method", "saliency,grad-norm", "--format", "json").json
    #expect(methods.arrayValue?.map { $0["method"]?.stringValue } == ["saliency", "grad-norm"])
    let classes = try explain("--method", "saliency", "--target", "all", "--format", "json").json
    #expect(classes.arrayValue?.map { $0["target"]?["index"]?.intValue } == [0, 1, 2, 3, 4, 5])
    let long = Array(repeating: "so very anxious", count: 9).joined(separator: " ")
    let run = try Program.run(
      ["explain", long, "--method", "all", "--samples", "4", "--steps", "4", "--format", "json"])
    #expect(run.status == 0)
    let anyLength = AttributionMethod.allCases.filter { !$0.isForShortTexts }
    #expect(try run.json.arrayValue?.count == anyLength.count)
  }

  @Test("Trust, counterfactuals and layers are members of the JSON")
  func measures() throws {
    let run = try explain(
      "--method", "saliency,layer-conductance", "--trust", "--counterfactuals", "deletions",
      "--format", "json")
    let both = try #require(try run.json.arrayValue)
    for explanation in both {
      let trust = try #require(explanation["trust"])
      #expect(trust["comprehensiveness"]?.doubleValue != nil)
      #expect(trust["thresholds"]?.arrayValue?.count == 5)
      #expect(trust["agreement"]?.arrayValue?.count == 1)
      #expect(explanation["counterfactuals"]?.arrayValue != nil)
    }
    #expect(both[1]["layers"]?.arrayValue?.count == 4)
    let lines = try explain("--method", "layer-conductance", "--format", "text").output
      .split(separator: "\n")
    let heading = try #require(lines.firstIndex { $0.hasPrefix("layers (") })
    #expect(
      lines[(heading + 2)...].prefix(4).map { $0.split(separator: " ").first }
        == ["0", "1", "2", "3"])
    let neuron = try explain("--neuron", "2.7", "--format", "json").json
    #expect(neuron["output"]?.stringValue == "neuron 2.7")
    #expect(neuron["parameters"]?["neuron"]?.stringValue == "2.7")
    for (arguments, reason) in [
      (["--neuron", "4.0"], "--neuron 4.0: the model has 4 layers."),
      (["--neuron", "1.0", "--layer", "2"], "attributions are taken behind layer 2."),
      (["--layer", "4"], "--layer 4: the model has 4 layers."),
    ] {
      let run = try Program.run(["explain", text] + arguments)
      #expect(run.status != 0)
      #expect(run.errors.contains(reason), "\(run.errors)")
    }
  }

  @Test("Prose and prompt, in the program's words or in a template's")
  func writing() throws {
    let prose = try explain("--format", "prose")
    #expect(prose.status == 0)
    #expect(prose.output.hasPrefix("The model reads the text as"))
    let prompt = try explain("--format", "prompt", "--language", "chinese")
    #expect(prompt.output.contains("角色") && prompt.output.contains(text))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "template.txt")
    try Data("Why {{label}}?\n".utf8).write(to: file)
    let own = try explain("--format", "prompt", "--template", file.path)
    #expect(own.output.hasPrefix("Why "))
    try Data("{{nonsense}}".utf8).write(to: file)
    let wrong = try explain("--format", "prompt", "--template", file.path)
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("{{nonsense}}"))
    #expect(try explain("--format", "prompt", "--template", "/no/such/file").status == 2)
  }

  @Test("Prose tells what the training data has, where it is given")
  func training() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    let rows = [
      "i felt so anxious in front of the crowd;fear", "i am so anxious about tomorrow;fear",
      "i feel happy;joy", "the weather makes me glad;joy",
    ]
    try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)
    let run = try explain("--format", "prose", "--training", file.path)
    #expect(run.status == 0)
    #expect(run.output.contains("4 labelled training texts"))
    #expect(run.output.contains("i am so anxious about tomorrow"))
    #expect(run.output.contains("“anxious” is in 2 training texts: 2 “fear”"))
    #expect(try explain("--format", "prose", "--training", "/no/such/file").status == 2)
  }

  @Test("Fields are parts of their own, found or by a pattern")
  func fields() throws {
    func names(_ options: String...) throws -> [String] {
      let run = try Program.run(
        ["explain", "user=bob msg=so anxious", "--method", "occlusion", "--granularity", "field"]
          + ["--format", "json"] + options)
      return try #require(try run.json["fields"]?.arrayValue).compactMap {
        $0["text"]?.stringValue
      }
    }
    #expect(try names() == ["user=bob", "msg=so anxious"])
    #expect(try names("--fields", "anxious").last == "anxious")
    #expect(try Program.run(["explain", "a", "--fields", "["]).status == 2)
  }

  @Test("A class is named by label or index")
  func target() throws {
    for name in ["joy", "1", "JOY"] {
      let json = try explain("--method", "saliency", "--target", name, "--format", "json").json
      #expect(json["target"]?["index"] == .integer(1))
    }
  }

  @Test("The same seed gives the same bytes, another seed others")
  func seeds() throws {
    func values(_ seed: String) throws -> JSONValue? {
      try explain("--method", "smoothgrad", "--seed", seed, "--format", "json").json["attributions"]
    }
    #expect(try values("7") == values("7"))
    #expect(try values("7") != values("8"))
  }

  @Test("Many texts are lines of JSON in order")
  func lines() throws {
    let run = try Program.run(
      ["explain", "-", "--method", "saliency", "--format", "jsonl"], text: "so happy\n\nso sad\n")
    #expect(try run.jsonLines.map { $0["text"]?.stringValue } == ["so happy", "", "so sad"])
  }

  @Test(
    "A line that cannot be used has an error in its place, and the stream goes on",
    arguments: [["explain", "-", "--method", "saliency"], ["predict", "-"]])
  func badLines(command: [String]) throws {
    let run = try Program.run(
      command + ["--format", "jsonl"],
      text: "{\"text\": \"so happy\"}\n{\"text\": 5}\noops\n{\"text\": \"so sad\"}\n")
    #expect(run.status == 1)
    let lines = try run.jsonLines
    #expect(lines.map { $0["text"]?.stringValue } == ["so happy", nil, nil, "so sad"])
    #expect(lines.map { $0["line"]?.intValue } == [nil, 2, 3, nil])
    #expect(lines[1]["error"]?.stringValue?.contains("line 2") == true)
    #expect(run.errors.contains("2 lines"))
  }

  @Test("A label that the model does not have is its line's fault alone")
  func badLabel() throws {
    let run = try Program.run(
      ["explain", "-", "--method", "saliency", "--format", "jsonl"],
      text: "{\"text\": \"so happy\", \"label\": \"none\"}\n{\"text\": \"so sad\"}\n")
    #expect(run.status == 1)
    #expect(try run.jsonLines.map { $0["error"] == nil } == [false, true])
  }

  @Test("Words of several pieces have errors where the method samples")
  func errorsOfWords() throws {
    for method in ["lime", "shapley-sampling"] {
      let run = try Program.run([
        "explain", "i was flabbergasted today", "--method", method, "--samples", "30", "--format",
        "text",
      ])
      let row = try #require(run.lines.first { $0.hasPrefix("flabbergasted") })
      #expect(row.split(separator: " ").count >= 5, "value, error, share: \(row)")
    }
  }

  @Test("A pair's second text that stays whole is said so")
  func pairThroughStrings() throws {
    for method in ["lime", "partition-shap"] {
      func message(_ options: String...) throws -> String? {
        try Program.run(
          ["explain", "i am sad", "--pair", "but happy", "--method", method, "--format", "json"]
            + options
        ).json["message"]?.stringValue
      }
      #expect(try message("--compatible")?.hasPrefix("the second text was left whole") == true)
      #expect(try message() == nil)
    }
  }

  @Test("captum's table has its five columns")
  func table() throws {
    let run = try explain("--format", "table", "--true", "joy")
    #expect(
      run.lines[0].split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) } == [
        "True Label", "Predicted Label", "Attribution Label", "Attribution Score",
        "Word Importance",
      ])
    #expect(run.lines[1].hasPrefix("joy "))
    #expect(run.lines[1].contains("fear (0.9"))
    #expect(run.lines[1].contains("[CLS]"))
  }

  @Test("Several methods in captum's table are told apart")
  func tableOfMethods() throws {
    let run = try explain("--format", "table", "--method", "saliency,grad-norm")
    #expect(
      run.lines.map { $0.split(separator: " ").first.map(String.init) }
        == ["Method", "saliency", "grad-norm"])
  }

  @Test("The true label is named in every form", arguments: ["text", "ansi", "html", "svg"])
  func trueLabel(format: String) throws {
    let run = try explain(
      "--true", "joy", "--format", format, "--method", "saliency", "--width", "200")
    #expect(run.output.contains("true label joy"))
  }

  @Test("An option without effect is a warning, and the answer is there")
  func withoutEffect() throws {
    let run = try Program.run([
      "explain", text, "--method", "saliency", "--adaptive", "1e-3", "--format", "json",
    ])
    #expect(run.status == 0)
    #expect(run.errors == "headscope: warning: --adaptive means nothing to saliency\n")
    #expect(try run.json["method"] == .string("saliency"))
  }

  @Test(
    "A baseline text of another length is said beside the numbers", arguments: ["text", "json"])
  func baselineLength(format: String) throws {
    let run = try Program.run([
      "explain", "so happy", "--baseline", "bad", "--steps", "4", "--format", format,
    ])
    #expect(run.output.contains("the baseline text has 1 token, the text 2: "))
  }

  @Test(
    "Trust and counterfactuals are in every picture",
    arguments: ["ansi", "html", "svg", "text", "table"])
  func measures(format: String) throws {
    let run = try explain(
      "--trust", "--counterfactuals", "deletions", "--width", "200", "--method",
      "integrated-gradients", "--format", format)
    #expect(run.status == 0)
    // A picture has its words apart.
    #expect(run.output.contains("comprehensiveness"))
    #expect(run.output.contains("counterfactuals"))
    #expect(run.errors == "")
  }

  @Test("Without a terminal the default is text without an escape")
  func noTerminal() throws {
    let run = try explain()
    #expect(run.output.hasPrefix("text: \(text)\n"))
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test("Colours are those asked for", arguments: ["truecolor", "256", "16"])
  func colors(depth: String) throws {
    let run = try explain("--color", depth, "--format", "ansi")
    #expect(run.output.contains("\u{1B}["))
    #expect(run.output.contains("48;2;") == (depth == "truecolor"))
    #expect(run.output.contains("48;5;") == (depth == "256"))
  }

  @Test("Without colour the signs have a row of their own")
  func noColor() throws {
    let run = try explain("--color", "none", "--format", "ansi")
    #expect(run.output.contains("++++"))
  }

  @Test("Pages and pictures are whole and name their model")
  func pictures() throws {
    let html = try explain("--format", "html").output
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
    #expect(html.contains("digest"))
    let svg = try explain("--format", "svg").output
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("digest"))
  }

  @Test("Several explanations are one picture and one page")
  func severalPictures() throws {
    let svg = try explain("--target", "all", "--format", "svg").output
    #expect(svg.components(separatedBy: "<svg").count == 2)
    #expect(svg.components(separatedBy: ">anxious<").count == 7)
    let html = try explain("--target", "all", "--format", "html").output
    #expect(html.components(separatedBy: "<html").count == 2)
  }

  @Test("A pair is explained as a pair")
  func pair() throws {
    let json = try Program.run(
      ["explain", "i am sad", "--pair", "but happy", "--method", "saliency", "--format", "json"]
    ).json
    #expect(json["pair"] == .string("but happy"))
    #expect(json["words"]?.arrayValue?.map { $0["sequence"]?.intValue } == [0, 0, 0, 1, 1])
  }

  @Test("An empty text has an explanation")
  func empty() throws {
    let run = try Program.run(["explain", "", "--steps", "4", "--format", "json"])
    #expect(run.status == 0)
    #expect(try run.json["words"] == .array([]))
  }

  @Test("Characters that steer a terminal are never printed", arguments: ["text", "ansi", "table"])
  func controls(format: String) throws {
    let run = try Program.run(
      ["explain", "-", "--method", "saliency", "--format", format, "--color", "none"],
      text: "a \u{9B}31m \u{1B}]0;title\u{7} b\n")
    #expect(run.status == 0)
    #expect(!run.output.contains("\u{9B}") && !run.output.contains("\u{1B}]"))
    #expect(!run.output.contains("\u{7}"))
  }
}
