import Foundation
import Model
import Testing

@Suite("headscope attention", .needsProgram)
struct AttentionTests {
  private let text = "i felt so anxious in front of the crowd"

  private func json(_ options: String..., text: String? = nil) throws -> JSONValue {
    let run = try Program.run(["attention", text ?? self.text, "--format", "json"] + options)
    #expect(run.status == 0)
    return try run.json
  }

  private func numbers(_ value: JSONValue?) -> [Double] {
    value?.arrayValue?.compactMap(\.doubleValue) ?? []
  }

  @Test("The JSON keeps the contract: layers, heads, queries, keys")
  func contract() throws {
    let json = try json()
    #expect(json["version"] == .integer(1))
    #expect(json["layers"] == .integer(4))
    #expect(json["heads"] == .integer(8))
    let tokens = try #require(json["tokens"]?.arrayValue?.count)
    let layers = try #require(json["attention"]?.arrayValue)
    #expect(layers.count == 4)
    for layer in layers {
      let heads = try #require(layer.arrayValue)
      #expect(heads.count == 8)
      for head in heads {
        let rows = try #require(head.arrayValue)
        #expect(rows.count == tokens)
        for row in rows {
          #expect(numbers(row).count == tokens)
          #expect(abs(numbers(row).reduce(0, +) - 1) < 1e-5)
        }
      }
    }
    let patterns = try #require(json["patterns"]?.arrayValue)
    #expect(patterns.count == 4)
    for pattern in patterns.flatMap({ $0.arrayValue ?? [] }) {
      #expect(pattern["type"]?.stringValue?.isEmpty == false)
      #expect((0...1.000_001).contains(pattern["score"]?.doubleValue ?? -1))
    }
    #expect(json["summary"] == nil)
    #expect(json["target"] == nil)
  }

  @Test("Chosen layers are parts of the whole")
  func includedLayers() throws {
    let whole = try json()
    let part = try json("--include-layers", "3,0-1,1")
    #expect(part["layers"] == .integer(4))
    #expect(part["includedLayers"] == .array([.integer(0), .integer(1), .integer(3)]))
    for member in ["attention", "patterns"] {
      let all = try #require(whole[member]?.arrayValue)
      #expect(part[member]?.arrayValue == [all[0], all[1], all[3]], "\(member)")
    }
    let run = try Program.run(["attention", text, "--include-layers", "1,3"])
    #expect(run.lines.contains { $0.hasPrefix("1 ") } && !run.lines.contains { $0.hasPrefix("2 ") })
  }

  @Test("Whatever is listed a layer each is of the chosen layers alone")
  func includedLayersOfTables() throws {
    let all = [
      "attention", text, "--importance", "--lens", "--split", "--summary", "--patch",
      "what a happy day",
    ]
    let some = all + ["--include-layers", "0,2-3"]
    let whole = try Program.run(all + ["--format", "json"]).json
    let part = try Program.run(some + ["--format", "json"]).json
    for path in [
      ["importance"], ["split", "heads"], ["split", "feedForward"], ["split", "sources"],
      ["patch", "outputs"], ["patch", "recovered"],
    ] {
      func values(_ json: JSONValue) -> [JSONValue]? {
        path.reduce(json as JSONValue?) { $0?[$1] }?.arrayValue
      }
      let layers = try #require(values(whole))
      try #require(layers.count == 4)
      #expect(values(part) == [layers[0], layers[2], layers[3]], "\(path)")
    }
    let states = try #require(whole["lens"]?.arrayValue)
    #expect(part["lens"]?.arrayValue == [states[0], states[1], states[3], states[4]])
    for finding in part["summary"]?.arrayValue ?? [] {
      let layers = numbers(finding["layers"])
      #expect(layers.count == 2 && !(layers[0]...layers[1]).contains(1))
    }
    let run = try Program.run(some + ["--format", "text"])
    // The grid of patterns, the tables of the split, of importance and of patches.
    #expect(run.lines.count { $0.hasPrefix("2 ") } == 4)
    #expect(!run.lines.contains { $0.hasPrefix("1 ") || $0.hasPrefix("layer 1 ") })
    #expect(run.lines.contains { $0.hasPrefix("layer 3 ") })
    #expect(run.output.contains("all heads of all layers"))
    #expect(!(try Program.run(all + ["--format", "text"]).output.contains("of all layers")))
  }

