internal import Model
internal import Training

/// What is known of a data file: how it is written, the balance of its labels, how long its texts are, what is wrong with it.
enum DataFactsPane {
  /// What a click on a line leads to.
  enum Target: Equatable {
    case file(Int)
    case filter(DataFilter.Kind)
  }

  /// A line, and what a click on it does.
  struct Line: Equatable {
    var line: StyledLine
    var target: Target?
  }

  /// Up to so many labels have a bar each.
  private static let mostLabels = 12
  /// Rows of the picture of lengths.
  private static let histogramRows = 5

  /// How far down the lines can be scrolled.
  static func overflow(_ state: State) -> Int {
    guard state.screen == .data, let inside = ScreenLayout(state).inside(.dataFacts) else {
      return 0
    }
    return max(lines(state, width: inside.width).count - inside.height, 0)
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard painter.state.screen == .data, let frame = painter.layout.panes[.dataFacts],
      let inside = painter.layout.inside(.dataFacts)
    else { return }
    let theme = painter.theme
    painter.frame(
      frame, title: [("File", theme[.title])],
      note: painter.state.data.files.count > 1
        ? "\(painter.state.data.current + 1) of \(painter.state.data.files.count)" : "",
      isFocused: painter.isFocused(.dataFacts))
    StyledLine.draw(
      lines(painter.state, width: inside.width).map(\.line), &painter,
      from: painter.state.data.factsTop, in: inside)
  }

  static func lines(_ state: State, width: Int) -> [Line] {
    let data = state.data
    guard let file = data.file else { return [] }
    var lines: [Line] = []
    func add(_ text: String, _ role: ThemeRole, _ target: Target? = nil, indent: Int = 0) {
      for line in StyledLine(text, role).wrapped(width: width, indent: indent) {
        lines.append(Line(line: line, target: target))
      }
    }
    files(state, width: width, &lines)
    if case .failed = file.stage { return lines }
    guard let table = file.table else { return lines }
    let report = table.report
    add(
      "\(report.format.rawValue) · \(report.encoding.rawValue)"
        + (report.hasHeader ? " · header" : ""), .subtle)
    if report.columns.count > 1 {
      lines += columns(report).wrapped(width: width, indent: 2).map { Line(line: $0) }
    }
    balance(data, file, width: width, &lines)
    lengths(file, data.counts, width: width, &lines)
    remarks(state, file, report, add)
    return lines
  }

  private static func files(_ state: State, width: Int, _ lines: inout [Line]) {
    let data = state.data
    for (place, file) in data.files.enumerated() {
      var line = StyledLine()
      let isShown = place == data.current
      if data.files.count > 1 {
        line.append(isShown ? "▸" : " ", .key)
        line.append(DataState.letter(place) + " ", ThemeRole.curves[place % ThemeRole.curves.count])
      }
      let count: String
      switch file.stage {
      case .reading(let rows, let share):
        count = share.map { NumberText.percent(Float($0)) } ?? Wording.grouped(rows)
      case .whole: count = Wording.grouped(file.count)
      case .failed: count = "failed"
      }
      let room = width - line.columns - count.count - 1
      line.append(NumberText.shortened(file.name, room), .text, isShown ? .bold : [])
      line.right = StyledLine.Part(text: count, role: isShown ? .text : .subtle)
      lines.append(Line(line: line, target: .file(place)))
    }
  }

  /// The columns, those of text and label marked.
  private static func columns(_ report: DatasetReport) -> StyledLine {
    guard report.hasHeader || report.format == .jsonl || report.format == .sentiment140 else {
      let label = report.labelColumn.map { " · label in column \($0)" } ?? ""
      return StyledLine("text in column \(report.textColumn)\(label)", .subtle)
    }
    var line = StyledLine()
    for name in report.columns {
      if !line.parts.isEmpty { line.append(" ", .subtle) }
      let isText = name == report.textColumn || name == report.pairColumn
      let isLabel = name == report.labelColumn
      let role = isText ? " (text)" : isLabel ? " (label)" : ""
      line.append(
        role.dropFirst(2).dropLast() == name ? name : name + role,
        isText ? .curve1 : isLabel ? .curve2 : .subtle)
    }
    return line
  }

