internal import Attribution
internal import Model

/// The pages of the board, laid out at a size: shared by `update`, which scrolls them, and by `render`.
struct BoardText {
  /// A stretch of a line.
  struct Part: Equatable {
    enum Look: Equatable {
      case role(ThemeRole)
      /// The colour of a value in −1…1.
      case heat(Float)
    }

    var text: String
    var look: Look
    /// The head that it names: a click goes there.
    var head: HeadIndex?

    init(_ text: String, _ role: ThemeRole = .text, of head: HeadIndex? = nil) {
      (self.text, look, self.head) = (text, .role(role), head)
    }
    init(_ text: String, heat: Float) { (self.text, look) = (text, .heat(heat)) }
  }

  typealias Line = [Part]

  let state: State
  let width: Int
  /// Lines in sight.
  let height: Int

  /// The page on screen.
  ///
  /// - Parameter height: Lines in sight: what is left of them below a page tells more of what it is about.
  static func lines(_ state: State, width: Int, height: Int = 0) -> [Line] {
    let text = BoardText(state: state, width: width, height: height)
    if state.heads.page == .layers { return text.layers }
    if state.heads.page == .sample { return text.sample }
    if let problem = state.heads.boardProblem { return text.prose("✗ " + problem, .error) }
    switch state.boardReading?.reading {
    case .importance(let values): return text.importance(values)
    case .mixing(let mixing): return text.mixing(mixing)
    case .map(let distances, let plane): return text.map(distances, plane)
    case .lens(let predictions, let pieces):
      let lines = text.lens(predictions) + (pieces.map { text.pieces($0) } ?? [])
      return lines + text.allClasses(predictions, rows: height - lines.count)
    case .contributions(let label, let parts): return text.contributions(parts, of: label)
    case nil: return state.heads.boardAsked == nil ? [] : [[Part("measuring…", .subtle)]]
    }
  }

  /// The head that is named at a place of a page: where a line names one alone, all of the line is about it.
  static func head(_ lines: [Line], line: Int, column: Int) -> HeadIndex? {
    guard lines.indices.contains(line) else { return nil }
    let heads = lines[line].compactMap(\.head)
    if heads.count == 1 { return heads[0] }
    var end = 0
    return lines[line].first {
      end += VisibleText.columns(of: $0.text)
      return column < end
    }?.head
  }

  /// What the page is called.
  static func title(_ state: State) -> String {
    let target = state.explain.live?.target
    let label = target.flatMap { target in state.model.map { $0.label(target) } } ?? "the class"
    switch state.heads.page {
    case .layers: return "Layer by layer"
    case .importance: return "Heads for \(label)"
    case .mixing:
      if case .mixing(let mixing) = state.boardReading?.reading,
        let report = state.heads.report, mixing.position < report.roles.count
      {
        return "\(report.roles[mixing.position].text) mixed from"
      }
      return "Mixed from"
    case .map: return "Heads alike"
    case .lens: return "Class lens"
    case .contributions: return "Logit of \(label)"
    case .sample: return sampleTitle(state)
    }
  }

  /// How far counting is.
  private static func sampleTitle(_ state: State) -> String {
    guard let report = state.heads.sample.report, let question = state.heads.sample.question else {
      return "Over a list of texts"
    }
    let (count, all) = (report.textCount, question.texts.count)
    return count < all
      ? "\(Wording.grouped(count)) of \(Wording.grouped(all)) texts"
      : "Over " + Wording.count(count, "text")
  }

  func prose(_ text: String, _ role: ThemeRole = .text) -> [Line] {
    ScreenPainter.wrapped(text, width: width).map { [Part($0, role)] }
  }

  // MARK: Pages

  private var layers: [Line] {
    guard let report = state.heads.report else { return [] }
    let none =
      "Nothing that a quarter of a layer's heads share; on a text of few words all patterns are one."
    let lines = (report.sentences.isEmpty ? [none] : report.sentences).flatMap { prose($0) }
    return lines + layerTable(report, rows: height - lines.count)
  }

