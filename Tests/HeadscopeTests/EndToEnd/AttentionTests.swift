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
      ["--ablate", "0.1.2"], ["--target", "boredom"], ["--patch", "a", "--site", "elsewhere"],
    ])
  func wrongUsage(options: [String]) throws {
    let run = try Program.run(["attention", text] + options)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("headscope: "))
  }
}
