internal import Model

/// What becomes of a text on its way into the model, line by line: as typed, after each stage of a cleaning, its pieces over their ids.
enum ReadingLines {
  /// Columns of the names before the texts.
  static let nameColumns = 12

  private static func named(_ name: String) -> StyledLine {
    StyledLine(NumberText.fitted(NumberText.shortened(name, nameColumns - 1), nameColumns), .subtle)
  }

  /// The text as typed, and a line a stage with what it left; what the next one takes out is faint and underlined, and what it changes
  /// marked.
  ///
  /// - Parameters:
  ///   - trace: What the stages did.
  ///   - hasColor: Where there is none, what is taken out stands in brackets, what is changed in braces.
  static func stages(_ trace: CleaningTrace, width: Int, hasColor: Bool) -> [StyledLine] {
    guard !trace.stages.isEmpty else {
      var line = named("text")
      line.append(trace.raw)
      return line.wrapped(width: width, indent: nameColumns)
    }
    var lines: [StyledLine] = []
    func show(_ name: String, _ text: String, before rest: some Sequence<CleaningTrace.Stage>) {
      var line = named(name)
      if let next = rest.first(where: { !$0.isIdle }) {
        append(next.parts, to: &line, hasColor: hasColor)
      } else {
        line.append(text.isEmpty ? "nothing is left" : text, text.isEmpty ? .warning : .good)
      }
      lines += line.wrapped(width: width, indent: nameColumns)
    }
    show("typed", trace.raw, before: trace.stages)
    for (index, stage) in trace.stages.enumerated() {
      if stage.isIdle {
        var line = named(stage.name)
        line.append("nothing to do", .subtle)
        lines.append(line)
      } else {
        show(stage.name, stage.result, before: trace.stages.dropFirst(index + 1))
      }
    }
    return lines
  }

  private static func append(
    _ parts: [CleaningTrace.Part], to line: inout StyledLine, hasColor: Bool
  ) {
    for part in parts {
      switch part.fate {
      case .kept: line.append(part.text)
      case .removed:
        line.append(hasColor ? part.text : "[\(part.text)]", .error, [.dim, .underline])
      case .changed: line.append(hasColor ? part.text : "{\(part.text)}", .warning)
      }
    }
  }

  /// Pieces over their ids, as many side by side as fit.
  ///
  /// - Parameters:
  ///   - limit: From this piece on the model reads nothing.
  ///   - unknown: How the vocabulary spells what it does not know.
  ///   - heat: What each piece did, −1 to 1, which colours it.
  static func pieces(
    _ encoding: Encoding, limit: Int, unknown: String?, width: Int, heat: [Float]? = nil
  ) -> [StyledLine] {
    var lines: [StyledLine] = []
    var (upper, lower) = (named("pieces"), named("ids"))
    var used = nameColumns
    func turn() {
      lines += [upper, lower]
      (upper, lower) = (named(""), named(""))
      used = nameColumns
    }
    for index in 0..<encoding.count {
      let piece = VisibleText.escaped(encoding.tokens[index])
      let id = String(encoding.ids[index])
      let columns = max(VisibleText.columns(of: piece), id.count) + 1
      if used + columns > width, used > nameColumns { turn() }
      used += columns
      let word = encoding.wordIndices[index]
      let role: ThemeRole =
        index >= limit
        ? .absent
        : encoding.isSpecial[index]
          ? .subtle
          : encoding.tokens[index] == unknown
            ? .warning : (word ?? 0).isMultiple(of: 2) ? .curve1 : .curve2
      upper.parts.append(StyledLine.Part(text: piece, role: role, heat: heat?[index]))
      upper.append(String(repeating: " ", count: columns - VisibleText.columns(of: piece)))
      lower.append(NumberText.fitted(id, columns - 1) + " ", index >= limit ? .absent : .subtle)
    }
    if used > nameColumns { turn() }
    return lines
  }
}