  /// Heads by the gradient of their gates, what closing them does beside it.
  private func importance(_ values: [[Double]]) -> [Line] {
    let heads = values.indices.flatMap { layer in
      values[layer].indices.map { (HeadIndex(layer: layer, head: $0), Float(values[layer][$0])) }
    }
    let ranked = heads.sorted { ($0.1, $1.0) > ($1.1, $0.0) }
    let largest = max(ranked.first?.1 ?? 0, .leastNormalMagnitude)
    let effects = state.currentEffects
    let barColumns = max(width - 5 - 6 - 9 - 2, 0)
    var lines: [Line] = [
      [
        Part(NumberText.fitted("head", 5), .subtle),
        Part(NumberText.fitted("|dF/dgate|", barColumns + 7), .subtle),
        Part(NumberText.padded("closing", 9), .subtle),
      ]
    ]
    for (head, value) in ranked {
      let isCursor = head == state.heads.cursor
      let offset = head.layer * (values.first?.count ?? 0) + head.head
      let effect = effects?.value(offset)
      lines.append([
        Part(NumberText.fitted("\(head)", 5), isCursor ? .selected : .text, of: head),
        Part(
          NumberText.fitted(ScreenPainter.bar(value / largest, columns: barColumns), barColumns),
          .bar),
        Part(NumberText.padded(NumberText.plain(value, decimals: 3), 7)),
        Part(
          NumberText.padded(effect.map { NumberText.signed(-$0, decimals: 3) } ?? "…", 9),
          (effect ?? 0) < 0 ? .againstBar : .forBar),
      ])
    }
    return lines
  }

  /// A column a measure, a row a token.
  private func mixing(_ mixing: TokenMixing) -> [Line] {
    guard let report = state.heads.report, mixing.position < report.roles.count else { return [] }
    let measures = TokenMixing.Measure.allCases.filter {
      mixing.shares[$0] != nil || mixing.note == nil
    }
    let columns = measures.map { _ in 5 }
    let name = max(width - columns.reduce(0, +), 4)
    var header = [Part(NumberText.fitted("", name), .subtle)]
    for (measure, width) in zip(measures, columns) {
      header.append(Part(NumberText.padded(measure.rawValue, width), .subtle))
    }
    var lines = [header]
    let largest = measures.map { max(mixing.shares[$0]?.max() ?? 0, .leastNormalMagnitude) }
    for token in 0..<report.roles.count {
      let isCursor = token == state.heads.query
      var line = [
        Part(
          NumberText.fitted(report.roles[token].text, name),
          isCursor ? .selected : report.roles[token].isOfText ? .text : .subtle)
      ]
      for ((measure, width), scale) in zip(zip(measures, columns), largest) {
        guard let shares = mixing.shares[measure], shares.indices.contains(token) else {
          line.append(Part(NumberText.padded("…", width), .subtle))
          continue
        }
        let number = NumberText.correlation(Double(shares[token]))
        line.append(Part(" "))
        line.append(Part(NumberText.padded(number, width - 1), heat: shares[token] / scale))
      }
      lines.append(line)
    }
    lines += prose(
      (mixing.note.map { $0 + " " } ?? "")
        + "Rollout and flow follow the mixing weights; zeroing runs the layers without a token's values; "
        + "grad is attention times its gradient of the class.", .subtle)
    return lines
  }

