internal import Foundation
internal import Model

/// A text of the list: from a file, or kept by the user with a note and the class that is right.
public struct TextItem: Equatable, Sendable {
  /// Where it came from.
  public enum Source: String, Sendable {
    case bookmark
    case file
    case history
  }

  /// What one model said of it.
  struct Outcome: Equatable, Sendable {
    var model: String
    var label: String
    var output: Float
  }

  /// The first or only text.
  public var text: String
  /// The second text of a pair.
  public var pair: String?
  /// What the user wrote to it.
  public var note: String
  /// The label that is right, as the user or the file says.
  public var expected: String?
  /// Where it came from.
  public var source: Source
  /// What the present model said, when it was asked.
  var outcome: Outcome?
  /// What the model before it said.
  var previous: Outcome?
  /// The present model's explanation.
  var explanation: Explanation?

  /// Makes an item that no model has seen.
  public init(
    text: String, pair: String? = nil, note: String = "", expected: String? = nil,
    source: Source = .bookmark
  ) {
    self.text = text
    self.pair = pair
    self.note = note
    self.expected = expected
    self.source = source
  }

  /// Another model is in place: what this one said is what was said before.
  mutating func supersede() {
    previous = outcome
    outcome = nil
    explanation = nil
  }

  /// Whether the present model says something else than the one before.
  var isFlipped: Bool {
    guard let outcome, let previous else { return false }
    return outcome.label != previous.label
  }

  /// Whether the model is right; nil when nobody said what is.
  var isRight: Bool? {
    guard let expected, let outcome else { return nil }
    return expected == outcome.label
  }

  private struct Line: Codable {
    var text: String
    var pair: String?
    var note: String?
    var expected: String?
    var label: String?
  }

  /// Reads a file of texts: JSON lines with `text`, `text;label` or `text<TAB>label` lines whose
  /// labels the model knows, else a text a line.
  public static func read(
    _ content: String, labels: [String], source: Source
  ) -> [TextItem] {
    let decoder = JSONDecoder()
    return content.split(whereSeparator: \.isNewline).compactMap { line in
      let text = line.trimmingCharacters(in: .whitespaces)
      guard !text.isEmpty else { return nil }
      if text.hasPrefix("{"), let row = try? decoder.decode(Line.self, from: Data(text.utf8)) {
        return TextItem(
          text: row.text, pair: row.pair, note: row.note ?? "", expected: row.expected ?? row.label,
          source: source)
      }
      for separator: Character in ["\t", ";"] {
        if let place = text.lastIndex(of: separator) {
          let label = String(text[text.index(after: place)...])
          if labels.contains(label) {
            return TextItem(text: String(text[..<place]), expected: label, source: source)
          }
        }
      }
      return TextItem(text: text, source: source)
    }
  }

  /// The bookmarks among items as JSON lines, which `--file` of the shell commands reads too.
  public static func lines(of items: [TextItem]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return items.filter { $0.source == .bookmark }.compactMap { item in
      let line = Line(
        text: item.text, pair: item.pair, note: item.note.isEmpty ? nil : item.note,
        expected: item.expected)
      return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) + "\n" }
    }.joined()
  }
}
