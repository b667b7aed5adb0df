/// A field of a text: a key and its value, or what stands in front of the first key.
public struct TextField: Hashable, Sendable {
  /// The key as it is written, of JSON without its quotes; nil for what stands in front of the first key.
  ///
  /// Of a pattern it is what matched, without blanks at its ends. It is nil too where nothing of a key is left: a
  /// match that is empty or blank, a JSON key that is cut off.
  public var name: String?
  /// Where it stands in Unicode scalars of its text, up to where the next field begins.
  public var range: Range<Int>

  /// Makes a field from its parts.
  public init(name: String?, range: Range<Int>) {
    self.name = name
    self.range = range
  }
}

/// How a text is divided into fields, the parts that alerts, tickets and log lines are made of.
///
/// A word or a sentence means little in such a text: what a reader asks is which field decided.
public enum FieldSplit: Hashable, Sendable {
  /// By the text's own form: JSON, else `key=value` and header lines, else no fields.
  ///
  /// - **JSON**: an object or array, or several behind one another (JSON lines), perhaps cut off at the end. Every
  ///   member's key begins a field, at any depth; braces, commas and an array's elements go with the key before them,
  ///   but the brace of an object that is no member's value with its first key. What stands inside strings is not
  ///   checked. A text that is not JSON, or has no member, goes by the other forms.
  /// - **`key=value`**, where there are two keys, or one that begins the text. A key is `[A-Za-z_@][A-Za-z0-9_.@/-]*`
  ///   directly before `=` (not `==`), at the start or behind a blank or one of `, ; | ( [ { & ?`. A value in quotes
  ///   (`"…"`, `'…'`, with `\` as the escape) ends with them, any other at the next key; a quote that is never closed
  ///   is a character like others, so that a stray one costs little. `?` and `&` begin nothing in a run without blanks
  ///   that has `://` before them, or a `?` inside a value: `url=http://a/b?x=1&y=2` is one field, `a=1&b=2` two.
  ///   What stands in front of the first key is a field of its own, unless it is only blanks and those marks.
  /// - **Header lines**, where there are two: lines that begin with a name, a colon and a blank, the name a letter and
  ///   up to 30 letters, digits, blanks, `_` or `-`. The lines behind one belong to it. Beside keys they begin fields
  ///   too, so that a ticket with parameters keeps its subject.
  case automatic
  /// At each match of a regular expression; a match may be empty, such as a look-ahead's.
  ///
  /// What stands in front of the first match is a field of its own, unless it is blank. A field of nothing but blanks
  /// goes with the one before it.
  case pattern(String)

  /// Reads how a user wants texts divided.
  ///
  /// - Parameter argument: a regular expression; an empty one asks for the texts' own form.
  /// - Throws: `ModelError(.invalidInput)` for what is no regular expression.
  public init(argument: String) throws(ModelError) {
    guard !argument.isEmpty else {
      self = .automatic
      return
    }
    _ = try Self.expression(argument)
    self = .pattern(argument)
  }

  /// Divides a text.
  ///
  /// The fields stand one behind the other and together cover the text, blanks included.
  ///
  /// - Parameter text: The text as typed.
  /// - Returns: The fields in order; none where the text has no such parts.
  /// - Throws: `ModelError(.invalidInput)` for a pattern that is no regular expression.
  /// - Complexity: O(scalars) for `automatic`; for a pattern what its expression takes.
  public func fields(of text: String) throws -> [TextField] {
    let scalars = Array(text.unicodeScalars)
    let scanner = FieldScanner(scalars: scalars)
    let starts =
      switch self {
      case .automatic: scanner.starts()
      case .pattern(let pattern): scanner.starts(try Self.matches(of: pattern, in: text))
      }
    return starts.indices.map { index in
      let next = starts.indices.contains(index + 1) ? starts[index + 1].place : scalars.count
      let name = starts[index].name.map { String(String.UnicodeScalarView(scalars[$0])) }
      return TextField(name: name, range: starts[index].place..<next)
    }
  }

  private static func expression(_ pattern: String) throws(ModelError) -> Regex<AnyRegexOutput> {
    guard let expression = try? Regex(pattern).matchingSemantics(.unicodeScalar) else {
      throw ModelError(
        .invalidInput, "The field pattern is no regular expression: \(pattern)",
        advice: "It matches where a field begins, such as \\w+=")
    }
    return expression
  }

  /// Where a regular expression matches, in scalars.
  private static func matches(of pattern: String, in text: String) throws -> [Range<Int>] {
    let expression = try expression(pattern)
    let scalars = text.unicodeScalars
    var known = (index: scalars.startIndex, place: 0)
    func place(of index: String.Index) -> Int {
      known = (index, known.place + scalars.distance(from: known.index, to: index))
      return known.place
    }
    return text.ranges(of: expression).map { match in
      let lower = place(of: match.lowerBound)
      return lower..<place(of: match.upperBound)
    }
  }
}

extension FieldSplit {
  /// The pattern that `--fields` takes, or how fields are found without one.
  public var name: String {
    switch self {
    case .automatic: "automatic"
    case .pattern(let pattern): pattern
    }
  }
}