  /// Heads by the letters of their patterns, those that do the same near each other, and the nearest of the one under the cursor.
  private func map(_ distances: HeadDistances, _ plane: ClassicalScaling) -> [Line] {
    guard let report = state.heads.report, report.patterns.count == plane.points.count else {
      return []
    }
    let rows = min(max(width * 3 / 8, 6), 24)
    let (xs, ys) = (plane.points.map(\.x), plane.points.map(\.y))
    let (left, right) = (xs.min() ?? 0, xs.max() ?? 0)
    let (top, bottom) = (ys.min() ?? 0, ys.max() ?? 0)
    // A cell is twice as high as wide; one scale for both axes, so that distances are seen as they are.
    let largestScale = min(
      Double(width - 1) / (right - left), 2 * Double(rows - 1) / (bottom - top))
    // Where all heads look alike, as on one token, they stand at one point.
    let scale = largestScale.isFinite ? largestScale : 0
    let cursor = report.maps.offset(of: state.heads.cursor)
    var cells = [[Part?]](repeating: [Part?](repeating: nil, count: width), count: rows)
    for (head, index) in zip(report.maps.heads, plane.points.indices) {
      let column = min(max(Int(((xs[index] - left) * scale).rounded()), 0), width - 1)
      let row = min(max(Int(((ys[index] - top) * scale / 2).rounded()), 0), rows - 1)
      let role: ThemeRole =
        index == cursor ? .cursor : head.layer == state.heads.cursor.layer ? .title : .subtle
      if cells[row][column] == nil || index == cursor
        || role == .title && cells[row][column]?.look == .role(.subtle)
      {
        cells[row][column] = Part(
          String(report.patterns[index].pattern.letter), role, of: head)
      }
    }
    let lines: [Line] = cells.map { row in row.map { $0 ?? Part(" ") } }
    let nearest = report.maps.heads.enumerated().filter { $0.offset != cursor }
      .sorted { distances[cursor, $0.offset] < distances[cursor, $1.offset] }
      .map {
        let mean = distances[cursor, $0.offset] / Double(report.maps.tokenCount)
        return (head: $0.element, distance: Float(mean))
      }
    let few = nearest.prefix(4).map { "\($0) \(NumberText.plain($1, decimals: 3))" }
    let note = prose(
      "Jensen-Shannon divergence in nats, the mean of all tokens; the plane shows "
        + NumberText.percent(Float(plane.explained)) + " of it. Bright: this layer.", .subtle)
    return lines
      + (nearestHeads(nearest, rows: height - lines.count - note.count)
        ?? prose("most like \(state.heads.cursor): " + few.joined(separator: ", ")))
      + note
  }

  /// What the classifier says of every depth, the class's output as a bar.
  private func lens(_ predictions: [Prediction]) -> [Line] {
    guard let last = predictions.last, let model = state.model else { return [] }
    let target = state.explain.live?.target ?? last.best
    guard last.outputs.indices.contains(target) else { return [] }
    let label = min(model.labelColumns, max(width / 3, 4))
    let values = predictions.map { $0.outputs[target] }
    let numbers = values.map { model.outputText($0, kind: last.kind) }
    let numberColumns = numbers.map(\.count).max() ?? 4
    let scale =
      last.kind == .outputs ? max(values.map(abs).max() ?? 0, .leastNormalMagnitude) : 1
    let barColumns = max(width - 6 - label - 1 - numberColumns - 1, 0)
    var lines: [Line] = [
      [
        Part(NumberText.fitted("layer", 6), .subtle),
        Part(NumberText.fitted("says", label + 1), .subtle),
        Part(
          NumberText.shortened("output of \(model.label(target))", barColumns + numberColumns + 1),
          .subtle),
      ]
    ]
    for (depth, prediction) in predictions.enumerated() {
      let says = prediction.best
      lines.append([
        Part(NumberText.fitted(depth == 0 ? "emb" : "\(depth - 1)", 6), .subtle),
        Part(
          NumberText.fitted(model.label(says), label) + " ", says == target ? .title : .text),
        Part(
          NumberText.fitted(
            ScreenPainter.bar(abs(values[depth]) / scale, columns: barColumns), barColumns),
          values[depth] < 0 ? .againstBar : .targetBar),
        Part(NumberText.padded(numbers[depth], numberColumns + 1)),
      ])
    }
    return lines
      + prose(
        "The state that the classifier reads, taken from each layer; the last is the prediction.",
        .subtle)
  }

