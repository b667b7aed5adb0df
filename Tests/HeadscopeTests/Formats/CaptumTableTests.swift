import Attribution
import Model
import TUI
import Testing

@testable import headscope

@Suite("captum's table")
struct CaptumTableTests {
  @Test("A row has the five columns, values divided by their norm")
  func row() {
    var explanation = Samples.explanation()
    explanation.trueLabel = 0
    let table = CaptumTable(labelColumns: Samples.model.labelColumns)
    // Norm 5: 0.2 -0.4 0.4 0.8 0; their sum is 1.00.
    #expect(
      table.head + table.row(explanation) == """
        True Label  Predicted Label  Attribution Label  Attribution Score  Word Importance
        joy         fear (0.95)      fear               1.00               [CLS] (+0.20) so (-0.40) an (+0.40) ##xious (+0.80) [SEP] (0.00)

        """)
  }

  @Test("Without normalization the values are as they are")
  func raw() {
    var explanation = Samples.explanation()
    explanation.normalization = Normalization.none
    let row = CaptumTable(labelColumns: Samples.model.labelColumns).row(explanation)
    #expect(row.contains("5.00"))
    #expect(row.contains("so (-2.00)"))
  }

  @Test("A zero norm gives zeros")
  func zeroNorm() {
    let row = CaptumTable(labelColumns: Samples.model.labelColumns)
      .row(Samples.explanation(Samples.estimate([0, 0, 0, 0, 0])))
    #expect(row.contains("0.00               [CLS] (0.00) so (0.00)"))
  }

  @Test("The output of a head that gives no probabilities is shown as it is")
  func outputs() {
    let prediction = Prediction(logits: [0, 3.417], outputs: [0, 3.417], kind: .outputs)
    let row = CaptumTable(labelColumns: Samples.model.labelColumns)
      .row(Samples.explanation(Samples.estimate(prediction: prediction)))
    #expect(row.contains("fear (3.42)"))
  }

  @Test("What is to be said of a row's numbers stands below it")
  func message() {
    var estimate = Samples.estimate([0, 0, 0, 0, 0])
    estimate.message = "the class is dead"
    let row = CaptumTable(labelColumns: Samples.model.labelColumns).row(
      Samples.explanation(estimate))
    let lines = row.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(lines[1] == "note: the class is dead")
    #expect(lines[2].isEmpty)
  }

  @Test("Shares of what was left out as one are marked, and told below the row")
  func evenShares() throws {
    // The norm of 1, 1, 1 is √3: the whole is 3/√3 = 1.732, a piece 0.577.
    let row = CaptumTable(labelColumns: 4).row(Samples.evenShares)
    #expect(row.contains("[CLS] (0.00) so (~+0.58) anxious (~+1.15) [SEP] (0.00)\n"))
    #expect(
      row.hasSuffix("\nnote: with ~: even shares of what was left out as one: so anxious +1.732\n"))
    let colored = CaptumTable(labelColumns: 4, theme: try Samples.theme).row(Samples.evenShares)
    #expect(colored.contains("\u{1B}[3;") && !colored.contains("~"))
    #expect(colored.contains("\nnote: in italics: even shares"))
  }

  @Test("On colours each word has its own, what speaks against is underlined or has its number")
  func colors() throws {
    var theme = try Samples.theme
    theme.signRow = .auto
    let row = CaptumTable(labelColumns: 4, theme: theme).row(Samples.explanation())
    func styled(_ text: String, _ value: Float) -> String {
      "\u{1B}[\(ANSIExporter.codes(theme.heat(value)))m\(text)\u{1B}[0m"
    }
    #expect(row.contains("\(styled("so", -0.4)) \(styled("an", 0.4)) \(styled("##xious", 0.8))"))
    #expect(styled("so", -0.4).hasPrefix("\u{1B}[4;"))
    #expect(!styled("an", 0.4).hasPrefix("\u{1B}[4;"))
    theme.signRow = .always
    let signs = CaptumTable(labelColumns: 4, theme: theme).row(Samples.explanation())
    #expect(signs.contains("so\u{1B}[0m (-0.40)") && !signs.contains("\u{1B}[4;"))
    theme.depth = .none
    #expect(
      !CaptumTable(labelColumns: 4, theme: theme).row(Samples.explanation()).contains("\u{1B}"))
  }

  @Test("Layers stand below the row as they are, though the row is normalized")
  func layers() {
    let row = CaptumTable(labelColumns: 4).row(Samples.conductance)
    #expect(
      row.hasSuffix(
        """

        layers (the values above are those of layer 0, normalized):
        layer     sum  strongest
            0  +5.000  anxious +7.000, so -2.000
            1  +5.000  [CLS] +3.500, anxious +1.500

        """))
    var raw = Samples.conductance
    raw.normalization = Normalization.none
    #expect(
      CaptumTable(labelColumns: 4).row(raw).contains("(the values above are those of layer 0):"))
  }

  @Test("Of several methods each row names its own, in a column before captum's")
  func methods() {
    let table = CaptumTable(labelColumns: Samples.model.labelColumns, namesMethods: true)
    #expect(
      table.head + table.row(Samples.explanation()) + table.row(Samples.pair) == """
        Method                            True Label  Predicted Label  Attribution Label  Attribution Score  Word Importance
        integrated-gradients                          fear (0.95)      fear               1.00               [CLS] (+0.20) so (-0.40) an (+0.40) ##xious (+0.80) [SEP] (0.00)
        saliency                                      joy (0.73)       joy                0.00               [CLS] (0.00) a (+0.71) [SEP] (0.00) b (-0.71) [SEP] (0.00)

        """)
  }

  @Test("Words instead of pieces where asked for")
  func words() {
    var explanation = Samples.explanation()
    explanation.granularity = .word
    #expect(CaptumTable(labelColumns: 4).row(explanation).contains("anxious (+1.20)"))
  }
}
