import Attribution
import Foundation
import Model
import TUI

/// Explanations as one HTML file that needs nothing else: no script, no font, no picture from anywhere.
///
/// The file is well-formed XML as well, so that any tool can read it. What speaks against is underlined besides being coloured; every word says its number when the pointer rests on it.
struct ExplanationHTML {
  private let theme: Theme
  private let colors: ExportColors

  /// Makes a page in the colours of a theme at 24 bits.
  init(theme: Theme) {
    self.theme = theme
    colors = ExportColors(theme.background)
  }

  /// What stands before the first explanation.
  var head: String {
    let ink = Self.hexadecimal(colors.foreground)
    let paper = Self.hexadecimal(colors.background)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="generator" content="headscope"/>
      <title>Headscope</title>
      <style>
      body { font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: \(ink); background: \(paper); }
      section { border-top: 1px solid #8888; padding: 1rem 0; }
      h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
      .text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 2; font-size: 1.1rem; }
      .text span { padding: .15em 0; border-radius: .15em; }
      .special { font-size: .8em; }
      .against { text-decoration: underline; }
      .cut { opacity: .6; text-decoration: line-through; }
      .legend span { display: inline-block; width: 1.2em; height: 1em; }
      .classes { border-collapse: collapse; }
      .classes td { padding: 0 .75rem 0 0; }
      .number { text-align: right; font-variant-numeric: tabular-nums; }
      .bar { display: inline-block; height: .7em; background: #6b7280; }
      .provenance { opacity: .75; font-size: .85rem; overflow-wrap: anywhere; }
      .note { font-style: italic; }
      </style>
      </head>
      <body>
      <h1>Headscope</h1>

      """
  }

  /// What stands after the last explanation.
  static let foot = "</body>\n</html>\n"

  /// One explanation.
  func section(_ explanation: Explanation) -> String {
    let heat = HeatText(explanation, granularity: explanation.granularity)
    let scale = heat.scale
    var html = "<section>\n<h2>\(Self.escaped(ExplanationText.heading(explanation)))</h2>\n"
    html += "<p class=\"text\">"
    html += heat.segments.map { segment($0, scale: scale, explanation) }.joined()
    html += "</p>\n" + legend(scale: scale) + classes(explanation)
    if let balance = ExplanationText.balance(explanation) {
      html += "<p>\(Self.escaped(balance))</p>\n"
    }
    for note in [ExplanationText.cutNotice(explanation), explanation.estimate.message] {
      if let note { html += "<p class=\"note\">\(Self.escaped(note))</p>\n" }
    }
    html += "<p class=\"provenance\">\(Self.escaped(explanation.provenance.line))</p>\n"
    return html + "</section>\n"
  }

  private func segment(
    _ segment: HeatText.Segment, scale: Float, _ explanation: Explanation
  ) -> String {
    switch segment {
    case .gap(let text): return Self.escaped(text)
    case .cut(let text):
      return "<span class=\"cut\" title=\"beyond the model's limit\">\(Self.escaped(text))</span>"
    case .part(let part):
      var classes: [String] = []
      if part.isSpecial { classes.append("special") }
      let share = scale > 0 ? part.value / scale : 0
      var attributes = ""
      if let color = css(share) {
        if part.value < 0 { classes.append("against") }
        attributes = " style=\"\(color)\""
      }
      if !classes.isEmpty { attributes += " class=\"\(classes.joined(separator: " "))\"" }
      var title = "\(part.text) \(Figures.signed(part.value, digits: 4))"
      if let uncertainty = part.uncertainty {
        title += " ± \(Figures.fixed(uncertainty, digits: 4))"
      }
      let encoding = explanation.encoding
      let pieces = part.pieces.map { "\(encoding.tokens[$0]) (\(encoding.ids[$0]))" }
      title += " · " + pieces.joined(separator: " ")
      return "<span\(attributes) title=\"\(Self.escaped(title))\">\(Self.escaped(part.text))</span>"
    }
  }

  private func legend(scale: Float) -> String {
    let steps = stride(from: Float(-1), through: 1, by: 0.25).map { value in
      let style = css(value).map { " style=\"\($0)\"" } ?? ""
      return "<span\(style) title=\"\(Figures.signed(value * scale))\"></span>"
    }
    return "<p class=\"legend\">against \(Figures.signed(-scale)) \(steps.joined()) "
      + "\(Figures.signed(scale)) for</p>\n"
  }

  private func classes(_ explanation: Explanation) -> String {
    let prediction = explanation.estimate.prediction
    let order = prediction.outputs.indices.sorted {
      (prediction.outputs[$1], $0) < (prediction.outputs[$0], $1)
    }
    var html = "<table class=\"classes\">\n"
    if prediction.kind == .outputs {
      html += "<caption>the head's outputs, not probabilities</caption>\n"
    }
    for index in order {
      let output = prediction.outputs[index]
      html += "<tr><td>\(Self.escaped(explanation.model.label(index)))</td>"
      html += "<td class=\"number\">\(Figures.fixed(output))</td><td>"
      if prediction.kind != .outputs, output.isFinite {
        html +=
          "<span class=\"bar\" style=\"width:\(Figures.fixed(output * 20, digits: 2))em\"></span>"
      }
      html += "</td></tr>\n"
    }
    return html + "</table>\n"
  }

  /// The colours of a value from −1 to 1; nil for one too small for a colour.
  private func css(_ share: Float) -> String? {
    let style = theme.heat(share)
    guard case .rgb(let paper) = style.background else { return nil }
    let ink = style.foreground == .palette(0) ? "#000000" : "#ffffff"
    return "background:\(Self.hexadecimal(paper));color:\(ink)"
  }

  private static func hexadecimal(_ rgb: UInt32) -> String {
    let digits = String(rgb & 0xFFFFFF, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// Text that means nothing in HTML but itself; line breaks are kept.
  static func escaped(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { HTMLExporter.escaped(String($0)) }.joined(separator: "\n")
  }
}
