import Attribution
import Foundation
import Model
import TUI
import Testing

@testable import headscope

@Suite("The JSON of explain")
struct ExplanationJSONTests {
  private func document(_ explanation: Explanation) throws -> JSONValue {
    try JSONValue.parse(ExplanationJSON.line(explanation))
  }

  @Test("Every member of the contract is there with its value")
  func contract() throws {
    let json = try document(Samples.explanation())
    #expect(json["version"] == .integer(1))
    #expect(json["model"] == .string("mini"))
    #expect(json["architecture"] == .string("bert"))
    #expect(json["text"] == .string("so anxious"))
    let token = try #require(json["tokens"]?.arrayValue?[3])
    #expect(token["text"] == .string("##xious"))
    #expect(token["id"] == .integer(12))
    #expect(token["start"] == .integer(5))
    #expect(token["end"] == .integer(10))
    #expect(token["special"] == .bool(false))
    #expect(json["labels"] == .array([.string("joy"), .string("fear")]))
    #expect(json["logits"] == .array([.number(-1), .number(2)]))
    #expect(json["probabilities"] == .array([.number(0.047), .number(0.953)]))
    #expect(json["method"] == .string("integrated-gradients"))
    #expect(json["parameters"]?["steps"] == .integer(50))
    #expect(json["parameters"]?["baseline"] == .string("pad"))
    #expect(json["parameters"]?["layer"] == .string("embeddings"))
    #expect(json["target"]?["index"] == .integer(1))
    #expect(json["target"]?["label"] == .string("fear"))
    #expect(json["output"] == .string("logit"))
    #expect(json["attributions"]?.arrayValue?.compactMap(\.doubleValue) == [1, -2, 2, 4, 0])
    let words = try #require(json["words"]?.arrayValue)
    #expect(words.count == 2)
    #expect(words[1]["text"] == .string("anxious"))
    #expect(words[1]["start"] == .integer(3))
    #expect(words[1]["end"] == .integer(10))
    #expect(words[1]["attribution"]?.doubleValue == 6)
    #expect(json["baseOutput"]?.doubleValue == -3)
    #expect(json["outputValue"]?.doubleValue == 2)
    #expect(json["delta"]?.doubleValue == 5e-5)
    #expect(json["uncertainty"] == .null)
    #expect(json["evaluations"] == .integer(52))
    #expect(json["precision"] == .string("fp32"))
    #expect(json["seconds"]?.doubleValue == 0.25)
  }

