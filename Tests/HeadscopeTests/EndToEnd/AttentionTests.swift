import Foundation
import Model
import Testing

@Suite("headscope attention", .needsProgram)
struct AttentionTests {
  private let text = attentionText

  @Test("The JSON keeps the contract: layers, heads, queries, keys")
  func contract() throws {
    let json = try attentionJSON()
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

  @Test("Beside weights stands what closing their heads does")
  func closing() throws {
    let head = try Program.run(["attention", text, "--layer", "1", "--head", "2"])
    let effect = try #require(
      try attentionJSON("--ablate", "1.2")["ablation"]?["effect"]?.doubleValue)
    let line = try #require(head.lines.first { $0.hasPrefix("head 1.2  ") })
    let shown = try #require(line.split(separator: " ").last.flatMap { Double($0) })
    #expect(abs(shown - effect) <= 0.0005)
    let layer = try Program.run(["attention", text, "--layer", "1"])
    #expect(layer.lines.count { $0.hasPrefix("head 1.") } == 8)
    #expect(layer.lines.contains { $0.hasPrefix("layer 1  ") })
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
