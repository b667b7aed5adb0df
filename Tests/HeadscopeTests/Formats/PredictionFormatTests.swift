import Model
import TUI
import Testing

@testable import headscope

@Suite("The formats of predict")
struct PredictionFormatTests {
  private func result(_ prediction: Prediction, text: String = "so anxious") -> PredictionResult {
    PredictionResult(
      model: Samples.model, text: text, encoding: Samples.encoding, prediction: prediction)
  }

  private let probabilities = Prediction(
    logits: [-1, 2], outputs: [0.047, 0.953], kind: .probabilities)

  @Test("A line of JSON has text, label, probabilities by label and logits")
  func line() {
    #expect(
      PredictionJSON.line(result(probabilities))
        == #"{"text":"so anxious","label":"fear","probabilities":{"joy":0.047,"fear":0.953},"#
        + #""logits":[-1.0,2.0],"truncated":false,"precision":"fp32"}"#)
  }

  @Test("What was computed in bf16 says so, as a table and as JSON")
  func bfloat16() throws {
    var inBF16 = result(probabilities)
    inBF16.model.precision = "bf16"
    #expect(try JSONValue.parse(PredictionJSON.line(inBF16))["precision"] == .string("bf16"))
    #expect(PredictionTable.single(inBF16).hasPrefix("Computed in bf16.\n"))
  }

  @Test("Outputs that are no probabilities stand under their own name")
  func outputs() throws {
    let line = PredictionJSON.line(
      result(Prediction(logits: [0, 3], outputs: [0, 3], kind: .outputs)))
    let json = try JSONValue.parse(line)
    #expect(json["probabilities"] == .null)
    #expect(json["outputs"]?["fear"]?.doubleValue == 3)
  }

  @Test("One text is shown with every class and a bar of thirty columns for 1")
  func single() {
    // 0.953 × 240 eighths = 228.7, so 229: 28 blocks and 5/8; 0.047 × 240 = 11.3: one block and 3/8.
    #expect(
      PredictionTable.single(result(probabilities)) == """
        fear  0.953  \(String(repeating: "█", count: 28))▋
        joy   0.047  █▍

        """)
  }

  /// A hundred pieces, the logit of piece i being i modulo 50: 49 and 99 are the most probable.
  private var pieces: PredictionResult {
    let logits = (0..<100).map { Float($0 % 50) }
    var result = result(
      Prediction(logits: logits, outputs: logits.map { $0 / 2450 }, kind: .probabilities))
    result.model.labels = (0..<100).map { "piece\($0)" }
    result.model.languageModel = LanguageModelReading()
    return result
  }

  @Test("Of a vocabulary the ten most probable pieces are shown, and how many are left out")
  func vocabulary() {
    let lines = PredictionTable.single(pieces).split(separator: "\n")
    #expect(lines.count == 11)
    #expect(lines[0].hasPrefix("piece49  0.020") && lines[1].hasPrefix("piece99  0.020"))
    #expect(lines[9].hasPrefix("piece95  0.018"))
    #expect(lines[10] == "and 90 pieces less probable")
  }

  @Test("JSON lists a vocabulary's twenty most probable pieces, logits beside them")
  func vocabularyInJSON() throws {
    let json = try JSONValue.parse(PredictionJSON.line(pieces))
    let members = try #require(json["probabilities"]?.objectValue?.members)
    #expect(members.map(\.key).prefix(3) == ["piece49", "piece99", "piece48"])
    #expect(members.count == 20)
    let logits = (json["logits"]?.arrayValue ?? []).compactMap(\.doubleValue)
    #expect(logits == (40..<50).reversed().flatMap { [Double($0), Double($0)] })
  }

  @Test("Of many texts each has a line, with nothing in it that steers a terminal")
  func many() {
    #expect(
      PredictionTable.line(result(probabilities, text: "a\tb\u{1B}"))
        == "fear  0.953  a␉b\\x1b\n")
  }
}
