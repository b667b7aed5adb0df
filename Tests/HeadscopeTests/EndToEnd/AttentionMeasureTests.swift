import Foundation
import Model
import Testing

@Suite("headscope attention measures", .needsProgram)
struct AttentionMeasureTests {
  private let text = attentionText

  @Test("With all heads closed no other token changes the prediction")
  func allClosed() throws {
    func closed(_ text: String) throws -> [Double] {
      let json = try attentionJSON("--ablate", "0,1,2,3", text: text)
      #expect(json["target"]?["label"]?.stringValue != nil)
      return numbers(json["ablation"]?["logits"])
    }
    let (first, second) = (try closed(text), try closed("what a happy day"))
    #expect(first.count == 6)
    #expect(zip(first, second).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("The effect of closed heads is F − F(closed)")
  func effect() throws {
    let json = try attentionJSON("--ablate", "0.3,2", "--target", "joy")
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
    let patch = try attentionJSON("--patch", text, "--site", site)["patch"]
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
    let patch = try attentionJSON(
      "--patch", "i am mad", "--target", "joy", "--pair", "you are sad")["patch"]
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
    let json = try attentionJSON("--summary", "--importance", "--rollout")
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
    let layers = try #require(try attentionJSON("--importance")["importanceNormalized"]?.arrayValue)
    #expect(layers.count == 4)
    for layer in layers {
      #expect(abs(numbers(layer).reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    }
  }

  @Test("Names that mean the same heads have the same effect")
  func namesOfHeads() throws {
    func effect(_ names: String) throws -> Double? {
      try attentionJSON("--ablate", names)["ablation"]?["effect"]?.doubleValue
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

  @Test("The lens ends in the model's own logits, a state a layer and the embeddings' before")
  func lens() throws {
    let json = try attentionJSON("--lens")
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
    let json = try attentionJSON("--split", "--target", "joy")
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
    let json = try attentionJSON("--flow", "--rollout")
    #expect(json["flow"]?["position"] == .integer(0))
    let flow = numbers(json["flow"]?["values"])
    let rollout = numbers(json["rollout"]?["values"])
    try #require(flow.count == rollout.count && !flow.isEmpty)
    #expect(zip(flow, rollout).allSatisfy { $0 >= $1 - 1e-9 && $0 <= 1 + 1e-9 })
    #expect(flow != rollout)
  }
}
