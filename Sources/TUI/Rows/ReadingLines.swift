internal import Model

/// What becomes of a text on its way into the model, line by line: as typed, after each stage of a cleaning, its pieces over their ids.
enum ReadingLines {
  /// Columns of the names before the texts.
  static let nameColumns = 12

  private static func named(_ name: String) -> StyledLine {
    StyledLine(NumberText.fitted(NumberText.shortened(name, nameColumns - 1), nameColumns), .subtle)
  }

  /// A stage a line: what it was given, with what it took out faint and underlined, and what it changed marked.
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
    for (index, stage) in trace.stages.enumerated() {
      var line = named(stage.name)
      if stage.isIdle, index > 0 {
        line.append("nothing to do", .subtle)
        lines.append(line)
        continue
      }
      for part in stage.parts {
        switch part.fate {
        case .kept: line.append(part.text)
        case .removed:
          line.append(hasColor ? part.text : "[\(part.text)]", .error, [.dim, .underline])
        case .changed: line.append(hasColor ? part.text : "{\(part.text)}", .warning)
        }
      }
      lines += line.wrapped(width: width, indent: nameColumns)
    }
    var last = named("reads")
    last.append(
      trace.cleaned.isEmpty ? "nothing is left" : trace.cleaned,
      trace.cleaned.isEmpty ? .warning : .good)
    return lines + last.wrapped(width: width, indent: nameColumns)
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
