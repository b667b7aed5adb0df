/// A grid as text with SGR colours, a line a row: for `cat`, logs and screenshots.
public enum ANSIExporter {
  /// The text; every line ends in the terminal's own colours, blanks without colour at its end are
  /// left out.
  public static func export(_ grid: Grid, provenance: Provenance = Provenance()) -> String {
    var result = ""
    for row in 0..<grid.rows {
      var runs = grid.runs(row: row)
      while let last = runs.last, last.style.hidesBlanks {
        guard last.text.last == " " else { break }
        var text = last.text
        while text.last == " " { text.removeLast() }
        if !text.isEmpty {
          runs[runs.count - 1].text = text
          break
        }
        runs.removeLast()
      }
      for run in runs {
        let text = run.columns > 0 ? run.text : ""
        result += run.style == .plain ? text : "\u{1b}[\(codes(run.style))m\(text)\u{1b}[0m"
      }
      result += "\n"
    }
    if !provenance.facts.isEmpty { result += VisibleText.escaped(provenance.line) + "\n" }
    return result
  }

  /// The SGR parameters of a style.
  public static func codes(_ style: CellStyle) -> String {
    var codes: [String] = []
    let attributes: [(CellStyle.Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
    ]
    for (attribute, code) in attributes where style.attributes.contains(attribute) {
      codes.append(code)
    }
    codes += self.codes(style.foreground, base: 30)
    codes += self.codes(style.background, base: 40)
    return codes.joined(separator: ";")
  }

  private static func codes(_ color: Color, base: Int) -> [String] {
    switch color {
    case .standard: []
    case .palette(let index) where index < 8: ["\(base + Int(index))"]
    case .palette(let index) where index < 16: ["\(base + 60 + Int(index) - 8)"]
    case .palette(let index): ["\(base + 8)", "5", "\(index)"]
    case .rgb(let value):
      ["\(base + 8)", "2", "\(value >> 16 & 255)", "\(value >> 8 & 255)", "\(value & 255)"]
    }
  }
}

extension CellStyle {
  /// Whether a blank in this style shows nothing.
  fileprivate var hidesBlanks: Bool {
    background == .standard && attributes.isDisjoint(with: [.underline, .reverse])
  }
}
