import Foundation
import Model
import Testing

@Suite("headscope tokenize and info", .needsProgram)
struct TokenizeAndInfoTests {
  @Test("tokenize keeps the contract")
  func tokenize() throws {
    let run = try Program.run(["tokenize", "so anxious", "--format", "jsonl"])
    let json = try #require(try run.jsonLines.first)
    let count = json["ids"]?.arrayValue?.count
    #expect(json["tokens"]?.arrayValue?.count == count)
    #expect(json["offsets"]?.arrayValue?.count == count)
    #expect(json["tokens"]?.arrayValue?.first == .string("[CLS]"))
    #expect(json["offsets"]?.arrayValue?.first == .array([.integer(0), .integer(0)]))
    #expect(json["truncated"] == .bool(false))
  }

  @Test("tokenize cuts at --max-length and says so")
  func cut() throws {
    let run = try Program.run(
      ["tokenize", "one two three four", "--max-length", "4", "--format", "jsonl"])
    #expect(try run.jsonLines[0]["ids"]?.arrayValue?.count == 4)
    #expect(try run.jsonLines[0]["truncated"] == .bool(true))
  }

  @Test("info tells what the model is, as JSON")
  func infoJSON() throws {
    let json = try Program.run(["info", "--format", "json"]).json
    #expect(json["model"] == .string("emotion-mini"))
    #expect(json["labels"]?.arrayValue?.count == 6)
    #expect(json["maximumTokens"] == .integer(128))
    #expect(json["layers"] == .integer(4))
    // As the file of weights counts them.
    #expect(json["parameters"] == .integer(5_357_318))
    let blocks = try #require(json["blocks"]?.arrayValue)
    let sum = blocks.reduce(0) {
      $0 + ($1["parameters"]?.intValue ?? 0) * ($1["count"]?.intValue ?? 0)
    }
    #expect(sum == 5_357_318)
    #expect(json["precision"] == .string("fp32"))
    #expect(
      json["cpu"]?["bfloat16"] == Arithmetic.bfloat16Instructions.map { .string($0) } ?? .null)
    #expect(json["backend"]?.stringValue?.isEmpty == false)
    #expect(json["digest"]?.stringValue?.isEmpty == false)
  }

  @Test("info draws the model as text")
  func infoText() throws {
    let run = try Program.run(["info", Program.package + "/Models/emotion-mini"])
    #expect(run.status == 0)
    #expect(run.output.contains("From text to logits"))
    #expect(run.output.contains("4 × 789,760"))
    #expect(run.output.contains("HEADSCOPE_HOME"))
  }

  @Test("A file inside a model's folder names the model")
  func fileInside() throws {
    let run = try Program.run(
      ["info", Program.package + "/Models/emotion-mini/config.json", "--format", "json"])
    #expect(try run.json["parameters"] == .integer(5_357_318))
  }
}