  @Test(
    "Layers that cannot be chosen are refused",
    arguments: [
      (["--include-layers", "4"], "no such layer"),
      (["--include-layers", "0-9999999999"], "no such"),
      (["--include-layers", "2-1"], "such as 0,3-5"), (["--include-layers", "0,,1"], "such as"),
      (["--include-layers", "a"], "such as"), (["--include-layers", "-1"], "such as"),
      (["--include-layers", "1", "--layer", "1"], "give one of them"),
    ])
  func refusedLayers(options: [String], reason: String) throws {
    let run = try Program.run(["attention", text] + options)
    #expect(run.status == 2 && run.errors.contains(reason), "\(run.errors)")
  }

  @Test("Chosen heads are parts of every layer, in whatever is listed a head each")
  func includedHeads() throws {
    let all = [
      "attention", text, "--importance", "--split", "--patch", "what a happy day", "--positions",
      "1",
    ]
    let whole = try Program.run(all + ["--format", "json"]).json
    let part = try Program.run(all + ["--format", "json", "--include-heads", "0-1,7"]).json
    #expect(part["heads"] == .integer(8))
    #expect(part["includedHeads"] == .array([.integer(0), .integer(1), .integer(7)]))
    for path in [
      ["attention"], ["patterns"], ["importance"], ["split", "heads"], ["split", "sources"],
      ["patch", "outputs"], ["patch", "recovered"], ["patch", "byPosition", "outputs"],
    ] {
      func layers(_ json: JSONValue) -> [[JSONValue]] {
        let value = path.reduce(json as JSONValue?) { $0?[$1] }
        return value?.arrayValue?.compactMap(\.arrayValue) ?? []
      }
      let (every, some) = (layers(whole), layers(part))
      try #require(every.count == 4 && some.count == 4, "\(path)")
      for (every, some) in zip(every, some) {
        #expect(some == [every[0], every[1], every[7]], "\(path)")
      }
    }
    #expect(part["split"]?["feedForward"] == whole["split"]?["feedForward"])
  }