  /// A bar a label, with number and share.
  private static func balance(
    _ data: DataState, _ file: DataFile, width: Int, _ lines: inout [Line]
  ) {
    let labels = data.counts.labels
    guard !labels.isEmpty else { return }
    let total = max(labels.reduce(0) { $0 + $1.count }, 1)
    let most = max(labels.map(\.count).max() ?? 1, 1)
    let least = labels.map(\.count).filter { $0 > 0 }.min() ?? 1
    lines.append(Line(line: StyledLine()))
    var heading = StyledLine(Wording.count(labels.count, "label"), .heading)
    let ratio = Double(most) / Double(least)
    if labels.count > 1 {
      heading.right = StyledLine.Part(
        text: ratio < 1.05
          ? "balanced"
          : "1 : \(ratio < 10 ? NumberText.plain(Float(ratio), decimals: 1) : "\(Int(ratio.rounded()))")",
        role: ratio >= 5 ? .warning : .subtle)
    }
    lines.append(Line(line: heading))
    let names = min(labels.reduce(0) { max($0, VisibleText.columns(of: $1.name)) }, width / 3)
    let numbers = Wording.grouped(most).count
    let bars = width - names - numbers - 8
    // Of many the largest: all of them are in the filter's menu.
    let shown =
      labels.count <= mostLabels
      ? labels
      : Array(labels.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(mostLabels - 1))
    for label in shown {
      var line = StyledLine()
      let isChosen = data.filter.kind == .label(label.name)
      line.append(NumberText.fitted(label.name, names) + " ", isChosen ? .key : .text)
      if bars > 2 {
        let bar = ScreenPainter.bar(Float(label.count) / Float(most), columns: bars)
        line.append(bar.isEmpty && label.count > 0 ? "▏" : bar, isChosen ? .targetBar : .bar)
      }
      let share = NumberText.percent(Float(label.count) / Float(total), decimals: 0)
      line.right = StyledLine.Part(
        text: NumberText.padded(Wording.grouped(label.count), numbers) + NumberText.padded(share, 6)
      )
      lines.append(Line(line: line, target: .filter(.label(label.name))))
    }
    if shown.count < labels.count {
      let rest = labels.map(\.count).sorted().prefix(labels.count - shown.count)
      lines.append(
        Line(
          line: StyledLine(
            "and \(rest.count) with \(Wording.grouped(rest.first ?? 0)) to \(Wording.grouped(rest.last ?? 0)) rows",
            .subtle)))
    }
  }

  /// The lengths in tokens as columns, the model's limit marked.
  private static func lengths(
    _ file: DataFile, _ counts: DataCounts, width: Int, _ lines: inout [Line]
  ) {
    guard let lengths = file.lengths, lengths.statistics.textCount > 0, width >= 16 else { return }
    let statistics = lengths.statistics
    lines.append(Line(line: StyledLine()))
    var heading = StyledLine("tokens", .heading)
    let mean = "mean \(NumberText.plain(Float(statistics.mean), decimals: 1))"
    let share = "95 % \(statistics.quantile(0.95))"
    let most = "max \(statistics.longest)"
    heading.right = StyledLine.Part(
      text: NumberText.firstFitting(
        [[mean, share, most].joined(separator: " · "), "\(mean) · \(most)", mean], width - 8),
      role: .subtle)
    lines.append(Line(line: heading))
    let picture = LengthPicture(
      statistics, limit: lengths.limit, columns: width, rows: histogramRows)
    lines += picture.lines.map { Line(line: $0) }
    func add(_ text: String, _ role: ThemeRole, _ target: Target?) {
      lines += StyledLine(text, role).wrapped(width: width, indent: 2)
        .map { Line(line: $0, target: target) }
    }
    if counts.long > 0 {
      add(
        "\(Wording.count(counts.long, "row")) cut: over \(lengths.limit) tokens", .warning,
        .filter(.marked(.long)))
    }
    let rate = statistics.unknownRate
    guard rate > 0 else { return add("no piece is unknown", .subtle, nil) }
    let part = rate < 0.0001 ? "below 0.01 %" : NumberText.percent(Float(rate), decimals: 2)
    add(
      "\(part) of pieces unknown, in \(Wording.count(lengths.unknownRows.count, "row"))",
      rate > 0.01 ? .warning : .subtle, .filter(.marked(.unknown)))
  }

