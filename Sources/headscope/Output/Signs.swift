internal import CTerminal

/// The signs of this program's own in what it prints for people: bars, lines, `±`, `×`.
///
/// Where the user's locale is not UTF-8 (`LC_ALL=C`) each has a counterpart in ASCII. Letters and emoji of texts, pieces and
/// labels stay, as `cat` would print them. JSON, HTML and SVG are UTF-8 by definition and do not come here.
enum Signs {
  /// Whether the user's locale shows them as they are.
  static let areShown = terminal_use_unicode_locale() != 0

  /// No part of a bar may look like a sign: it stands right behind a number.
  private static let counterparts: [Character: String] = [
    "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "=", "▍": "=", "▎": ".", "▏": ".",
    "│": "|", "▼": "v", "·": ".", "×": "x", "±": "~", "−": "-", "–": "-", "…": "...", "Δ": "delta",
    "␊": "\\n", "␉": "\\t", "␍": "\\r", "␀": "\\0",
  ]

  /// What is printed for people, as their locale has it.
  static func shown(_ text: String, asTheyAre: Bool = areShown) -> String {
    // Characters, not scalars: what carries a mark or a variation selector is the text's.
    if asTheyAre || text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    return text.reduce(into: "") { $0 += counterparts[$1] ?? String($1) }
  }
}
