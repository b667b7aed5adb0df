import Model
import TUI
import Training

/// A run's probe sentences in print.
enum ReplayText {
  /// The words that a row of the table names.
  private static let wordLimit = 3

  /// One object with all that was stored.
  static func json(_ log: ProbeLog, of folder: RunFolder) -> String {
    JSONWriter.text { writer in
      writer.object { object in
        object.member("version", 1)
        object.member("run", folder.path)
        object.member("steps") { writer in writer.array(log.steps) { $0.value($1) } }
        object.member("texts", log.texts)
        object.member("probes") { writer in
          writer.array(log.all) { $1.write(to: &$0) }
        }
      }
    }
  }

  /// A table a sentence, a row an evaluation.
  static func table(_ log: ProbeLog) -> String {
    log.texts.map { text in
      var table = TextTable(columns: [
        .right("step"), .left("class"), .right("probability"), .right("logit"), .right("delta"),
        .left("words that did most"),
      ])
      for probe in log.all where probe.text == text {
        table.append([
          String(probe.step), VisibleText.escaped(probe.label),
          Figures.fixed(probe.probabilities[probe.attribution.target]),
          Figures.signed(probe.attribution.outputValue),
          probe.attribution.delta.map(Figures.significant) ?? "", words(probe),
        ])
      }
      return VisibleText.escaped(text) + "\n" + table.text
    }.joined(separator: "\n")
  }

  private static func words(_ probe: Probe) -> String {
    let values = probe.attribution.values
    return probe.encoding.words(in: probe.text, pair: nil)
      .map { word in (word.text, word.pieces.reduce(0) { $0 + values[$1] }) }
      .sorted { abs($0.1) > abs($1.1) }.prefix(wordLimit)
      .map { "\(VisibleText.escaped($0.0)) \(Figures.signed($0.1, digits: 2))" }
      .joined(separator: ", ")
  }
}
