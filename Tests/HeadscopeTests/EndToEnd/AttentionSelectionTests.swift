import Foundation
import Model
import Testing

@Suite("headscope attention of chosen layers and heads", .needsProgram)
struct AttentionSelectionTests {
  private let text = attentionText

  @Test("Chosen layers are parts of the whole")
  func includedLayers() throws {
    let whole = try attentionJSON()
    let part = try attentionJSON("--include-layers", "3,0-1,1")
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
    let whole = try attentionJSON()
    let part = try attentionJSON("--layer", "2", "--head", "5")
    #expect(part["layer"] == .integer(2))
    #expect(part["head"] == .integer(5))
    let expected = whole["attention"]?.arrayValue?[2].arrayValue?[5]
    #expect(part["attention"]?.arrayValue?.count == 1)
    #expect(expected != nil)
    #expect(part["attention"]?.arrayValue?[0].arrayValue?[0] == expected)
    let layer = try attentionJSON("--layer", "2")
    #expect(layer["attention"]?.arrayValue?[0].arrayValue?.count == 8)
  }
}
