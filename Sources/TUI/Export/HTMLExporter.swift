/// A grid as a page of its own: no script, no style sheet from elsewhere, no font to load.
public enum HTMLExporter {
  /// The page.
  public static func export(
    _ grid: Grid, title: String, colors: ExportColors, provenance: Provenance = Provenance()
  ) -> String {
    var body = ""
    for row in 0..<grid.rows {
      for run in grid.runs(row: row) {
        let text = escaped(run.text)
        let css = css(run.style, colors: colors)
        body += css.isEmpty ? text : "<span style=\"\(css)\">\(text)</span>"
      }
      body += "\n"
    }
    let meta = provenance.facts.map {
      "<meta name=\"headscope:\(escaped($0.name))\" content=\"\(escaped($0.value))\">\n"
    }.joined()
    let caption = provenance.facts.isEmpty ? "" : "<p>\(escaped(provenance.line))</p>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>\(escaped(title))</title>
      \(meta)<style>
      body { background: \(ExportColors.hexadecimal(colors.background)); \
      color: \(ExportColors.hexadecimal(colors.foreground)); }
      pre { font: 14px/1.25 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
      p { font: 12px/1.4 sans-serif; opacity: 0.7; }
      </style>
      </head>
      <body>
      <pre>\(body)</pre>
      \(caption)</body>
      </html>

      """
  }

  private static func css(_ style: CellStyle, colors: ExportColors) -> String {
    if style == .plain { return "" }
    let (ink, paper) = colors.resolved(style)
    var css: [String] = []
    if ink != colors.foreground { css.append("color:\(ExportColors.hexadecimal(ink))") }
    if paper != colors.background { css.append("background:\(ExportColors.hexadecimal(paper))") }
    if style.attributes.contains(.bold) { css.append("font-weight:bold") }
    if style.attributes.contains(.italic) { css.append("font-style:italic") }
    if style.attributes.contains(.underline) { css.append("text-decoration:underline") }
    return css.joined(separator: ";")
  }

  /// Text as it stands in HTML and XML, attributes included; what XML forbids becomes visible.
  public static func escaped(_ text: String) -> String {
    var result = ""
    // By scalar: a mark behind a quote makes one character of both, and the quote would stand.
    for scalar in VisibleText.escaped(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