  @Test("Gates of heads are written layer by layer, and only where a head is not open")
  func headGates() throws {
    var explanation = Samples.explanation()
    #expect(try document(explanation)["parameters"]?["headGates"] == nil)
    var gates = HeadGates(layers: 2, heads: 2)
    gates[0, 1] = 0
    gates[1, 0] = 0.5
    explanation.request.headGates = gates
    let written = try document(explanation)["parameters"]?["headGates"]?.arrayValue
    #expect(
      written?.map { $0.arrayValue?.compactMap(\.doubleValue) } == [[1, 0], [0.5, 1]])
  }

  @Test("The precision is what the explanation was computed in, not the model's")
  func precision() throws {
    var explanation = Samples.explanation()
    explanation.model.precision = "bf16"
    #expect(try document(explanation)["precision"] == .string("fp32"))
    #expect(explanation.provenance.facts.contains { $0.name == "precision" && $0.value == "fp32" })
    explanation.estimate.arithmetic = .bf16
    #expect(try document(explanation)["precision"] == .string("bf16"))
  }

  @Test("A line is one line, whatever the text holds")
  func oneLine() throws {
    var explanation = Samples.explanation()
    explanation.text = "a\nb\r\u{2028}\u{1B}[31m\"\\"
    let line = ExplanationJSON.line(explanation)
    #expect(!line.contains("\n") && !line.contains("\r") && !line.contains("\u{1B}"))
    #expect(try JSONValue.parse(line)["text"]?.stringValue == explanation.text)
  }

  @Test("Outputs that are no probabilities are not called so")
  func outputs() throws {
    let prediction = Prediction(logits: [3, 0], outputs: [3, 0], kind: .outputs)
    let json = try document(Samples.explanation(Samples.estimate(prediction: prediction)))
    #expect(json["probabilities"] == .null)
    #expect(json["outputs"] == .array([.number(3), .number(0)]))
    #expect(json["outputKind"] == .string("outputs"))
  }

  @Test("What is no number is null")
  func notFinite() throws {
    let json = try document(Samples.explanation(Samples.estimate([.nan, .infinity, 0, 0, 0])))
    #expect(json["attributions"]?.arrayValue?.prefix(2) == [.null, .null])
  }

  @Test("A method without a baseline has no numbers of one")
  func noBaseline() throws {
    let json = try document(Samples.pair)
    #expect(json["baseOutput"] == .null)
    #expect(json["delta"] == .null)
    #expect(json["parameters"]?["baseline"] == nil)
    #expect(json["parameters"]?["steps"] == nil)
  }

  @Test("A pair is told with the text each token is of")
  func pair() throws {
    let json = try document(Samples.pair)
    #expect(json["pair"] == .string("b"))
    let tokens = try #require(json["tokens"]?.arrayValue)
    #expect(tokens.map { $0["sequence"] } == [.null, .integer(0), .null, .integer(1), .null])
  }

  @Test("Parts that were taken out as a whole are told with their numbers")
  func features() throws {
    var explanation = Samples.explanation()
    #expect(try document(explanation)["features"] == nil)
    explanation.estimate.features = [
      TextFeature(text: "so", sequence: 0, ranges: [0..<2], pieces: [[1]]),
      TextFeature(text: "anxious", sequence: 0, ranges: [3..<10], pieces: [[2, 3]]),
    ]
    let exact = try #require(try document(explanation)["features"]?.arrayValue)
    #expect(exact.map { $0["text"] } == [.string("so"), .string("anxious")])
    #expect(exact.map { $0["start"] } == [.integer(0), .integer(3)])
    #expect(exact.map { $0["end"] } == [.integer(2), .integer(10)])
    #expect(exact.map { $0["attribution"]?.doubleValue } == [-2, 6])
    #expect(exact[1]["uncertainty"] == nil)
    explanation.estimate.uncertainty = [0, 1, 0.25, 0.25, 0]
    let sampled = try #require(try document(explanation)["features"]?.arrayValue)
    #expect(sampled.map { $0["uncertainty"]?.doubleValue } == [1, 0.5])
  }

  @Test("Of a method that leaves nothing out, fields and sentences are features with their sums")
  func summedFeatures() throws {
    var explanation = Samples.explanation()
    #expect(try document(explanation)["parameters"]?["granularity"] == .string("piece"))
    explanation.granularity = .word
    #expect(try document(explanation)["features"] == nil)
    explanation.granularity = .sentence
    let json = try document(explanation)
    #expect(json["parameters"]?["granularity"] == .string("sentence"))
    let features = try #require(json["features"]?.arrayValue)
    #expect(features.map { $0["text"] } == [.string("so anxious")])
    // -2 + 2 + 4: special tokens are no part of a sentence.
    #expect(features.map { $0["attribution"]?.doubleValue } == [4])
    #expect(features.map { $0["end"] } == [.integer(10)])
  }

  @Test("LIME tells its words, or the fields or sentences it left out in their place")
  func partsOfLime() throws {
    var explanation = Samples.explanation()
    explanation.estimate.method = .lime
    let byWord = try #require(try document(explanation)["parameters"])
    #expect(byWord["words"] == .string("word") && byWord["parts"] == nil)
    explanation.request.granularity = .sentence
    let bySentence = try #require(try document(explanation)["parameters"])
    #expect(bySentence["words"] == nil && bySentence["parts"] == .string("sentence"))
    #expect(explanation.provenance.facts.contains { $0.name == "parts" && $0.value == "sentence" })
  }

  @Test("A word that was left out together with others says that its number is an even share")
  func evenShares() throws {
    var explanation = Samples.evenShares
    let words = try #require(try document(explanation)["words"]?.arrayValue)
    #expect(words.map { $0["attribution"]?.doubleValue } == [1, 2])
    #expect(words.map { $0["evenShare"] } == [.bool(true), .bool(true)])
    explanation.estimate.features = [
      TextFeature(text: "so", sequence: 0, ranges: [0..<2], pieces: [[1]]),
      TextFeature(text: "anxious", sequence: 0, ranges: [3..<10], pieces: [[2, 3]]),
    ]
    let own = try #require(try document(explanation)["words"]?.arrayValue)
    #expect(own.map { $0["evenShare"] } == [nil, nil])
  }

  @Test("Normalization, sentences and the true label are told where they were asked for")
  func options() throws {
    var explanation = Samples.explanation()
    #expect(try document(explanation)["true"] == nil)
    #expect(try document(explanation)["sentences"] == nil)
    explanation.normalization = .l2
    explanation.granularity = .sentence
    explanation.trueLabel = 0
    let json = try document(explanation)
    #expect(json["parameters"]?["normalize"] == .string("l2"))
    #expect(json["sentences"]?.arrayValue?.first?["text"] == .string("so anxious"))
    #expect(json["true"]?["label"] == .string("joy"))
  }
}
