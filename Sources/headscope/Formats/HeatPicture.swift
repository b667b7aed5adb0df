import Attribution
import Model
import TUI

/// An explanation drawn as a grid of cells: what `ansi` and `svg` are exported from.
///
/// The text is wrapped at words, every part on its colour; below it the scale, the balance of the sum, the prediction and where
/// the numbers come from.
struct HeatPicture {
  private let explanation: Explanation
  private let theme: Theme
  private let columns: Int
  private let heat: HeatText
  private let scale: Float

  /// A stretch of one line.
  private struct Run {
    var text: String
    var style: CellStyle
    /// The marks below it, where signs have a row of their own.
    var marks = ""
    /// Whether a line may end before it.
    var mayBreak: Bool
    var width: Int { VisibleText.columns(of: text) }
  }

  private var lines: [[Run]] = []

  /// Draws an explanation at a width.
  static func grid(_ explanation: Explanation, theme: Theme, columns: Int) -> Grid {
    HeatPicture(explanation, theme: theme, columns: columns).grid
  }

  private init(_ explanation: Explanation, theme: Theme, columns: Int) {
    self.explanation = explanation
    self.theme = theme
    self.columns = max(20, columns)
    heat = HeatText(explanation, granularity: explanation.granularity)
    scale = heat.scale
    paragraph("Why " + ExplanationText.heading(explanation) + "?", theme[.heading])
    text()
    blank()
    lines.append(legend)
    layers()
    if let balance = ExplanationText.balance(explanation) { paragraph(balance, theme[.text]) }
    paragraph(ExplanationText.prediction(explanation), theme[.text])
    for line in ExplanationText.measures(explanation) { paragraph(line, theme[.text]) }
    if let shares = ExplanationText.evenShares(heat.parts, mark: "in italics") {
      paragraph(shares, theme[.text])
    }
    for note in [ExplanationText.cutNotice(explanation), explanation.estimate.message] {
      for line in (note ?? "").split(separator: "\n") { paragraph(String(line), theme[.warning]) }
    }
    paragraph(explanation.provenance.line, theme[.subtle])
  }

  // MARK: - Lines

  private mutating func blank() { lines.append([]) }

