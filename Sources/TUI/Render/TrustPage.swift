internal import Attribution
internal import Model

/// All that was measured of how far the explanations can be trusted, over the whole screen: tables, findings, curves, agreement.
struct TrustPage {
  /// What stands below each other.
  private enum Block {
    case lines([StyledLine])
    /// The curves, in so many rows.
    case charts(Int)

    var rows: Int {
      switch self {
      case .lines(let lines): lines.count
      case .charts(let rows): rows
      }
    }
  }

  private let state: State
  private let inside: Rectangle
  private var blocks: [Block] = []

  /// The rows that curves take, with what is said about them.
  private static let chartRows = 10...22
  /// Columns between two tables that stand beside each other.
  private static let gap = 2

  /// Gathers what is shown in a pane.
  init(_ state: State, _ inside: Rectangle) {
    self.state = state
    self.inside = inside
    let explain = state.explain
    guard let settled = explain.settled, let main = settled.entry(for: explain.request.method)
    else { return }
    let rows = TrustRow.rows(of: settled, in: explain)
    let top =
      table(rows) + [StyledLine()]
      + TrustFindings.lines(
        explain, settled, main, columns: inside.width,
        nothingTakenOut: NothingTakenOut(main.estimate, state), good: ScreenPainter.good(state)
      ).flatMap { StyledLine($0.text, $0.role).wrapped(width: inside.width) }
      + note.flatMap { StyledLine($0.text, $0.role).wrapped(width: inside.width) }
    blocks = [.lines(top)]
    guard let report = explain.trust, !report.rows.isEmpty else { return }
    let below = [thresholds(report), agreement(report), glossary(report)].filter { !$0.isEmpty }
      .flatMap { [StyledLine()] + $0 }
    let room = inside.height - top.count - 1 - below.count
    let charts = min(max(room, Self.chartRows.lowerBound), Self.chartRows.upperBound)
    blocks += [.lines([StyledLine()]), .charts(charts), .lines(below)]
  }

  /// The lines of the whole page.
  var rows: Int { blocks.reduce(0) { $0 + $1.rows } }

  /// The first line in sight when the last one is.
  static func lastTop(_ state: State) -> Int {
    guard let inside = ScreenLayout(state).inside(.trust) else { return 0 }
    return max(TrustPage(state, inside).rows - inside.height, 0)
  }

  /// Draws what is in sight, and says on which sides there is more.
  func draw(_ painter: inout ScreenPainter) {
    let top = min(state.explain.trustTop, max(rows - inside.height, 0))
    // Drawn whole and shown in part: a chart may be cut anywhere.
    var page = painter
    page.grid = Grid(rows: rows, columns: inside.width, escapes: painter.grid.escapes)
    var row = 0
    for block in blocks {
      let area = Rectangle(row: row, column: 0, height: block.rows, width: inside.width)
      switch block {
      case .lines(let lines): StyledLine.draw(lines, &page, from: 0, in: area)
      case .charts: PerturbationCharts(state)?.draw(&page, in: area)
      }
      row += block.rows
    }
    for row in 0..<min(inside.height, rows - top) {
      for column in 0..<inside.width where !page.grid[top + row, column].text.isEmpty {
        let cell = page.grid[top + row, column]
        painter.write(
          cell.text, row: inside.row + row, column: inside.column + column, style: cell.style,
          in: inside)
      }
    }
    painter.writeArrows(rows: top..<top + inside.height, of: rows, below: inside)
  }

  // MARK: What stands on it

  private func table(_ rows: [TrustRow]) -> [StyledLine] {
    let isThorough = state.explain.trust?.settings.isThorough == true
    var columns: [TrustColumn] =
      [
        .method, .comprehensiveness, .sufficiency, .deletion, .insertion, .tau, .leaveOneOutTau,
        .missing,
      ] + (isThorough ? TrustColumn.thorough : [])
    columns.append(.time)
    // The strongest part comes last: as long as it is where there is room, else in lines of its own.
    let longest = rows.reduce(9) { max($0, VisibleText.columns(of: $1.strongest)) } + 2
    let room = inside.width - FigureTable(columns, []).width
    let whole = inside.width - TrustColumn.method.column.width
    columns.append(.strongest(min(longest, room >= 11 ? room : whole)))
    return FigureTable(columns, rows).lines(width: inside.width)
  }

  /// What can be measured besides, or why nothing is.
  private var note: [TrustFindings.Line] {
    if let offer = TrustFindings.offer(state, columns: inside.width) { return [offer] }
    let explain = state.explain
    guard explain.trust == nil else { return [] }
    if !explain.removed.isEmpty {
      let key = state.name(of: .restore)
      return [("only the whole text is measured: \(key) puts back what was taken out", .subtle)]
    }
    return explain.trustQuestion?.isPending == true && explain.isTrustAsked
      ? [("being measured…", .subtle)] : []
  }

