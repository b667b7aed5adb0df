internal import Attribution
internal import Model

/// What speaks for and against believing the colours, for every method that ran.
enum TrustPane {
  /// The share of F(x) − F(b) that may be missing from the sum: captum's tutorials call this
  /// converged.
  static let completenessTolerance: Float = 1e-3
  /// Below it a linear model leaves more of the variants' answers unexplained than it explains.
  static let fittingScore = 0.5
  /// An explanation whose strongest words change the output by less on the average explains little of it.
  static let tellingComprehensiveness = 0.05

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.trust], let inside = painter.layout.inside(.trust)
    else {
      return
    }
    let explain = painter.state.explain
    let theme = painter.theme
    painter.frame(
      frame, title: [("Can it be trusted?", theme[.title])], isFocused: painter.isFocused(.trust),
      isOld: explain.isSettledOld)
    guard !inside.isEmpty else { return }
    guard let settled = explain.settled, let main = settled.entry(for: explain.request.method)
    else {
      painter.writeLines(
        ["completeness, steps and agreement", "of the methods that ran"], in: inside,
        style: theme[.subtle])
      return
    }
    var row = inside.row
    drawTable(&painter, settled, main: main.estimate, inside: inside, row: &row)
    row += inside.height >= 8 ? 1 : 0
    for (text, role) in findings(
      explain, settled, main, columns: inside.width, good: painter.good)
    where row < inside.endRow {
      painter.write(
        NumberText.fitted(text, inside.width), row: row, column: inside.column, style: theme[role],
        in: inside)
      row += 1
    }
  }

  /// A row a method: what taking out its strongest words does and what they do alone, how its ranking agrees with taking out one word at a
  /// time and with the method shown, what is missing from its sum, its strongest word, its time.
  private static func drawTable(
    _ painter: inout ScreenPainter, _ settled: Explanation, main: AttributionEstimate,
    inside: Rectangle, row: inout Int
  ) {
    let explain = painter.state.explain
    let theme = painter.theme
    let units = explain.units(of: settled).filter { !$0.isSpecial }
    let hasWord = inside.width >= 58
    // What there is no room for goes, the least telling first.
    let columns: [(name: String, width: Int)] =
      [("", 6), ("compr", 6), ("suff", 6), ("τ", 6)]
      + (inside.width >= 30 ? [("loo τ", 6)] : [])
      + (inside.width >= 39 ? [("missing", 9)] : [])
      + (hasWord ? [("strongest", inside.width - 47)] : [])
      + (inside.width >= 47 ? [("time", 8)] : [])
    func line(_ cells: [String], style: CellStyle, row: Int) {
      var column = inside.column
      for (index, cell) in cells.enumerated() {
        let isText = index == 0 || (hasWord && index == 6)
        let text =
          isText
          ? NumberText.fitted((index == 6 ? "  " : "") + cell, columns[index].1)
          : NumberText.padded(cell, columns[index].1)
        painter.write(text, row: row, column: column, style: style, in: inside)
        column += columns[index].1
      }
    }
    line(columns.map(\.0), style: theme[.subtle], row: row)
    row += 1
    let methods = [main.method] + settled.methods.filter { $0 != main.method }
    // Findings give way to methods, but for the first; what then has no room is counted.
    let room = max(inside.height - (methods.count > inside.height - 4 ? 2 : 4), 1)
    let shown = methods.count <= room ? methods.count : max(room - 1, 1)
    for method in methods.prefix(shown) {
      guard let entry = settled.entries[method], row < inside.endRow else { break }
      let estimate = entry.estimate
      let values = units.map { $0.value(estimate.values) }
      let isMain = method == main.method
      let tau = isMain ? nil : agreement(of: estimate, with: main, units)
      let strongest = values.indices.max { (abs(values[$0]), -$0) < (abs(values[$1]), -$1) }
      let measured = explain.trust?.rows.first { $0.method == method }?.faithfulness
      func figure(_ value: (Faithfulness) -> Double?) -> String {
        measured.map { value($0).map(NumberText.correlation) ?? "–" } ?? "·"
      }
      var cells = [
        method.abbreviation, figure(\.comprehensiveness), figure(\.sufficiency),
        isMain ? "—" : tau.map(NumberText.correlation) ?? "–",
      ]
      if inside.width >= 30 { cells.append(figure(\.leaveOneOutTau)) }
      if inside.width >= 39 { cells.append(missing(estimate)) }
      if hasWord { cells.append(strongest.map { units[$0].text } ?? "") }
      if inside.width >= 47 { cells.append(NumberText.duration(entry.seconds)) }
      line(cells, style: isMain ? theme[.text].emphasized : theme[.text], row: row)
      row += 1
    }
    if shown < methods.count, row < inside.endRow {
      let rest = methods.dropFirst(shown).map(\.abbreviation).joined(separator: " ")
      let key = painter.state.keys.row(of: .zoom)?.chord(in: .trust)?.glyphs ?? "–"
      painter.write(
        NumberText.fitted("+\(methods.count - shown) more (\(key) here): \(rest)", inside.width),
        row: row, column: inside.column, style: theme[.subtle], in: inside)
      row += 1
    }
  }

  private static func agreement(
    of estimate: AttributionEstimate, with main: AttributionEstimate, _ units: [HeatUnit]
  ) -> Double? {
    let values = [estimate, main].map { estimate in units.map { $0.value(estimate.values) } }
    // A method without a sign can only agree on strength.
    let isUnsigned = estimate.method.isUnsigned || main.method.isUnsigned
    let compared = isUnsigned ? values.map { $0.map(abs) } : values
    return RankCorrelation.kendall(compared[0], compared[1])
  }

  private static func missing(_ estimate: AttributionEstimate) -> String {
    guard let delta = estimate.delta, let base = estimate.baseOutput else { return "–" }
    let change = estimate.outputValue - base
    return change == 0 ? "–" : NumberText.percent(abs(delta / change), decimals: 2)
  }

  private static func findings(
    _ explain: ExplainState, _ settled: Explanation, _ main: Explanation.Entry, columns: Int,
    good: String
  ) -> [(String, ThemeRole)] {
    let estimate = main.estimate
    var lines: [(String, ThemeRole)] = []
    if let delta = estimate.delta, let base = estimate.baseOutput {
      let change = estimate.outputValue - base
      let share = change == 0 ? 0 : abs(delta / change)
      if share <= completenessTolerance {
        lines.append((good + (columns >= 28 ? " complete:" : "") + " Σ = F(x) − F(b)", .good))
      } else {
        lines.append(
          ("! \(NumberText.percent(share, decimals: 2)) missing: r adds steps", .warning))
      }
    } else if let delta = estimate.delta {
      // Relevance is conserved but for what biases and softmax take up.
      let form = explain.forms.outputs
      lines.append(
        (
          "of F(x) \(NumberText.plain(estimate.outputValue, form)) the tokens have "
            + "\(NumberText.plain(estimate.outputValue + delta, form)), biases and softmax "
            + NumberText.plain(-delta, form), .text
        ))
    } else if let surrogate = estimate.surrogate {
      lines += fit(surrogate, of: estimate, form: explain.forms.outputs, good: good)
    } else if !estimate.method.hasTarget {
      lines.append(("! mixing weights: the same for every class", .warning))
    } else {
      lines.append(("no baseline: the values need not add up to anything", .subtle))
    }
    if let telling = explain.trust?.rows.first?.faithfulness.comprehensiveness,
      telling < tellingComprehensiveness
    {
      lines.append(
        (
          "! without its strongest \(explain.granularity.rawValue)s hardly anything changes",
          .warning
        ))
    }
    let units = explain.units(of: settled)
    let words = units.filter { !$0.isSpecial }
    let magnitudes = words.map { abs($0.value(estimate.values)) }.sorted(by: >)
    let total = magnitudes.reduce(0, +)
    if total > 0, magnitudes.count > 3 {
      let three = magnitudes.prefix(3).reduce(0, +) / total
      lines.append(
        (
          "3 of \(magnitudes.count) \(explain.granularity.rawValue)s carry \(NumberText.percent(three))",
          .text
        ))
    }
    let special = settled.encoding.ids.indices.filter { settled.encoding.isSpecial[$0] }
    let carried = special.reduce(Float(0)) { $0 + estimate.values[$1] }
    if !special.isEmpty {
      let names = special.prefix(2).map { settled.encoding.tokens[$0] }.joined(separator: " ")
      lines.append(("\(names) carry \(NumberText.plain(carried, explain.forms.values))", .subtle))
    }
    let how =
      !main.estimate.method.hasLayer
      ? arithmetic(of: estimate) : "layer \(ExplanationText.layer(explain.request.layer))"
    lines.append(("\(Wording.grouped(estimate.evaluations)) evaluations, \(how)", .subtle))
    return lines
  }

  /// What the model computed in, and where that is not fp32 what it costs: how far F of the variants is off.
  private static func arithmetic(of estimate: AttributionEstimate) -> String {
    guard let error = estimate.arithmeticError else { return estimate.arithmetic.rawValue }
    return "\(estimate.arithmetic.rawValue): F ± \(NumberText.plain(error, .scientific))"
  }

  /// How well LIME's linear model does what the real one does.
  private static func fit(
    _ surrogate: LocalSurrogate, of estimate: AttributionEstimate, form: NumberForm,
    good: String
  ) -> [(String, ThemeRole)] {
    let score = NumberText.correlation(surrogate.score)
    let fits = surrogate.score >= fittingScore
    let local = NumberText.plain(Float(surrogate.localPrediction), form)
    let output = NumberText.plain(estimate.outputValue, form)
    return [
      (
        fits ? "\(good) R² \(score)" : "! R² \(score): no linear model fits",
        fits ? .good : .warning
      ),
      (
        "linear \(local) for F(x) \(output), without all \(NumberText.plain(Float(surrogate.intercept), form))",
        .text
      ),
    ]
  }
}