  /// What the state of one token is read as, the most probable pieces of every depth: the token under the cursor, or where none
  /// is on screen that where the model is asked.
  private func pieces(_ lens: PieceLens) -> [Line] {
    let hasCursor = [.matrix, .lines, .neuron].contains(state.heads.main)
    let asked = state.explain.live.flatMap { state.model?.questionPosition(in: $0.encoding) }
    let position = hasCursor ? state.heads.query : asked ?? state.heads.query
    guard let report = state.heads.report, position < report.roles.count else { return [] }
    var lines: [Line] = [
      [
        Part(
          NumberText.shortened("Logit lens: \(report.roles[position].text) is read as", width),
          .title)
      ]
    ]
    for (depth, tokens) in lens.guesses.enumerated() {
      guard tokens.indices.contains(position) else { continue }
      var line = [Part(NumberText.fitted(depth == 0 ? "emb" : "\(depth - 1)", 6), .subtle)]
      var left = width - 6
      for guess in tokens[position] {
        let name = VisibleText.escaped(guess.text)
        let number = NumberText.correlation(Double(guess.probability))
        let columns = VisibleText.columns(of: name) + 1 + number.count
        guard columns <= left else { break }
        line.append(Part(name, heat: guess.probability))
        line.append(Part(" " + number, .subtle))
        left -= columns
        guard left > 2 else { break }
        line.append(Part("  "))
        left -= 2
      }
      lines.append(line)
    }
    return lines
      + prose(
        "The token's state after each layer, read by the language model's head; the last is what it says.",
        .subtle)
  }

  /// The parts of a logit, one below the other, bars to both sides of the middle.
  private func contributions(_ parts: LogitContributions, of label: Int) -> [Line] {
    var rows: [(name: String, value: Double)] = [("embeddings", parts.embeddings)]
    for layer in parts.heads.indices {
      rows.append(("\(layer) heads", parts.heads[layer].reduce(0, +)))
      rows.append(("\(layer) feed-forward", parts.feedForward[layer]))
    }
    rows.append(("biases", parts.biases))
    rows.append(("logit", Double(parts.logit)))
    let heads = parts.heads.indices.flatMap { layer in
      parts.heads[layer].indices.map { (HeadIndex(layer: layer, head: $0), parts.heads[layer][$0]) }
    }
    let note = prose(
      "Layer norms as they were at this text: the parts add up to the logit, as one of many ways to share it out.",
      .subtle)
    let strongest = heads.sorted { (abs($0.1), $1.0) > (abs($1.1), $0.0) }
      .prefix(max(height - rows.count - note.count - 1, 8))
    let scale = max(rows.dropLast().map { abs($0.value) }.max() ?? 0, .leastNonzeroMagnitude)
    var lines = rows.map { row in
      bar(row.name, row.value, scale: row.name == "logit" ? nil : scale)
    }
    lines.append([Part("strongest heads", .subtle)])
    let headScale = max(strongest.first.map { abs($0.1) } ?? 0, .leastNonzeroMagnitude)
    lines += strongest.map { bar("\($0.0)", $0.1, scale: headScale, of: $0.0) }
    return lines + note
  }

  private func bar(
    _ name: String, _ value: Double, scale: Double?, of head: HeadIndex? = nil
  ) -> Line {
    let nameColumns = min(15, width / 2)
    let numberColumns = 8
    var line = [
      Part(NumberText.fitted(name, nameColumns), scale == nil ? .title : .text, of: head),
      Part(
        NumberText.padded(NumberText.signed(Float(value)), numberColumns),
        scale == nil ? .title : .text),
      Part(" "),
    ]
    if let scale {
      line.append(
        Part(
          ScreenPainter.bar(
            Float(abs(value) / scale), columns: max(width - nameColumns - numberColumns - 1, 0)),
          value < 0 ? .againstBar : .forBar))
    }
    return line
  }
}
