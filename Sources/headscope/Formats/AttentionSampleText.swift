import Attribution
import Model
import TUI

/// The heads over a sample of texts, written out.
enum AttentionSampleText {
  /// The whole report, ending in an empty line.
  static func text(_ sample: AttentionSample) -> String {
    var text = "sample: \(grouped(sample.textCount, "text")), "
    text += "\(grouped(sample.tokenCount, "token"))\n"
    text += "attention: \(Wording.count(sample.model.layerCount, "layer")) of "
    text += "\(Wording.count(sample.model.headCount, "head")), means over texts; "
    text += "weights say what is mixed, not what matters\n\n"
    text += AttentionText.patternGrid(sample)
    if sample.listsPatterns { text += "\n" + patternList(sample) }
    if let importance = sample.importance {
      let label = sample.target.map { VisibleText.escaped(sample.model.label($0)) }
      text +=
        "\n"
        + AttentionText.importances(
          importance.values, sample, of: label ?? "each text's predicted class")
    }
    return text + "\n"
  }

  /// Every head's pattern, and the pattern that takes most of its attention besides.
  private static func patternList(_ sample: AttentionSample) -> String {
    var table = TextTable(
      columns: AttentionText.patternColumns + [.left("also"), .right("share")])
    for layer in sample.layers {
      for head in sample.heads {
        let profile = sample.profile(layer, head)
        let best = profile.best
        let next = profile.shares.filter { $0.pattern != best.pattern }.max {
          $0.value < $1.value
        }
        table.append(
          AttentionText.patternCells(profile, layer, head)
            + [
              next?.pattern.rawValue ?? "", next.map { Figures.fixed(Float($0.value)) } ?? "",
            ])
      }
    }
    return table.text + AttentionText.patternLegend
  }

  private static func grouped(_ count: Int, _ noun: String) -> String {
    "\(Wording.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
