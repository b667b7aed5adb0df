import Attribution
import Foundation
import Model
import TUI

/// Explanations as one HTML file that needs nothing else: no script, no font, no picture from anywhere.
///
/// What speaks against is underlined besides being coloured; every word says its number when the pointer rests on it.
struct ExplanationHTML {
  private let theme: Theme
  private let page: HTMLPage

  /// Makes a page in the colours of a theme at 24 bits.
  init(theme: Theme) {
    self.theme = theme
    page = HTMLPage(colors: ExportColors(theme.background))
  }

  /// What stands before the first explanation.
  var head: String {
    page.head(
      style: """
        .text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 2; font-size: 1.1rem; }
        .text span { padding: .15em 0; border-radius: .15em; }
        .special { font-size: .8em; }
        .against { text-decoration: underline; }
        .share { font-style: italic; }
        .cut { opacity: .6; text-decoration: line-through; }
        .layers { border-collapse: collapse; margin: 1rem 0; }
        .layers caption { text-align: left; }
        .layers td, .layers th { padding: 0 .75rem 0 0; text-align: left; font-weight: normal; }
        .layers .number { text-align: right; }
        .measure { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        .legend span { display: inline-block; width: 1.2em; height: 1em; }
        """)
  }

  /// What stands after the last explanation.
  static let foot = HTMLPage.foot

  /// One explanation.
  func section(_ explanation: Explanation) -> String {
    let heat = HeatText(explanation, granularity: explanation.granularity)
    let scale = heat.scale
    var html = "<section>\n<h2>\(HTMLPage.escaped(ExplanationText.heading(explanation)))</h2>\n"
    html += "<p class=\"text\">"
    html += heat.segments.map { segment($0, scale: scale, explanation) }.joined()
    html +=
      "</p>\n" + legend(scale: scale)
      + HTMLPage.classes(explanation.estimate.prediction, explanation.model)
    if let table = LayerTable(explanation) { html += layers(table) }
    if let balance = ExplanationText.balance(explanation) {
      html += "<p>\(HTMLPage.escaped(balance))</p>\n"
    }
    for line in ExplanationText.measures(explanation) {
      html += "<p class=\"measure\">\(HTMLPage.escaped(line))</p>\n"
    }
    let shares = ExplanationText.evenShares(heat.parts, mark: "in italics")
    for note in [shares, ExplanationText.cutNotice(explanation), explanation.estimate.message] {
      if let note { html += "<p class=\"note\">\(HTMLPage.escaped(note))</p>\n" }
    }
    html += "<p class=\"provenance\">\(HTMLPage.escaped(explanation.provenance.line))</p>\n"
    return html + "</section>\n"
  }

  private func segment(
    _ segment: HeatText.Segment, scale: Float, _ explanation: Explanation
  ) -> String {
    switch segment {
    case .gap(let text): return HTMLPage.escaped(text)
    case .cut(let text):
      return
        "<span class=\"cut\" title=\"beyond the model's limit\">\(HTMLPage.escaped(text))</span>"
    case .part(let part):
      var classes: [String] = []
      if part.isSpecial { classes.append("special") }
      let share = scale > 0 ? part.value / scale : 0
      let form = NumberForm(upTo: scale).finer.finer
      var attributes = ""
      if let color = css(share) {
        if part.value < 0 { classes.append("against") }
        attributes = " style=\"\(color)\""
      }
      if part.whole != nil { classes.append("share") }
      if !classes.isEmpty { attributes += " class=\"\(classes.joined(separator: " "))\"" }
      var title = "\(part.text) \(Figures.signed(part.value, as: form))"
      if let uncertainty = part.uncertainty {
        title += " ± \(Figures.fixed(uncertainty, as: form))"
      }
      if let whole = part.whole {
        title += ", an even share of \(ExplanationText.whole(whole, as: form))"
      }
      let encoding = explanation.encoding
      let pieces = part.pieces.map { "\(encoding.tokens[$0]) (\(encoding.ids[$0]))" }
      title += " · " + pieces.joined(separator: " ")
      return
        "<span\(attributes) title=\"\(HTMLPage.escaped(title))\">\(HTMLPage.escaped(part.text))</span>"
    }
  }

  private func legend(scale: Float) -> String {
    let form = NumberForm(upTo: scale)
    let steps = stride(from: Float(-1), through: 1, by: 0.25).map { value in
      let style = css(value).map { " style=\"\($0)\"" } ?? ""
      return "<span\(style) title=\"\(Figures.signed(value * scale, as: form))\"></span>"
    }
    return "<p class=\"legend\">against \(Figures.signed(-scale, as: form)) \(steps.joined()) "
      + "\(Figures.signed(scale, as: form)) for</p>\n"
  }

  /// A row a layer: its sum, and its strongest parts on a scale that all layers share.
  private func layers(_ table: LayerTable) -> String {
    let head = ["layer", "sum"].map { "<th class=\"number\">\($0)</th>" }.joined()
    let rows = table.rows.map { row in
      let parts = row.strongest.map { part in
        let style = css(part.value / table.scale).map { " style=\"\($0)\"" } ?? ""
        let sign = part.value < 0 && !style.isEmpty ? " class=\"against\"" : ""
        return "<span\(style)\(sign)>\(HTMLPage.escaped(part.text))</span> "
          + Figures.signed(part.value, as: table.form)
      }
      return "<tr><td class=\"number\">\(row.layer)</td>"
        + "<td class=\"number\">\(Figures.signed(row.sum, as: table.form))</td>"
        + "<td>\(parts.joined(separator: ", "))</td></tr>\n"
    }
    return "<table class=\"layers\">\n<caption>\(table.caption)</caption>\n"
      + "<tr>\(head)<th>strongest</th></tr>\n\(rows.joined())</table>\n"
  }

  private func css(_ share: Float) -> String? { HTMLPage.heat(share, theme) }
}
