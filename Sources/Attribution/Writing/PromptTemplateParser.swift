/// Reads a prompt's template into its nodes.
struct PromptTemplateParser {
  /// A stretch of a line.
  private enum Segment {
    case literal(String)
    case value(PromptPlaceholder)
    case begin(PromptPlaceholder, isInverted: Bool, mark: String)
    case end(PromptPlaceholder, mark: String)
  }

  /// A section whose end was not read yet.
  private struct Open {
    var placeholder: PromptPlaceholder
    var isInverted: Bool
    var mark: String
    var line: Int
    /// What was read before it on its own level.
    var before: [PromptTemplate.Node]
  }

  private let source: String
  private let name: String
  private var nodes: [PromptTemplate.Node] = []
  private var open: [Open] = []

  init(_ source: String, name: String) {
    // One kind of line's end, so that a mark alone on its line is seen as that.
    self.source = source.replacing("\r\n", with: "\n")
    self.name = name
  }

  mutating func parse() throws(PromptTemplateError) -> [PromptTemplate.Node] {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      var segments = try segments(of: line, number: index + 1)
      if index < lines.count - 1 { segments.append(.literal("\n")) }
      if isMarksOnly(segments) {
        segments.removeAll { if case .literal = $0 { true } else { false } }
      }
      for segment in segments { try add(segment, line: index + 1) }
    }
    if let section = open.last {
      throw error(
        .unclosedSection, section.mark, line: section.line, "begins a section that does not end",
        "Write {{/\(section.placeholder.rawValue)}} where it ends.")
    }
    return nodes
  }

  private func segments(
    of line: Substring, number: Int
  ) throws(PromptTemplateError) -> [Segment] {
    var segments: [Segment] = []
    var rest = line
    while let start = rest.firstRange(of: "{{") {
      segments.append(.literal(String(rest[..<start.lowerBound])))
      guard let close = rest[start.upperBound...].firstRange(of: "}}") else {
        throw error(
          .unclosedPlaceholder, String(rest[start.lowerBound...]), line: number,
          "has no }} on its line", "Two braces begin a name; write {{label}}, for example.")
      }
      let mark = String(rest[start.lowerBound..<close.upperBound])
      segments.append(
        try segment(String(rest[start.upperBound..<close.lowerBound]), mark: mark, line: number))
      rest = rest[close.upperBound...]
    }
    segments.append(.literal(String(rest)))
    return segments
  }

  private func segment(
    _ content: String, mark: String, line: Int
  ) throws(PromptTemplateError) -> Segment {
    let sign = content.first.flatMap { "#^/".contains($0) ? $0 : nil }
    let word = content.dropFirst(sign == nil ? 0 : 1)
    let name = String(
      word.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    guard let placeholder = PromptPlaceholder(rawValue: name) else {
      let known = PromptPlaceholder.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(
        .unknownPlaceholder, mark, line: line, "stands for nothing", "The names are: \(known).")
    }
    return switch sign {
    case "#": .begin(placeholder, isInverted: false, mark: mark)
    case "^": .begin(placeholder, isInverted: true, mark: mark)
    case "/": .end(placeholder, mark: mark)
    default: .value(placeholder)
    }
  }

  /// Whether a line has marks of sections and blanks, and nothing else.
  private func isMarksOnly(_ segments: [Segment]) -> Bool {
    var hasMark = false
    for segment in segments {
      switch segment {
      case .literal(let text): if !text.allSatisfy(\.isWhitespace) { return false }
      case .value: return false
      case .begin, .end: hasMark = true
      }
    }
    return hasMark
  }

  private mutating func add(_ segment: Segment, line: Int) throws(PromptTemplateError) {
    switch segment {
    case .literal(let text):
      if text.isEmpty { return }
      if case .literal(let before) = nodes.last {
        nodes[nodes.count - 1] = .literal(before + text)
      } else {
        nodes.append(.literal(text))
      }
    case .value(let placeholder): nodes.append(.value(placeholder))
    case .begin(let placeholder, let isInverted, let mark):
      open.append(
        Open(
          placeholder: placeholder, isInverted: isInverted, mark: mark, line: line, before: nodes))
      nodes = []
    case .end(let placeholder, let mark):
      guard let section = open.popLast() else {
        throw error(
          .unexpectedEnd, mark, line: line, "ends a section that did not begin",
          "Write {{#\(placeholder.rawValue)}} where it begins.")
      }
      guard section.placeholder == placeholder else {
        let expected = "{{/\(section.placeholder.rawValue)}}"
        throw error(
          .unexpectedEnd, mark, line: line,
          "stands where \(expected) was expected, "
            + "the end of \(section.mark) of line \(section.line)",
          "End sections in the reverse order of their beginnings.")
      }
      nodes =
        section.before + [.section(placeholder, isInverted: section.isInverted, nodes)]
    }
  }

  private func error(
    _ kind: PromptTemplateError.Kind, _ mark: String, line: Int, _ found: String,
    _ advice: String
  ) -> PromptTemplateError {
    PromptTemplateError(
      kind, template: name, line: line, placeholder: mark, found: found, advice: advice)
  }
}