  private mutating func paragraph(_ text: String, _ style: CellStyle) {
    var runs: [Run] = []
    for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { runs.append(Run(text: " ", style: style, mayBreak: false)) }
      runs.append(Run(text: String(word), style: style, mayBreak: true))
    }
    wrap(runs)
  }

  /// The text itself; its own line breaks are kept.
  private mutating func text() {
    var runs: [Run] = []
    for segment in heat.segments {
      switch segment {
      case .gap(let text): append(text, theme[.text], to: &runs)
      case .cut(let text): append(text, theme[.absent], to: &runs)
      case .part(let part):
        let share = scale > 0 ? part.value / scale : 0
        var style = theme.heat(share)
        if part.isSpecial, style == .plain { style = theme[.subtle] }
        if part.whole != nil { style.attributes.insert(.italic) }
        append(
          part.text, style, marks: SignMarks.marks(part.value, scale: scale), to: &runs)
      }
    }
    wrap(runs)
  }

  private mutating func append(
    _ text: String, _ style: CellStyle, marks: String = "", to runs: inout [Run]
  ) {
    var word = ""
    var isFirst = true
    func put(_ text: String, to runs: inout [Run]) {
      let follows = runs.last.map { $0.text == " " } ?? true
      // Ideographs are set without blanks and may break anywhere.
      let isWide = text.first.map { TextWidth.columns(of: $0) == 2 } ?? false
      runs.append(
        Run(text: text, style: style, marks: isFirst ? marks : "", mayBreak: follows || isWide))
      isFirst = false
    }
    for character in text {
      if character.isNewline {
        if !word.isEmpty { put(word, to: &runs) }
        word = ""
        wrap(runs)
        runs = []
      } else if character == " " || TextWidth.columns(of: character) == 2 {
        if !word.isEmpty { put(word, to: &runs) }
        word = ""
        put(String(character), to: &runs)
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { put(word, to: &runs) }
  }

  /// Ends lines where the next word would not fit.
  private mutating func wrap(_ runs: [Run]) {
    var line: [Run] = []
    var used = 0
    var index = 0
    while index < runs.count {
      // A word is all runs up to the next place where a line may end.
      var end = index + 1
      while end < runs.count, !runs[end].mayBreak, runs[end].text != " " { end += 1 }
      let width = runs[index..<end].reduce(0) { $0 + $1.width }
      if used + width > columns, used > 0 {
        while line.last?.text == " " { line.removeLast() }
        lines.append(line)
        line = []
        used = 0
        if runs[index].text == " " {
          index = end
          continue
        }
      }
      for run in runs[index..<end] {
        for piece in split(run, room: columns - used) {
          if used + piece.width > columns, used > 0 {
            lines.append(line)
            line = []
            used = 0
          }
          line.append(piece)
          used += piece.width
        }
      }
      index = end
    }
    lines.append(line)
  }

  /// Cuts a run that is wider than a whole line.
  private func split(_ run: Run, room: Int) -> [Run] {
    guard run.width > columns else { return [run] }
    var pieces: [Run] = []
    var piece = Run(text: "", style: run.style, marks: run.marks, mayBreak: false)
    var limit = max(1, room)
    for character in run.text {
      let width = VisibleText.columns(of: character)
      if piece.width + width > limit, !piece.text.isEmpty {
        pieces.append(piece)
        piece = Run(text: "", style: run.style, mayBreak: false)
        limit = columns
      }
      piece.text.append(character)
    }
    return pieces + [piece]
  }

  /// A row a layer where the method has them: its sum, and its strongest parts on a scale of their own.
  private mutating func layers() {
    guard let table = LayerTable(explanation) else { return }
    let numbers = table.rows.map { Figures.signed($0.sum, as: table.form) }
    let columns = numbers.map(\.count).max() ?? 0
    let last = "\(table.rows.count - 1)".count
    blank()
    for (row, number) in zip(table.rows, numbers) {
      let layer = "\(row.layer)"
      let name =
        "layer " + String(repeating: " ", count: last - layer.count) + layer + "  sum "
        + String(repeating: " ", count: columns - number.count) + number
      var runs = [
        Run(text: name, style: theme[row.layer == table.shown ? .text : .subtle], mayBreak: false)
      ]
      for part in row.strongest {
        runs.append(Run(text: "  ", style: .plain, mayBreak: true))
        append(
          VisibleText.escaped(part.text), theme.heat(part.value / table.scale),
          marks: SignMarks.marks(part.value, scale: table.scale), to: &runs)
        runs.append(
          Run(
            text: " " + Figures.signed(part.value, as: table.form), style: theme[.subtle],
            mayBreak: false))
      }
      wrap(runs)
    }
    blank()
  }

  /// `-2.100 ░░▒▒ 0 ▒▒░░ +2.100` on the theme's colours.
  private var legend: [Run] {
    let form = NumberForm(upTo: scale)
    var runs = [
      Run(text: Figures.signed(-scale, as: form) + " ", style: theme[.subtle], mayBreak: false)
    ]
    for step in stride(from: -8, through: 8, by: 1) {
      let value = Float(step) / 8
      let glyph =
        theme.showsSignRow
        ? (step == 0 ? "0" : abs(step) > 4 ? (step < 0 ? "-" : "+") : "·") : " "
      runs.append(Run(text: glyph, style: theme.heat(value), mayBreak: false))
    }
    runs.append(
      Run(text: " " + Figures.signed(scale, as: form), style: theme[.subtle], mayBreak: false))
    return runs
  }

  // MARK: - Cells

  private var grid: Grid {
    let signs = theme.showsSignRow
    let heights = lines.map { line in 1 + (signs && line.contains { !$0.marks.isEmpty } ? 1 : 0) }
    var grid = Grid(rows: heights.reduce(0, +), columns: columns)
    var row = 0
    for (line, height) in zip(lines, heights) {
      var column = 0
      for run in line {
        grid.write(run.text, row: row, column: column, style: run.style)
        // Marks may be wider than a short word: they end where the next word's begin.
        if height > 1, !run.marks.isEmpty {
          grid.write(
            String(run.marks.prefix(max(1, run.width))), row: row + 1, column: column,
            style: theme[.subtle])
        }
        column += run.width
      }
      row += height
    }
    return grid
  }
}
