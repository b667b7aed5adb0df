public import Model

/// A text in parts, and what it reads like when some are deleted or replaced: a text that can be opened again.
///
/// The tokenizer may cut the new text otherwise than the edits put its pieces together. Where the list must hold for the texts as they are
/// opened, encode them to make the search's variants.
public struct CounterfactualText: Sendable {
  private struct Part {
    var sequence: Int
    /// In scalars, blanks at the ends left out where there is anything else.
    var range: Range<Int>
    /// Whether it goes on with the word of the part before it.
    var isContinuation: Bool
  }

  private let texts: [[Unicode.Scalar]]
  private let parts: [Part?]

  /// Divides a text.
  ///
  /// - Parameters:
  ///   - texts: as typed, and where it is one of a pair the second.
  ///   - encoding: the texts as the model reads them; it tells which pieces are of one word.
  ///   - parts: what edits count, in order: pieces (`Encoding.pieces`) or words (`Encoding.words`); edits of special tokens change no text.
  public init(_ texts: [String], _ encoding: Encoding, parts: [TextGroup]) {
    let texts = texts.map { Array($0.unicodeScalars) }
    self.texts = texts
    self.parts = parts.map { group in
      guard let sequence = group.sequence, texts.indices.contains(sequence) else { return nil }
      let scalars = texts[sequence]
      let range = group.range.clamped(to: 0..<scalars.count)
      let isBlank = scalars[range].allSatisfy(\.properties.isWhitespace)
      var trimmed = range
      if !isBlank {
        let first = range.first { !scalars[$0].properties.isWhitespace } ?? range.lowerBound
        let last = range.last { !scalars[$0].properties.isWhitespace } ?? range.lowerBound
        trimmed = first..<last + 1
      }
      return Part(
        sequence: sequence, range: trimmed, isContinuation: Self.continues(group, in: encoding))
    }
  }

  /// Whether a group's first piece is of the word of the piece before it.
  private static func continues(_ group: TextGroup, in encoding: Encoding) -> Bool {
    guard let piece = group.pieces.first, piece > 0, piece < encoding.count,
      let word = encoding.wordIndices[piece],
      encoding.sequences[piece - 1] == encoding.sequences[piece]
    else { return false }
    return encoding.wordIndices[piece - 1] == word
  }

  /// The texts with some parts deleted or replaced.
  ///
  /// A deleted part takes one neighbouring blank with it where its own place would leave two, or one at a line's end or before a
  /// punctuation mark. A replacement that begins a word is parted from letters beside it by a blank; one that continues a word sticks to
  /// what is left of it.
  ///
  /// - Parameters:
  ///   - edits: one a part at most.
  ///   - spelling: how the piece of an id is written.
  /// - Complexity: O(scalars + edits · log edits).
  public func applying(
    _ edits: [CounterfactualEdit], spelling: (Int32) -> PieceSpelling
  ) -> [String] {
    texts.indices.map { sequence in
      let own = edits.sorted().compactMap { edit -> TextEdit? in
        guard parts.indices.contains(edit.part), let part = parts[edit.part],
          part.sequence == sequence
        else { return nil }
        return TextEdit(range: part.range, spelling: edit.replacement.map(spelling))
      }
      guard !own.isEmpty else { return Self.string(texts[sequence]) }
      let continuations = parts.compactMap { part in
        part.flatMap {
          $0.sequence == sequence && $0.isContinuation ? $0.range.lowerBound : nil
        }
      }
      return Self.string(
        TextEdit.apply(own, to: texts[sequence], continuations: Set(continuations)))
    }
  }

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
