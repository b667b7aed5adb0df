import Attribution
import Model
import TUI
import Testing

@testable import headscope

@Suite("Explanations without colour")
struct ExplanationTextTests {
  @Test("Every number is written and every sign is a character")
  func text() {
    var explanation = Samples.explanation()
    explanation.granularity = .word
    // Shares of |1| + |−2| + |6| + |0| = 9; marks against the largest, 6.
    #expect(
      ExplanationText.text(explanation) == """
        text: so anxious
        prediction: fear 0.953, joy 0.047
        explained: fear (predicted), integrated-gradients of the logit, pad baseline, embeddings, 50 steps

        word      value   share  sign
        [CLS]    +1.000  11.1 %  +
        so       -2.000  22.2 %  --
        anxious  +6.000  66.7 %  ++++
        [SEP]     0.000   0.0 %

        F(x) 2.000 = F(b) -3.000 + 5.000, delta 5e-05 (0.00 %)
        model: mini (bert); digest: sha256:abc; method: integrated-gradients; output: logit; layer: embeddings; \
        baseline: pad; quadrature: gausslegendre; steps: 50; reduction: sum; delta: 5e-05; evaluations: 52; \
        precision: fp32; backend: native


        """)
  }

  @Test("Small values are no zeros")
  func smallValues() {
    var explanation = Samples.explanation()
    explanation.granularity = .word
    explanation.estimate.values = explanation.estimate.values.map { $0 / 1000 }
    explanation.estimate.outputValue = 0.0002
    explanation.estimate.baseOutput = 0.0098
    let text = ExplanationText.text(explanation)
    #expect(text.contains("so       -0.00200  22.2 %"))
    #expect(text.contains("F(x) 0.00020 = F(b) 0.00980 - 0.00960"))
  }

  @Test("Characters that steer a terminal are never printed")
  func controls() {
    var explanation = Samples.explanation()
    explanation.text = "so\u{1B}[31manxi"
    explanation.model.labels = ["joy", "fe\u{9B}ar"]
    let text = ExplanationText.text(explanation)
    #expect(
      !text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
  }

  @Test("What was cut off is said")
  func cut() {
    var explanation = Samples.explanation()
    explanation.encoding.cutOffAt = [5]
    #expect(
      ExplanationText.text(explanation).contains(
        "note: the text was cut at character 5: only the first 5 tokens were read"))
    explanation.encoding = Encoding(
      ids: [10], typeIDs: [0], tokens: ["so"], offsets: [0..<2], sequences: [0], wordIndices: [0],
      isSpecial: [false], cutOffAt: [3])
    #expect(
      ExplanationText.cutNotice(explanation)
        == "note: the text was cut at character 3: only the first token was read")
  }

  @Test("One step is no plural")
  func oneStep() {
    var explanation = Samples.explanation()
    explanation.estimate.steps = 1
    #expect(ExplanationText.heading(explanation).hasSuffix(", embeddings, 1 step"))
    explanation.estimate.method = .smoothGrad
    #expect(ExplanationText.heading(explanation).hasSuffix(", embeddings, 1 sample"))
  }

  @Test("Marks grow in quarters of the scale and vanish below a sixteenth")
  func marks() {
    #expect(SignMarks.marks(1, scale: 1) == "++++")
    #expect(SignMarks.marks(-0.75, scale: 1) == "----")
    #expect(SignMarks.marks(0.74, scale: 1) == "+++")
    #expect(SignMarks.marks(-0.25, scale: 1) == "--")
    #expect(SignMarks.marks(0.0625, scale: 1) == "+")
    #expect(SignMarks.marks(0.0624, scale: 1) == "")
    #expect(SignMarks.marks(0, scale: 0) == "")
    #expect(SignMarks.marks(.nan, scale: 1) == "?")
  }
}