  /// What is wrong, or looks so.
  private static func remarks(
    _ state: State, _ file: DataFile, _ report: DatasetReport,
    _ add: (String, ThemeRole, Target?, Int) -> Void
  ) {
    let counts = state.data.counts
    add("", .text, nil, 0)
    if case .whole = file.stage {
      if counts.repeated > 0 {
        add(
          "= \(Wording.count(counts.repeated, "row")) with the text of others", .warning,
          .filter(.marked(.repeated)), 2)
      }
      if counts.conflicting > 0 {
        add(
          "! \(Wording.grouped(counts.conflicting)) of them contradict", .error,
          .filter(.marked(.conflicting)), 2)
      }
      if counts.repeated == 0 { add("every text once", .subtle, nil, 0) }
      for other in state.data.files where other.id != file.id {
        guard let shared = file.shared[other.id], !shared.isEmpty else { continue }
        add(
          "↔ \(Wording.count(shared.count, "text")) also in \(other.name)", .warning,
          .filter(.marked(.shared)), 2)
      }
    }
    if !file.overlay.entries.isEmpty {
      add(
        "★ \(Wording.grouped(file.overlay.relabelledCount)) relabelled, "
          + "\(Wording.grouped(file.overlay.excludedCount)) excluded", .warning, .filter(.changed),
        2)
    }
    for note in file.overlay.unmatchedNotes.prefix(3) { add("overlay: \(note)", .warning, nil, 2) }
    if let model = state.model, !model.classesArePieces, !model.isMultiLabel {
      let matcher = LabelMatcher(model.labels)
      let foreign = counts.labels.filter { $0.count > 0 && matcher.index(of: $0.name) == nil }
      if !foreign.isEmpty, foreign.count < counts.labels.count {
        let names = foreign.map { "\($0.name) \(Wording.grouped($0.count))" }.joined(
          separator: ", ")
        add("left out by this model, which has no such class: \(names)", .warning, nil, 2)
      } else if !foreign.isEmpty {
        add("no label is a class of \(model.name)", .subtle, nil, 2)
      }
    }
    occurrences(report, add)
    if report.badRowCount > 0 {
      add("✗ \(Wording.count(report.badRowCount, "row")) could not be used", .error, nil, 2)
      for row in report.badRows { add("\(row)", .subtle, nil, 2) }
      if report.badRowCount > report.badRows.count {
        add(
          "and \(Wording.grouped(report.badRowCount - report.badRows.count)) more", .subtle, nil, 2)
      }
    } else if case .whole = file.stage {
      add("every row could be used", .subtle, nil, 0)
    }
  }

  private static func occurrences(
    _ report: DatasetReport, _ add: (String, ThemeRole, Target?, Int) -> Void
  ) {
    func note(_ found: DatasetReport.Occurrences, _ what: String, _ role: ThemeRole) {
      guard found.count > 0 else { return }
      let lines = found.lines.prefix(3).map(String.init).joined(separator: ", ")
      add(
        "\(Wording.grouped(found.count)) \(what): line\(found.count == 1 ? "" : "s") \(lines)"
          + (found.count > 3 ? " …" : ""), role, nil, 2)
    }
    if report.blankLineCount > 0 {
      add(Wording.count(report.blankLineCount, "blank line"), .subtle, nil, 2)
    }
    note(report.invalidBytes, "bytes are no \(report.encoding.rawValue)", .warning)
    note(report.strayQuotes, "with quotes that do not pair", .subtle)
    note(report.unquotedSeparators, "with separators in the text", .subtle)
    note(report.multiLabelRows, "with several labels", .subtle)
    if let path = report.labelNamesPath {
      add("names of labels from \(FileSystem.lastComponent(of: path))", .subtle, nil, 2)
    }
  }
}
