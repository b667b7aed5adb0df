import Attribution
import Model
import TUI
import Testing

@testable import headscope

@Suite("Explanations without colour")
struct ExplanationTextTests {
  @Test("LIME says what its linear model says of the text beside what the model says")
  func localPrediction() throws {
    var estimate = Samples.estimate()
    estimate.method = .lime
    estimate.baseOutput = nil
    estimate.delta = nil
    estimate.surrogate = LocalSurrogate(
      terms: [], intercept: 0.5, score: 0.9, localPrediction: 1.5)
    let line = "F(x) 2.000, local prediction of the linear model 1.500"
    #expect(ExplanationText.text(Samples.explanation(estimate)).contains(line + "\n"))
    let html = ExplanationHTML(theme: try Samples.theme)
    #expect(html.section(Samples.explanation(estimate)).contains("<p>\(line)</p>"))
  }

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
        baseline: pad; quadrature: gausslegendre; steps: 50; reduction: sum; granularity: word; \
        normalization: none; delta: 5e-05; evaluations: 52; precision: fp32; backend: native


        """)
  }

  private let conductance = Samples.conductance

  @Test("Layers are rows with their sums and strongest words")
  func layers() {
    #expect(
      ExplanationText.text(conductance).contains(
        """

        layers (the values above are those of layer 0):
        layer     sum  strongest
            0  +5.000  anxious +7.000, so -2.000
            1  +5.000  [CLS] +3.500, anxious +1.500

        F(x)
        """))
    #expect(!ExplanationText.text(Samples.explanation()).contains("layers ("))
  }

  @Test("Of a layer the four strongest are named, and no normalization hides how layers compare")
  func strongestOfLayers() throws {
    var explanation = conductance
    explanation.granularity = .piece
    explanation.normalization = .l2
    explanation.request.layer = .output(ofLayer: 1)
    explanation.estimate.layers = [[1, 2, 3, 4, 5], [10, 0, 0, 0, 0]]
    let table = try #require(LayerTable(explanation))
    #expect(table.rows[0].strongest.map(\.value) == [5, 4, 3, 2])
    #expect(table.rows[1].strongest.map(\.text) == ["[CLS]"])
    #expect(table.rows.map(\.sum) == [15, 10])
    #expect(table.scale == 10)
    #expect(table.shown == 1)
  }

  @Test("Sentences tell what flows through the layers, in both languages")
  func layersInSentences() {
    let writing = ExplanationWriting(template: .standard(.english))
    #expect(
      writing.prose(conductance).contains(
        "\n\nWhat flows through each layer: layer 0 +5.00, most at “anxious” (+7.00) and “so” (-2.00); "
          + "layer 1 +5.00, most at “[CLS]” (+3.50) and “anxious” (+1.50). The values above are those of "
          + "layer 0.\n\n"))
    #expect(
      ExplanationWriting(language: .chinese, template: .standard(.chinese)).prose(conductance)
        .contains(
          "\n\n流经各层的量：第 0 层 +5.00，最多处为“anxious”（+7.00）和“so”（-2.00）；第 1 层 +5.00，"
            + "最多处为“[CLS]”（+3.50）和“anxious”（+1.50）。以上数值属于第 0 层。\n\n"))
    #expect(!writing.prose(Samples.explanation()).contains("each layer"))
  }

  @Test("A picture has the layers too, their words on colours of one scale")
  func layersInPicture() throws {
    let theme = try Samples.theme
    let grid = HeatPicture.grid(conductance, theme: theme, columns: 80)
    let lines = (0..<grid.rows).map { grid.text(row: $0) }
    let row = try #require(lines.firstIndex { $0.hasPrefix("layer 1  sum +5.000  [CLS] +3.500") })
    // 3.5 of the 7 that anxious has in layer 0.
    #expect(grid[row, "layer 1  sum +5.000  ".count].style == theme.heat(0.5))
    #expect(lines[row - 1].hasPrefix("layer 0  sum +5.000  anxious +7.000  so -2.000"))
  }

  @Test("A word left out together with others has what it shares the number of beside it")
  func evenShares() {
    #expect(
      ExplanationText.text(Samples.evenShares).contains(
        """
        word      value   share  sign  an even share of
        [CLS]     0.000   0.0 %
        so       +1.000  33.3 %  +++   so anxious +3.000
        anxious  +2.000  66.7 %  ++++  so anxious +3.000

        """))
    #expect(!ExplanationText.text(Samples.explanation()).contains("even share"))
  }

  @Test("A picture shows such words in italics, and says below what they are")
  func evenSharesInPicture() throws {
    let theme = try Samples.theme
    let grid = HeatPicture.grid(Samples.evenShares, theme: theme, columns: 80)
    let lines = (0..<grid.rows).map { grid.text(row: $0) }
    #expect(
      lines.contains {
        $0.hasPrefix("in italics: even shares of what was left out as one: so anxious +3.000")
      })
    let row = try #require(lines.firstIndex { $0.hasPrefix("[CLS] so anxious") })
    #expect(grid[row, 6].style.attributes.contains(.italic))
    #expect(!grid[row, 0].style.attributes.contains(.italic))
  }

  @Test("Of many wholes four are named, each in forty characters")
  func manyWholes() throws {
    let parts = (0..<6).map {
      Explanation.Part(
        text: "w", range: 0..<1, sequence: 0, pieces: [$0], value: 1,
        whole: .init(text: String(repeating: "a", count: 50), value: Float($0 + 1)))
    }
    let note = try #require(ExplanationText.evenShares(parts))
    let name = String(repeating: "a", count: 39) + "…"
    #expect(
      note == "even shares of what was left out as one: \(name) +1.000, \(name) +2.000, "
        + "\(name) +3.000, \(name) +4.000 and 2 more")
  }

  @Test("Sentences name what was left out as one, and none of its words")
  func wholesInSentences() {
    let facts = ExplanationWriting.facts(Samples.evenShares)
    #expect(facts.parts.map(\.text) == ["[CLS]", "so anxious", "[SEP]"])
    #expect(facts.parts.map(\.value) == [0, 3, 0])
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