  @Test("Of a layer chosen heads are shown, alone and together")
  func includedHeadsOfALayer() throws {
    let run = try Program.run([
      "attention", text, "--format", "text", "--layer", "2", "--include-heads", "3,5",
    ])
    #expect(run.output.contains("layer 2: the mean of heads 3, 5 of 8"))
    #expect(
      run.lines.filter { $0.hasPrefix("head 2.") }.map { $0.prefix(8) } == ["head 2.3", "head 2.5"])
    // The mean of one head is the head.
    func looks(_ options: [String]) throws -> [String] {
      let lines = try Program.run(
        ["attention", text, "--format", "text", "--layer", "2"] + options
      )
      .lines
      return Array(lines.drop { !$0.hasPrefix("query") }.prefix(8))
    }
    #expect(try looks(["--include-heads", "3"]) == looks(["--head", "3"]))
    #expect(try !looks(["--head", "3"]).isEmpty)
  }

  @Test("Of other activations than heads chosen heads take nothing away")
  func includedHeadsOfPositions() throws {
    let options = ["--patch", "what a happy day", "--site", "residual"]
    let whole = try Program.run(["attention", text, "--format", "json"] + options).json
    let part = try Program.run(
      ["attention", text, "--format", "json", "--include-heads", "0"] + options
    ).json
    #expect(part["patch"] == whole["patch"])
  }

  @Test(
    "Heads that cannot be chosen are refused",
    arguments: [
      (["--include-heads", "8"], "no such head"), (["--include-heads", "2-1"], "such as 0,3-5"),
      (["--include-heads", ""], "such as"), (["--include-heads", "-1"], "such as"),
      (["--layer", "1", "--head", "1", "--include-heads", "1"], "give one of them"),
    ])
  func refusedHeads(options: [String], reason: String) throws {
    let run = try Program.run(["attention", text] + options)
    #expect(run.status == 2 && run.errors.contains(reason), "\(run.errors)")
  }

  @Test("A layer and a head are parts of the whole")
  func parts() throws {
    let whole = try json()
    let part = try json("--layer", "2", "--head", "5")
    #expect(part["layer"] == .integer(2))
    #expect(part["head"] == .integer(5))
    let expected = whole["attention"]?.arrayValue?[2].arrayValue?[5]
    #expect(part["attention"]?.arrayValue?.count == 1)
    #expect(expected != nil)
    #expect(part["attention"]?.arrayValue?[0].arrayValue?[0] == expected)
    let layer = try json("--layer", "2")
    #expect(layer["attention"]?.arrayValue?[0].arrayValue?.count == 8)
  }

  @Test("With all heads closed no other token changes the prediction")
  func allClosed() throws {
    func closed(_ text: String) throws -> [Double] {
      let json = try json("--ablate", "0,1,2,3", text: text)
      #expect(json["target"]?["label"]?.stringValue != nil)
      return numbers(json["ablation"]?["logits"])
    }
    let (first, second) = (try closed(text), try closed("what a happy day"))
    #expect(first.count == 6)
    #expect(zip(first, second).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("The effect of closed heads is F − F(closed)")
  func effect() throws {
    let json = try json("--ablate", "0.3,2", "--target", "joy")
    #expect(json["target"]?["label"] == .string("joy"))
    let open = numbers(json["logits"])
    let closed = numbers(json["ablation"]?["logits"])
    try #require(open.count == 6 && closed.count == 6)
    let effect = try #require(json["ablation"]?["effect"]?.doubleValue)
    #expect(abs(effect - (open[1] - closed[1])) < 1e-5)
    #expect(abs(effect) > 1e-4)
  }

  @Test(
    "A text patched with itself stays as it is",
    arguments: ["head", "residual", "attention", "feed-forward"])
  func patchWithItself(site: String) throws {
    let patch = try json("--patch", text, "--site", site)["patch"]
    #expect(patch?["site"] == .string(site))
    #expect(patch?["recovered"] == .null)
    let clean = try #require(patch?["clean"]?.doubleValue)
    let outputs = try #require(patch?["outputs"]?.arrayValue)
    #expect(outputs.count == 4)
    for output in outputs.flatMap(numbers) { #expect(abs(output - clean) < 1e-4) }
  }

  @Test("Of a pair the first text is patched, the second stays in both")
  func patchOfAPair() throws {
    let pair = ["--pair", "you are sad"]
    let patch = try json("--patch", "i am mad", "--target", "joy", "--pair", "you are sad")["patch"]
    let there = try Program.run(["predict", "i am mad", "--format", "json"] + pair).json
    let here = try Program.run(["predict", text, "--format", "json"] + pair).json
    let joy = 1
    let clean = try #require(patch?["clean"]?.doubleValue)
    let corrupted = try #require(patch?["corrupted"]?.doubleValue)
    #expect(abs(clean - numbers(there["logits"])[joy]) < 1e-4)
    #expect(abs(corrupted - numbers(here["logits"])[joy]) < 1e-4)
  }

  @Test("What is asked for is there, and sums where it must")
  func extras() throws {
    let json = try json("--summary", "--importance", "--rollout")
    #expect(json["importance"]?.arrayValue?.count == 4)
    #expect(numbers(json["importance"]?.arrayValue?[0]).count == 8)
    #expect(json["rollout"]?["position"] == .integer(0))
    #expect(abs(numbers(json["rollout"]?["values"]).reduce(0, +) - 1) < 1e-6)
    let findings = try #require(json["summary"]?.arrayValue)
    for finding in findings {
      #expect(finding["sentence"]?.stringValue?.hasPrefix("Layer") == true)
      #expect(numbers(finding["layers"]).count == 2)
    }
  }

  @Test("Importance is also there with each layer divided by its norm")
  func normalized() throws {
    let layers = try #require(try json("--importance")["importanceNormalized"]?.arrayValue)
    #expect(layers.count == 4)
    for layer in layers {
      #expect(abs(numbers(layer).reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    }
  }

  @Test("Names that mean the same heads have the same effect")
  func namesOfHeads() throws {
    func effect(_ names: String) throws -> Double? {
      try json("--ablate", names)["ablation"]?["effect"]?.doubleValue
    }
    #expect(try effect("0-1") == effect("0,1"))
    #expect(try effect("2.*") == effect("2"))
    #expect(try effect("1.0-1.2") == effect("1.0,1.1,1.2"))
    #expect(try effect("all-but:0,1,2") == effect("3"))
  }

  @Test("Heads are taken over at single positions where these are asked for")
  func positions() throws {
    let options = ["--patch", "i felt so happy in front of the crowd", "--site", "head"]
    let run = try Program.run(
      ["attention", text, "--format", "json", "--positions", "1,3-4"] + options)
    let patch = try run.json["patch"]
    let single = try #require(patch?["byPosition"])
    #expect(numbers(single["positions"]) == [1, 3, 4])
    let outputs = try #require(single["outputs"]?.arrayValue)
    #expect(outputs.count == 4)
    for heads in outputs {
      #expect(heads.arrayValue?.map { numbers($0).count } == Array(repeating: 3, count: 8))
    }
    let clean = try #require(patch?["clean"]?.doubleValue)
    let corrupted = try #require(patch?["corrupted"]?.doubleValue)
    let output = numbers(outputs[1].arrayValue?[0])[2]
    let recovered = numbers(single["recovered"]?.arrayValue?[1].arrayValue?[0])[2]
    #expect(abs(recovered - (output - corrupted) / (clean - corrupted)) < 1e-5)
    #expect(
      try Program.run(["attention", text, "--format", "json"] + options).json["patch"]?[
        "byPosition"] == nil)
  }

  @Test("Beside weights stands what closing their heads does")
  func closing() throws {
    let head = try Program.run(["attention", text, "--layer", "1", "--head", "2"])
    let effect = try #require(try json("--ablate", "1.2")["ablation"]?["effect"]?.doubleValue)
    let line = try #require(head.lines.first { $0.hasPrefix("head 1.2  ") })
    let shown = try #require(line.split(separator: " ").last.flatMap { Double($0) })
    #expect(abs(shown - effect) <= 0.0005)
    let layer = try Program.run(["attention", text, "--layer", "1"])
    #expect(layer.lines.count { $0.hasPrefix("head 1.") } == 8)
    #expect(layer.lines.contains { $0.hasPrefix("layer 1  ") })
  }

  @Test("The lens ends in the model's own logits, a state a layer and the embeddings' before")
  func lens() throws {
    let json = try json("--lens")
    let states = try #require(json["lens"]?.arrayValue)
    #expect(states.map { $0["layer"] } == [.null] + (0..<4).map { .integer($0) })
    let last = numbers(states.last?["logits"])
    #expect(last.count == 6)
    #expect(zip(last, numbers(json["logits"])).allSatisfy { abs($0 - $1) < 1e-5 })
    for state in states {
      #expect(abs(numbers(state["probabilities"]).reduce(0, +) - 1) < 1e-5)
    }
    #expect(numbers(states.first?["logits"]) != last)
  }

  @Test("The parts of a logit sum to it, and a head's sources to the head")
  func split() throws {
    let json = try json("--split", "--target", "joy")
    #expect(json["target"]?["label"] == .string("joy"))
    let split = try #require(json["split"])
    let heads = try #require(split["heads"]?.arrayValue).map(numbers)
    #expect(heads.map(\.count) == [8, 8, 8, 8])
    let feedForward = numbers(split["feedForward"])
    #expect(feedForward.count == 4)
    let embeddings = try #require(split["embeddings"]?.doubleValue)
    let biases = try #require(split["biases"]?.doubleValue)
    let sum =
      embeddings + biases + feedForward.reduce(0, +) + heads.joined().reduce(0, +)
    #expect(abs(sum - numbers(json["logits"])[1]) < 1e-4)
    #expect(abs(heads.joined().reduce(0, +)) > 1e-3)
    let sources = split["sources"]?.arrayValue?[2].arrayValue?[5]
    #expect(numbers(sources).count == json["tokens"]?.arrayValue?.count)
    #expect(abs(numbers(sources).reduce(0, +) - heads[2][5]) < 1e-4)
  }

  @Test("No token can send less than rollout mixes in, nor more than there is")
  func flow() throws {
    let json = try json("--flow", "--rollout")
    #expect(json["flow"]?["position"] == .integer(0))
    let flow = numbers(json["flow"]?["values"])
    let rollout = numbers(json["rollout"]?["values"])
    try #require(flow.count == rollout.count && !flow.isEmpty)
    #expect(zip(flow, rollout).allSatisfy { $0 >= $1 - 1e-9 && $0 <= 1 + 1e-9 })
    #expect(flow != rollout)
  }

  @Test("Lens, split and flow are tables in text, of the shown head where one is chosen")
  func tables() throws {
    let run = try Program.run(
      ["attention", text, "--lens", "--split", "--flow", "--layer", "1", "--head", "2"])
    #expect(run.status == 0)
    #expect(run.lines.contains { $0.hasPrefix("after") && $0.contains("logit of fear") })
    #expect(run.lines.contains { $0.hasPrefix("layer 3 ") && $0.contains("fear 0.") })
    #expect(run.lines.contains { $0.hasPrefix("embeddings ") && $0.contains("together") })
    #expect(run.lines.contains("from where head 1.2 brings its part"))
    #expect(run.lines.contains("maximum flow to [CLS], which the classifier reads"))
    let plain = try Program.run(["attention", text])
    #expect(!plain.output.contains("embeddings") && !plain.output.contains("flow"))
  }

  @Test("Closed heads of a picture change nothing of what is measured with all open")
  func measuredOpen() throws {
    let options = ["--rollout", "--flow", "--lens", "--split"]
    let open = try Program.run(["attention", text] + options)
    let drawn = try Program.run(
      ["attention", text, "--ablate", "0,1.2", "--format", "ansi", "--color", "none"] + options)
    let output = drawn.output.replacing(/\e\[[0-9;]*m/, with: "")
    for start in ["rollout to", "maximum flow", "what the classifier", "what the logit"] {
      let table = try #require(
        open.output.split(separator: "\n\n").first { $0.hasPrefix(start) })
      #expect(output.contains(table), "\(start)")
    }
  }

  @Test("Several texts are an array as a document, and a line each as lines")
  func severalTexts() throws {
    let input = "so happy\nso sad\n"
    let document = try Program.run(["attention", "-", "--format", "json"], text: input)
    #expect(try document.json.arrayValue?.count == 2)
    let lines = try Program.run(["attention", "-", "--format", "jsonl"], text: input)
    #expect(try lines.jsonLines.map { $0["text"]?.stringValue } == ["so happy", "so sad"])
    let none = try Program.run(["attention", "-", "--format", "json"], text: "")
    #expect(try none.json.arrayValue?.isEmpty == true)
  }

  @Test("The text names every head's pattern, and says what weights are not")
  func plainText() throws {
    let run = try Program.run(["attention", text])
    #expect(run.status == 0)
    #expect(run.output.contains("not what matters"))
    let rows = run.lines.filter { $0.first?.isNumber == true }
    #expect(rows.count == 4)
    for row in rows { #expect(row.split(separator: " ").count == 9) }
    let head = try Program.run(["attention", text, "--layer", "1", "--head", "2"])
    #expect(head.lines.contains { $0.hasPrefix("head 1.2: ") })
    #expect(head.lines.contains { $0.hasPrefix("anxious ") })
  }

  @Test(
    "What the model does not have is wrong usage",
    arguments: [
      ["--head", "1"], ["--layer", "4"], ["--layer", "-1"], ["--layer", "0", "--head", "8"],
      ["--ablate", "x"], ["--ablate", "0.8"], ["--ablate", "4"], ["--ablate", ""],
      ["--ablate", "0.1.2"], ["--ablate", "0-4"], ["--ablate", "all-but:0.8"],
      ["--positions", "1"], ["--patch", "a", "--positions", "3"],
      ["--patch", "a", "--site", "residual", "--positions", "1"], ["--target", "boredom"],
      ["--patch", "a", "--site", "elsewhere"],
    ])
  func wrongUsage(options: [String]) throws {
    let run = try Program.run(["attention", text] + options)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("headscope: "))
  }
}
