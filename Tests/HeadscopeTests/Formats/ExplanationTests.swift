import Attribution
import Model
import TUI
import Testing

@testable import headscope

@Suite("The parts of an explanation")
struct ExplanationTests {
  @Test("Words are sums of their pieces, special tokens parts of their own")
  func words() {
    let parts = Samples.explanation().parts(.word)
    #expect(parts.map(\.text) == ["[CLS]", "so", "anxious", "[SEP]"])
    #expect(parts.map(\.value) == [1, -2, 6, 0])
    #expect(parts.map(\.range) == [0..<0, 0..<2, 3..<10, 0..<0])
    #expect(parts.map(\.isSpecial) == [true, false, false, true])
  }

  @Test("Pieces and sentences")
  func otherGranularities() {
    let explanation = Samples.explanation()
    #expect(explanation.parts(.piece).map(\.text) == ["[CLS]", "so", "an", "xious", "[SEP]"])
    #expect(explanation.parts(.sentence).map(\.text) == ["[CLS]", "so anxious", "[SEP]"])
    #expect(explanation.parts(.sentence).map(\.value) == [1, 4, 0])
  }

  @Test("Normalization divides by the norm of the pieces")
  func normalization() {
    var explanation = Samples.explanation()
    explanation.normalization = .l2
    #expect(explanation.values() == [0.2, -0.4, 0.4, 0.8, 0])
    #expect(explanation.parts(.word).map(\.value) == [0.2, -0.4, 0.4 + 0.8, 0])
  }

  @Test("A zero norm gives zeros and NaN stays NaN")
  func degenerateNormalization() {
    #expect(Normalization.l2.applied(to: [0, 0]) == [0, 0])
    #expect(Normalization.l2.applied(to: [.nan, 0])[0].isNaN)
  }

  @Test("A word has the error of its pieces, or that of the part it was")
  func uncertainty() {
    var estimate = Samples.estimate()
    estimate.uncertainty = [1, 2, 3, 4, 5]
    func errors(_ normalization: Normalization = .none) -> [Float?] {
      Samples.explanation(estimate).parts(.word, default: normalization).map(\.uncertainty)
    }
    #expect(errors() == [1, 2, 5, 5])
    estimate.features = [
      TextFeature(text: "anxious", sequence: 0, ranges: [3..<10], pieces: [[2, 3]])
    ]
    #expect(errors() == [1, 2, 7, 5])
    // The values' norm is 5.
    #expect(errors(.l2) == [0.2, 0.4, 1.4, 1])
  }

  @Test("What stood for a part that was taken out is told as it was done")
  func replacement() {
    var explanation = Samples.explanation()
    explanation.estimate.method = .occlusion
    func said() -> String? {
      explanation.provenance.facts.first { $0.name == "replacement" }?.value
    }
    #expect(said() == "remove")
    explanation.model.baselineTokens.mask = "[MASK]"
    #expect(said() == "mask")
    explanation.request.replacement = .padding
    #expect(said() == "pad")
  }

  @Test("Provenance tells what decided the numbers, and nothing that did not")
  func provenance() {
    let names = Samples.explanation().provenance.facts.map(\.name)
    #expect(
      names == [
        "model", "digest", "method", "output", "layer", "baseline", "quadrature", "steps",
        "reduction", "granularity", "normalization", "delta", "evaluations", "precision", "backend",
      ])
    #expect(!Samples.pair.provenance.facts.contains { $0.name == "baseline" || $0.name == "steps" })
  }
}
