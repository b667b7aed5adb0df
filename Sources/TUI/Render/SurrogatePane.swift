internal import Attribution
internal import Model

/// LIME's linear model beside the real one: how well it fits, what it is made of, what both say of the same variants.
enum SurrogatePane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.surrogate],
      let inside = painter.layout.inside(.surrogate)
    else { return }
    let explain = painter.state.explain
    let theme = painter.theme
    let view = SurrogateView(painter.state, painter.layout)
    let note = view?.plot == nil ? "" : "★ the text"
    let room = frame.width - 6 - VisibleText.columns(of: Pane.surrogate.title + note + "    ")
    let subtitles =
      view.map { $0.isMain ? ["LIME's, beside the real one"] : ["of LIME, a further row"] } ?? []
    painter.frame(
      frame,
      title: [
        (Pane.surrogate.title, theme[.title]),
        (NumberText.firstFitting(subtitles + [""], room), theme[.subtle]),
      ], note: note, isFocused: painter.isFocused(.surrogate), isOld: explain.isSettledOld)
    guard !inside.isEmpty else { return }
    guard let view else {
      return painter.writeLines(
        ScreenPainter.wrapped(advice(painter.state), width: inside.width), in: inside,
        style: theme[.subtle])
    }
    drawFacts(&painter, view)
    drawTerms(&painter, view)
    drawPlot(&painter, view)
    painter.writeArrows(rows: view.window, of: view.terms.count, below: inside)
  }

  private static func advice(_ state: State) -> String {
    if let nothing = NothingTakenOut(state.explain.settled?.entries[.lime]?.estimate, state) {
      return (nothing.wordings.first ?? nothing.reason) + "."
    }
    guard state.explain.request.method != .lime else {
      return "LIME's linear model and how well it does what the real one does: here when the text "
        + "is explained."
    }
    return "LIME fits a linear model to what the real one says of variants of the text; "
      + "\(state.name(of: .method)) chooses it, \(state.name(of: .addRow)) shows it as a further row."
  }

  // MARK: Facts

  private static func drawFacts(_ painter: inout ScreenPainter, _ view: SurrogateView) {
    let columns = view.facts.width
    for (offset, fact) in facts(view, painter).prefix(view.facts.height).enumerated() {
      painter.write(
        NumberText.firstFitting(fact.wordings, columns), row: view.facts.row + offset,
        column: view.facts.column, style: painter.theme[fact.role], in: view.facts)
    }
  }

  /// What is said of the fit, the most telling first, each in several lengths.
  private static func facts(
    _ view: SurrogateView, _ painter: ScreenPainter
  ) -> [(wordings: [String], role: ThemeRole)] {
    let surrogate = view.surrogate
    let form = view.form
    func plain(_ value: Double) -> String { NumberText.plain(Float(value), form) }
    func sign(_ value: Double) -> String { value < 0 ? "−" : "+" }
    let score = NumberText.correlation(surrogate.score)
    let fit = SurrogateFit(surrogate, of: view.estimate)
    let output = Double(view.estimate.outputValue)
    let residual = output - surrogate.localPrediction
    let weights = surrogate.localPrediction - surrogate.intercept
    let local = plain(surrogate.localPrediction)
    let sum = "intercept \(plain(surrogate.intercept))"
    let parts = view.estimate.features?.count ?? surrogate.terms.count
    let kernel = NumberText.plain(
      Float(painter.state.explain.request.lime.kernelWidth), decimals: 1
    ).replacing(".0", with: "")
    let samples = Wording.grouped(view.estimate.steps)
    return [
      (
        wordings(of: fit, score: score, residual: plain(abs(residual)), good: painter.good),
        fit.role
      ),
      (
        [
          "linear \(local) \(sign(residual)) residual \(plain(abs(residual))) = F(x) \(plain(output))",
          "linear \(local), residual \(NumberText.signed(Float(residual), form))",
        ], .text
      ),
      (
        [
          "\(sum) \(sign(weights)) words \(plain(abs(weights))) = linear \(local)",
          "\(sum) \(sign(weights)) words \(plain(abs(weights)))", sum,
        ], .subtle
      ),
      (["\(samples) samples, kernel width \(kernel)", "\(samples) samples"], .subtle),
      (["\(surrogate.terms.count) of \(parts) words in the model"], .subtle),
    ]
  }

  private static func wordings(
    of fit: SurrogateFit, score: String, residual: String, good: String
  ) -> [String] {
    switch fit {
    case .good:
      [
        "\(good) R² \(score): a linear model fits the variants well enough",
        "\(good) R² \(score): a linear model fits", "\(good) R² \(score)",
      ]
    case .offText:
      [
        "! R² \(score) of the variants, but the text itself is off by \(residual)",
        "! R² \(score), but the text is off by \(residual)", "! R² \(score), off by \(residual)",
        "! off by \(residual)",
      ]
    case .poor:
      [
        "! R² \(score): no linear model fits, weights say little",
        "! R² \(score): no linear model fits", "! R² \(score)",
      ]
    case .untested:
      [
        "R² \(score) of two variants, with and without one part: nothing to fit",
        "R² \(score): one part, nothing to fit", "R² \(score)",
      ]
    }
  }

  // MARK: Terms

  private static func drawTerms(_ painter: inout ScreenPainter, _ view: SurrogateView) {
    let theme = painter.theme
    let area = view.table
    let widest = view.terms.lazy.map { VisibleText.columns(of: $0.label) }.max() ?? 0
    let numbers = view.terms.map { NumberText.signed(Float($0.value), view.form) }
    let errors = view.errors.map {
      $0.isFinite ? "±" + NumberText.plain(Float($0), view.form) : ""
    }
    let numberColumns = numbers.map(\.count).max() ?? 0
    let errorColumns = errors.map(\.count).max() ?? 0
    let hasErrors = area.width >= 8 + numberColumns + errorColumns + 2
    let fixed = numberColumns + 1 + (hasErrors ? errorColumns + 1 : 0)
    let textColumns = max(min(widest, (area.width - fixed) * 55 / 100, 26), 4)
    let bars = Rectangle(
      row: area.row, column: area.column + textColumns + fixed + 1, height: area.height,
      width: max(area.width - textColumns - fixed - 1, 0))
    // From nothing to both sides, as far as there are weights.
    let low = min(view.terms.map(\.value).min() ?? 0, 0)
    let high = max(view.terms.map(\.value).max() ?? 0, 0)
    let extent = high > low ? high - low : 1
    for place in view.window {
      let term = view.terms[place]
      let row = area.row + place - view.window.lowerBound
      let isChosen =
        (painter.state.focus == .surrogate || painter.state.explain.isCursorByHeat)
        && term.units.contains(painter.state.explain.cursor)
      var column = area.column
      painter.write(
        NumberText.fitted(term.label, textColumns), row: row, column: column,
        style: theme[isChosen ? .selected : .text], in: area)
      column += textColumns + 1
      painter.write(
        NumberText.padded(numbers[place], numberColumns), row: row, column: column,
        style: theme[.text], in: area)
      column += numberColumns + 1
      if hasErrors {
        painter.write(
          NumberText.padded(errors[place], errorColumns), row: row, column: column,
          style: theme[.subtle], in: area)
      }
      guard bars.width >= 4 else { continue }
      let zero = bars.column + min(Int(-low / extent * Double(bars.width)), bars.width - 1)
      painter.write("┊", row: row, column: zero, style: theme[.border], in: bars)
      painter.writeBar(
        from: -low / extent, to: (term.value - low) / extent, row: row,
        style: theme[term.value < 0 ? .againstBar : .forBar], in: bars)
    }
  }

  // MARK: Plot

  /// How much a variant counts, what it is drawn with: the farther from the text, the fainter.
  private static let tiers: [(weights: Range<Float>, role: ThemeRole, letter: String)] = [
    (-.infinity..<1 / 3, .absent, "."), (1 / 3..<2 / 3, .curve2, "o"),
    (2 / 3..<Float.infinity, .curve1, "O"),
  ]

  private static func drawPlot(_ painter: inout ScreenPainter, _ view: SurrogateView) {
    guard let area = view.plot else { return }
    let theme = painter.theme
    let range = view.range
    let plot = UnitPlot(area, glyphs: DiagramPane.glyphs(painter.state), both: range)
    let dots = tiers.map { tier in
      let points = view.surrogate.points.filter { tier.weights.contains($0.weight) }
        .map { (x: Double($0.model), y: Double($0.surrogate)) }
      return UnitPlot.Line.dots(points, theme[tier.role], letter: tier.letter)
    }
    plot.draw(
      &painter, [.diagonal(theme[.border], over: range, letter: "/")] + dots, x: "model",
      y: "linear")
    guard let text = view.surrogate.points.first else { return }
    let place = plot.place(x: Double(text.model), y: Double(text.surrogate))
    painter.write(
      "★", row: place.row, column: place.column, style: theme[.key].emphasized, in: plot.plot)
  }
}