  /// ERASER's two measures at each of its thresholds, beside each other where there is room.
  private func thresholds(_ report: TrustReport) -> [StyledLine] {
    func table(
      _ titles: [String], _ value: (Faithfulness.Threshold) -> Double
    ) -> (titles: [String], table: FigureTable) {
      let first = report.rows[0].faithfulness.thresholds
      let columns =
        [TrustColumn.method.column]
        + first.map { FigureTable.Column(NumberText.percent(Float($0.fraction)), 6) }
      let counts = [parts(report)] + first.map { "\($0.partCount)" }
      let values = report.rows.map { row in
        [row.method.abbreviation]
          + row.faithfulness.thresholds.map {
            value($0).isFinite ? NumberText.correlation(value($0)) : "–"
          }
      }
      return (titles, FigureTable(columns: columns, rows: [counts] + values, chosen: 1))
    }
    let both = [
      table(
        ["Comprehensiveness: F lost without the strongest", "Comprehensiveness"],
        \.comprehensiveness),
      table(["Sufficiency: F lost with them alone", "Sufficiency"], \.sufficiency),
    ]
    let half = (inside.width - Self.gap) / 2
    let isBeside = both[0].table.width <= half
    let lines = both.map { titles, table in
      [StyledLine(NumberText.firstFitting(titles, isBeside ? half : inside.width))]
        + table.lines(width: isBeside ? half : inside.width)
    }
    return isBeside ? Self.beside(lines[0], lines[1], at: half + Self.gap) : lines[0] + lines[1]
  }

  /// Two lists of lines beside each other, the second from a column on.
  private static func beside(
    _ left: [StyledLine], _ right: [StyledLine], at column: Int
  ) -> [StyledLine] {
    (0..<max(left.count, right.count)).map { index in
      var line = left.indices.contains(index) ? left[index] : StyledLine()
      guard right.indices.contains(index) else { return line }
      line.append(String(repeating: " ", count: max(column - line.columns, 0)))
      line.parts += right[index].parts
      return line
    }
  }

  /// Kendall's τ-b above the diagonal and the overlap of the strongest below it; nothing to say of one method.
  private func agreement(_ report: TrustReport) -> [StyledLine] {
    guard report.rows.count > 1 else { return [] }
    let names = report.rows.map(\.method.abbreviation)
    let cells = report.rows.indices.map { row in
      [names[row]]
        + report.rows.indices.map { column -> String in
          if row == column { return "—" }
          let value =
            (row < column ? report.agreement.kendall : report.agreement.topOverlap)[row][column]
          return value.map(NumberText.correlation) ?? "–"
        }
    }
    let table = FigureTable(
      columns: [TrustColumn.method.column] + names.map { FigureTable.Column($0, 7) }, rows: cells,
      chosen: 0)
    let strongest = "the \(report.settings.topCount) strongest \(parts(report))"
    let title = NumberText.firstFitting(
      [
        "Agreement: τ above the diagonal, below it the share of \(strongest) that both have",
        "Agreement: τ, below the diagonal the share of \(strongest)",
        "Agreement: τ, and the share of the strongest",
      ], inside.width)
    return [StyledLine(title)] + table.lines(width: inside.width)
  }

  /// What the short titles mean.
  private func glossary(_ report: TrustReport) -> [StyledLine] {
    let parts = parts(report)
    let terms: [(String, String)] =
      [
        ("compr", "F lost without the strongest \(parts), ERASER's mean; high is good"),
        ("suff", "F lost with the strongest \(parts) alone; low is good"),
        ("del, ins", "areas under the curves of deletion and insertion"),
        ("τ, loo τ", "agreement of rankings: with the method shown, with one left out at a time"),
      ]
      + (report.settings.isThorough
        ? [
          (
            "infid, scaled",
            "mean square by which sums miss what \(report.settings.subsets) random subsets do, as they are and scaled; 0 is perfect"
          ),
          ("sens", "how far the values move with the vectors, at most, of their own size"),
          ("seed τ, top", "how alike runs of other seeds rank; share of the strongest in common"),
        ] + absences(report) : [])
    let width = terms.reduce(0) { max($0, VisibleText.columns(of: $1.0)) } + 2
    return terms.flatMap { term, meaning in
      StyledLine([
        StyledLine.Part(text: NumberText.fitted(term, width)),
        StyledLine.Part(text: meaning, role: .subtle),
      ]).wrapped(width: inside.width, indent: width)
    }
  }

  /// What a dash stands for in the columns of what was measured on demand: which methods have no number there, and why.
  private func absences(_ report: TrustReport) -> [(String, String)] {
    var found: [(absence: TrustAbsence, methods: [String])] = []
    for row in report.rows {
      for absence in report.absences(from: row) where absence.reason != .notAskedFor {
        let name = row.method.abbreviation
        if let place = found.firstIndex(where: { $0.absence == absence }) {
          found[place].methods.append(name)
        } else {
          found.append((absence, [name]))
        }
      }
    }
    return TrustAbsence.Measure.allCases.flatMap { measure in
      found.filter { $0.absence.measure == measure }.map { absence, methods in
        let column =
          switch measure {
          case .infidelity: "infid –"
          case .sensitivity: "sens –"
          case .stability: "seed τ –"
          }
        return (column, methods.joined(separator: " ") + ": " + absence.reason.text)
      }
    }
  }

  private func parts(_ report: TrustReport) -> String { report.settings.granularity.rawValue + "s" }
}
