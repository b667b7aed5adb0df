internal import Attribution
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

  /// How far it is on its way to an explanation.
  enum Turn: Sendable {
    /// It came while its file was followed and is to be explained; of too many the oldest are passed over.
    case arrived
    /// The user wants it explained.
    case waiting
    /// The model is at it.
    case asked
    /// It was passed over.
    case skipped

    /// Whether it is still to be explained.
    var isPending: Bool { self != .skipped }
  }

  /// What is read of it: two that are equal in this get the same explanation.
  struct Content: Hashable {
    var text: String
    var pair: String?
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
  /// The largest magnitude among the explanation's units, whose colours are on one scale with those of the other texts.
  var largest: Float = 0
  /// How far it is on its way to an explanation; nil: nobody asked for one, or it is there.
  var turn: Turn?
  /// Which of the files that were followed it stands in.
  var file: Int?
  /// Whether its line had no end when it was read: more of it may come.
  var isUnfinished = false

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

  /// What is read of it.
  var content: Content { Content(text: text, pair: pair) }

  /// Another model is in place: what this one said is what was said before.
  mutating func supersede() {
    previous = outcome
    outcome = nil
    explanation = nil
    largest = 0
  }

  /// Takes over the explanation and what is right from the same text as it stood in its file before.
  mutating func takeOver(_ former: TextItem) {
    (outcome, previous, explanation) = (former.outcome, former.previous, former.explanation)
    (largest, turn) = (former.largest, former.turn)
    expected = expected ?? former.expected
  }

  /// Finds the largest magnitude among the parts of the text.
  mutating func measure(by granularity: Granularity, fields: FieldSplit) {
    guard let explanation, let entry = explanation.entries.values.first else { return }
    largest =
      units(of: explanation, by: granularity, fields: fields)
      .map { abs($0.value(entry.estimate.values)) }.max() ?? 0
  }

  /// The parts of the text; what is unfolded on screen is so in the text there alone.
  func units(
    of explanation: Explanation, by granularity: Granularity, fields: FieldSplit
  ) -> [HeatUnit] {
    HeatUnit.units(
      of: explanation.encoding, input: explanation.input, by: granularity, fields: fields)
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
    read(content.split(whereSeparator: \.isNewline), labels: labels, source: source)
  }

  /// Reads lines of such a file; blank ones are nothing.
  static func read(
    _ lines: [some StringProtocol], labels: [String], source: Source
  ) -> [TextItem] {
    let decoder = JSONDecoder()
    return lines.compactMap { line in
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
