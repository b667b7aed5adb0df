internal import Model
internal import Training

/// Pages about what confidence is worth: calibration, ROC and precision-recall curves, coverage, thresholds, and two models side by side.
enum DiagramPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.diagram], let inside = painter.layout.inside(.diagram)
    else { return }
    let theme = painter.theme
    let evaluate = painter.state.evaluate
    let place = (evaluate.pages.firstIndex(of: evaluate.page) ?? 0) + 1
    let hasClass = [.roc, .precisionRecall].contains(evaluate.page)
    let label =
      hasClass && evaluate.labels.indices.contains(evaluate.label)
      ? " " + VisibleText.escaped(evaluate.labels[evaluate.label]) : ""
    let human =
      evaluate.page == .coverage
      ? " " + EvaluateText.share(evaluate.humanThreshold, decimals: 2) : ""
    painter.frame(
      frame,
      title: [(evaluate.page.title, theme[.title]), (label + human, theme[.text])],
      note: "\(place)/\(evaluate.pages.count)", isFocused: painter.isFocused(.diagram))
    guard let evaluation = evaluate.evaluation, inside.height >= 3 else { return }
    switch evaluate.page {
    case .calibration: drawCalibration(&painter, evaluation, in: inside)
    case .roc: drawROC(&painter, evaluation, in: inside)
    case .precisionRecall: drawPrecisionRecall(&painter, evaluation, in: inside)
    case .coverage: drawCoverage(&painter, evaluation, in: inside)
    case .thresholds: ThresholdTable.draw(&painter, evaluation, in: inside)
    case .comparison: ComparisonPage.draw(&painter, evaluation, in: inside)
    case .folds:
      if let folds = evaluation.crossValidation { FoldsPage.draw(&painter, folds, in: inside) }
    case .judged: JudgedTable.draw(&painter, in: inside)
    }
  }

  /// The class at a row of the page, where the page has one a row.
  static func label(_ state: State, _ layout: ScreenLayout, row: Int) -> Int? {
    guard state.evaluate.page == .thresholds, let inside = layout.inside(.diagram) else {
      return nil
    }
    return ThresholdTable.label(state, inside, row: row)
  }

  static func glyphs(_ state: State) -> CurveGlyphs {
    if state.isASCII { return .letters }
    return state.train.hasBlocks && !state.ambiguousIsWide ? .blocks : .braille
  }

  /// Rows of a picture that words do not take from it.
  private static let leastPlot = 5

  /// The picture and, below it, as many lines as the words take.
  private static func split(
    _ inside: Rectangle, words text: String
  ) -> (plot: Rectangle, words: Rectangle) {
    let wanted = ScreenPainter.wrapped(text, width: max(inside.width, 1)).count
    let lines = min(wanted, max(inside.height - leastPlot, 1))
    return (
      inside.first(rows: inside.height - lines), inside.below(rows: inside.height - lines)
    )
  }

  private static func mark(
    _ painter: inout ScreenPainter, _ plot: UnitPlot, x: Double, y: Double
  ) {
    let place = plot.place(x: x, y: y)
    painter.write(
      "●", row: place.row, column: place.column, style: painter.theme[.key].emphasized,
      in: plot.plot)
  }

  /// Writes as many whole sentences as there is room for.
  private static func say(
    _ painter: inout ScreenPainter, _ text: String, in area: Rectangle
  ) {
    func lines(_ text: String) -> [String] {
      ScreenPainter.wrapped(text, width: max(area.width, 1))
    }
    var text = text
    while lines(text).count > area.height,
      let end = text.dropLast().ranges(of: ". ").last
    {
      text = text[..<end.lowerBound] + "."
    }
    painter.writeLines(lines(text), in: area, style: painter.theme[.text])
  }

  // MARK: Calibration

  private static func drawCalibration(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, in inside: Rectangle
  ) {
    let theme = painter.theme
    guard let calibration = evaluation.report.calibration else {
      return painter.writeLines(
        ScreenPainter.wrapped(
          "The outputs are no probabilities: there is no calibration.", width: inside.width),
        in: inside, style: theme[.subtle])
    }
    let bins = calibration.bins.filter { $0.count > 0 }
    let isMultiLabel = evaluation.isMultiLabel
    let text = words(on: calibration, bins, isMultiLabel: isMultiLabel)
    let (area, words) = split(inside, words: text)
    let plot = UnitPlot(area, glyphs: glyphs(painter.state))
    var lines: [UnitPlot.Line] = [.diagonal(theme[.border])]
    // How far each bin is from where it says it is, and how wide it is.
    for bin in bins {
      lines.append(
        UnitPlot.Line(
          points: [(bin.confidence, bin.confidence), (bin.confidence, bin.accuracy)],
          style: theme[bin.accuracy < bin.confidence ? .againstBar : .forBar], letter: "|"))
    }
    for bin in bins {
      lines.append(
        UnitPlot.Line(
          points: [(bin.range.lowerBound, bin.accuracy), (bin.range.upperBound, bin.accuracy)],
          style: theme[.curve1], letter: "-"))
    }
    plot.draw(&painter, lines, x: "sure", y: isMultiLabel ? "there" : "right")
    // The larger the dot, the more rows.
    let most = bins.map(\.count).max() ?? 1
    for bin in bins {
      let place = plot.place(x: bin.confidence, y: bin.accuracy)
      let dot = bin.count * 4 >= most ? "●" : bin.count * 40 >= most ? "•" : "·"
      painter.write(
        dot, row: place.row, column: place.column, style: theme[.curve1].emphasized, in: plot.plot)
    }
    say(&painter, text, in: words)
  }

  private static func words(
    on calibration: Calibration, _ bins: [Calibration.Bin], isMultiLabel: Bool
  ) -> String {
    let error = EvaluateText.share(calibration.expectedError, decimals: 4)
    var text = "Expected error \(error)."
    if let most = bins.max(by: { $0.count < $1.count }) {
      text +=
        " \(EvaluateText.percent(Double(most.count) / Double(max(bins.reduce(0) { $0 + $1.count }, 1))))"
        + " of \(isMultiLabel ? "labels" : "rows") are \(EvaluateText.share(most.confidence)) sure and"
        + " \(EvaluateText.share(most.accuracy)) \(isMultiLabel ? "there" : "right")."
    }
    let off = bins.filter { $0.count >= 10 }.max {
      abs($0.accuracy - $0.confidence) < abs($1.accuracy - $1.confidence)
    }
    if let off, abs(off.accuracy - off.confidence) >= 0.02 {
      text +=
        " Worst at \(EvaluateText.share(off.confidence)): \(isMultiLabel ? "there" : "right") \(EvaluateText.share(off.accuracy))"
        + " of \(Wording.grouped(off.count))."
    }
    return text
  }

  // MARK: Curves of a class

  private static func drawROC(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, in inside: Rectangle
  ) {
    let theme = painter.theme
    let (label, value) = chosen(painter.state)
    let ranking = evaluation.report.rankings[label]
    let score = ranking.score(at: value)
    let wrong = Double(score.predictions) - score.recall * Double(score.support)
    let rate = wrong / Double(max(ranking.negativeCount, 1))
    let text =
      ranking.rocArea.map {
        "Area \(EvaluateText.share($0, decimals: 4)). From "
          + "\(EvaluateText.share(value, decimals: 2)) on \(EvaluateText.percent(score.recall)) of "
          + "\(Wording.grouped(score.support)) are found and \(EvaluateText.percent(rate)) of the "
          + "others taken."
      } ?? "No curve: rows of the class and others are needed."
    let (area, words) = split(inside, words: text)
    let plot = UnitPlot(area, glyphs: glyphs(painter.state))
    plot.draw(
      &painter,
      [.diagonal(theme[.border])]
        + curves(evaluation, label, theme, points: \.roc), x: "others taken", y: "found")
    if ranking.rocArea != nil { mark(&painter, plot, x: rate, y: score.recall) }
    say(&painter, text, in: words)
  }

  private static func drawPrecisionRecall(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, in inside: Rectangle
  ) {
    let (label, value) = chosen(painter.state)
    let ranking = evaluation.report.rankings[label]
    let score = ranking.score(at: value)
    let text =
      ranking.averagePrecision.map {
        "Average precision \(EvaluateText.share($0, decimals: 4)). From "
          + "\(EvaluateText.share(value, decimals: 2)) on precision "
          + "\(EvaluateText.share(score.precision)), recall \(EvaluateText.share(score.recall)), "
          + "\(Wording.grouped(score.predictions)) called."
      } ?? "No curve: the data has no row of the class."
    let (area, words) = split(inside, words: text)
    let plot = UnitPlot(area, glyphs: glyphs(painter.state))
    plot.draw(
      &painter,
      curves(evaluation, label, painter.theme, points: \.precisionRecall), x: "recall",
      y: "precision")
    if ranking.averagePrecision != nil {
      mark(&painter, plot, x: score.recall, y: score.precision)
    }
    say(&painter, text, in: words)
  }

  /// A curve of every class, the chosen one over the others.
  private static func curves(
    _ evaluation: Evaluation, _ label: Int, _ theme: Theme,
    points: KeyPath<ClassCurves, [ClassCurves.Point]>
  ) -> [UnitPlot.Line] {
    func line(_ label: Int, _ style: CellStyle, _ letter: String) -> UnitPlot.Line {
      UnitPlot.Line(
        points: evaluation.curves[label][keyPath: points], style: style, letter: letter)
    }
    return evaluation.curves.indices.filter { $0 != label }.map { line($0, theme[.border], "-") }
      + [line(label, theme[.curve1], "#")]
  }

  /// The chosen class and its threshold.
  private static func chosen(_ state: State) -> (label: Int, threshold: Double) {
    let evaluate = state.evaluate
    let label = min(evaluate.label, max(evaluate.labels.count - 1, 0))
    return (
      label, evaluate.thresholds.indices.contains(label) ? evaluate.thresholds[label] : 0.5
    )
  }

  // MARK: Coverage

  private static func drawCoverage(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, in inside: Rectangle
  ) {
    let theme = painter.theme
    guard let coverage = evaluation.coverage, let whole = coverage.points.last else {
      return painter.writeLines(
        ScreenPainter.wrapped(
          "The outputs are no probabilities: there is no confidence to decide by.",
          width: inside.width), in: inside, style: theme[.subtle])
    }
    let value = painter.state.evaluate.humanThreshold
    let point = coverage.point(at: value)
    var text =
      point.map {
        let human =
          evaluation.rows.count - Int(($0.coverage * Double(evaluation.rows.count)).rounded())
        return "Below \(EvaluateText.share(value, decimals: 2)) to a human: "
          + "\(EvaluateText.percent($0.coverage)) decided, \(EvaluateText.percent($0.accuracy)) of "
          + "these right. To a human: \(Wording.count(human, "row"))."
      } ?? "No row is as sure as \(EvaluateText.share(value, decimals: 2))."
    let goals = evaluation.goals.map {
      "\(NumberText.percent(Float($0.accuracy))) right decides \(EvaluateText.percent($0.point.coverage))"
    }
    if !goals.isEmpty { text += " " + goals.joined(separator: ", ") + "." }
    let (area, words) = split(inside, words: text)
    // What begins with few rows swings: the axis starts below what all rows have.
    let bottom = max((whole.accuracy * 10).rounded(.down) / 10 - 0.1, 0)
    let plot = UnitPlot(area, glyphs: glyphs(painter.state), bottom: bottom)
    plot.draw(
      &painter,
      [
        UnitPlot.Line(
          points: ClassCurves.thinned(coverage.points).map { ($0.coverage, $0.accuracy) },
          style: theme[.curve1], letter: "#")
      ], x: "decided", y: "right of these")
    if let point { mark(&painter, plot, x: point.coverage, y: point.accuracy) }
    say(&painter, text, in: words)
  }
}
