import Model
import TUI

/// What the pages of this program share: one file that needs nothing else, no font and no picture from anywhere.
///
/// Well-formed XML as well, so that any tool can read them.
struct HTMLPage {
  /// The colours that a terminal would decide for itself.
  let colors: ExportColors

  /// What stands before the first section.
  ///
  /// - Parameter style: Rules of the page's own, a line each.
  func head(style: String) -> String {
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
      .classes { border-collapse: collapse; }
      .classes td { padding: 0 .75rem 0 0; }
      .number { text-align: right; font-variant-numeric: tabular-nums; }
      .bar { display: inline-block; height: .7em; background: #6b7280; }
      .provenance { opacity: .75; font-size: .85rem; overflow-wrap: anywhere; }
      .note { font-style: italic; }
      \(style)
      </style>
      </head>
      <body>
      <h1>Headscope</h1>

      """
  }

  /// What stands after the last section.
  static let foot = "</body>\n</html>\n"

  /// The classes with their outputs, the largest first.
  static func classes(_ prediction: Prediction, _ model: ModelSummary) -> String {
    var html = "<table class=\"classes\">\n"
    if prediction.kind == .outputs {
      html += "<caption>the head's outputs, not probabilities</caption>\n"
    }
    for index in model.ranking(prediction, mostPieces: 20) {
      let output = prediction.outputs[index]
      html += "<tr><td>\(escaped(model.label(index)))</td>"
      html += "<td class=\"number\">\(Figures.output(output, of: model))</td><td>"
      if prediction.kind != .outputs, output.isFinite {
        html +=
          "<span class=\"bar\" style=\"width:\(Figures.fixed(output * 20, digits: 2))em\"></span>"
      }
      html += "</td></tr>\n"
    }
    return html + "</table>\n"
  }

  /// The colours of a value from −1 to 1 as a style; nil for one too small for a colour.
  static func heat(_ share: Float, _ theme: Theme) -> String? {
    let style = theme.heat(share)
    guard case .rgb(let paper) = style.background else { return nil }
    let ink = style.foreground == .palette(0) ? "#000000" : "#ffffff"
    return "background:\(hexadecimal(paper));color:\(ink)"
  }

  /// `#rrggbb`.
  static func hexadecimal(_ rgb: UInt32) -> String {
    let digits = String(rgb & 0xFFFFFF, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// Text that means nothing in HTML but itself; line breaks are kept.
  static func escaped(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { HTMLExporter.escaped(String($0)) }.joined(separator: "\n")
  }
}
