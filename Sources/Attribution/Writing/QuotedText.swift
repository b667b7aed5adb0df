/// Foreign text inside a sentence: on one line, within quotation marks it cannot close.
enum QuotedText {
  /// Characters of a part that are shown; a longer one is cut.
  static let partLimit = 40
  /// Characters of a whole text that are shown where it stands for itself, as a neighbour does.
  static let textLimit = 120

  /// `“text”`, cut to so many characters, control characters and quotation marks escaped.
  static func quoted(_ text: String, limit: Int = partLimit) -> String {
    "“" + escaped(shortened(text, limit: limit), escapesMarks: true) + "”"
  }

  /// The text with what cannot be seen, or does something to a terminal, written out: `\n`, `\u{1B}`.
  ///
  /// - Parameters:
  ///   - keeping: control characters that stay as they are.
  ///   - escapesMarks: whether `“`, `”` and the backslash get a backslash before them.
  static func escaped(
    _ text: String, keeping: Set<Unicode.Scalar> = [], escapesMarks: Bool
  ) -> String {
    var shown = ""
    for character in text {
      var before: Unicode.Scalar?
      for scalar in character.unicodeScalars {
        if keeping.contains(scalar) {
          shown.unicodeScalars.append(scalar)
        } else if escapesMarks, scalar == "“" || scalar == "”" || scalar == "\\" {
          shown += "\\\(scalar)"
        } else if isInvisible(scalar, after: before, in: character) {
          shown += escape(scalar)
        } else {
          shown.unicodeScalars.append(scalar)
        }
        before = scalar
      }
    }
    return shown
  }

  /// The beginning of a text with an ellipsis, where it is longer than so many characters.
  static func shortened(_ text: String, limit: Int) -> String {
    // Asking for the place stops there; a count would walk through a long text.
    guard text.index(text.startIndex, offsetBy: limit + 1, limitedBy: text.endIndex) != nil else {
      return text
    }
    return text.prefix(limit - 1) + "…"
  }

  /// Whether a scalar would not be seen where it stands.
  ///
  /// Joiners within an emoji, the tags of a flag and a variation selector behind its character do something that is seen; a row of tags or
  /// selectors behind a letter can carry a hidden message to a chat model.
  private static func isInvisible(
    _ scalar: Unicode.Scalar, after before: Unicode.Scalar?, in character: Character
  ) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return true
    case .format:
      guard before != nil else { return true }
      if scalar == "\u{200C}" || scalar == "\u{200D}" { return false }
      return character.unicodeScalars.first != "\u{1F3F4}"
    case .nonspacingMark:
      return scalar.properties.isVariationSelector
        && before?.properties.isVariationSelector ?? true
    default: return false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
}
