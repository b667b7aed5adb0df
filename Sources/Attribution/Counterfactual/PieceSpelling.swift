/// How a piece of the vocabulary is written into a text: without the vocabulary's signs.
public struct PieceSpelling: Hashable, Sendable {
  /// The piece's characters.
  public var text: String
  /// Whether it goes on with the word before it.
  public var isContinuation: Bool

  /// Makes a spelling from its parts.
  public init(text: String, isContinuation: Bool) {
    self.text = text
    self.isContinuation = isContinuation
  }

  /// Reads a piece's signs.
  ///
  /// - Parameters:
  ///   - piece: as the vocabulary spells it (`##ing`, `Ġthe`, `▁the`), or as `Tokenizer.displayText(of:)` gives it, which also turns
  ///     GPT-2's signs for bytes into characters (` the`, `é`).
  ///   - marksContinuations: whether the vocabulary has a sign for pieces that go on with a word (WordPiece's `##`) and none for those
  ///     that begin one; otherwise it is the other way round.
  public init(_ piece: String, marksContinuations: Bool) {
    if marksContinuations {
      let isContinuation = piece.hasPrefix("##") && piece.count > 2
      self.init(
        text: isContinuation ? String(piece.dropFirst(2)) : piece, isContinuation: isContinuation)
    } else {
      let signs: Set<Unicode.Scalar> = ["Ġ", "▁", " "]
      let scalars = piece.unicodeScalars.drop { signs.contains($0) }
      self.init(
        text: String(Substring(scalars)),
        isContinuation: scalars.startIndex == piece.unicodeScalars.startIndex)
    }
  }
}
