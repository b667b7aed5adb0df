/// A text, or a pair of texts, as a model reads it: ids with what each of them stood for.
///
/// All arrays have one element a piece, special tokens included, in model order.
public struct Encoding: Equatable, Sendable {
  /// Vocabulary ids.
  public var ids: [Int32]
  /// Segment ids: 1 for the second text of a pair where the model tells them apart, else 0.
  public var typeIDs: [Int32]
  /// The pieces as the vocabulary spells them (`##ing`, `Ġthe`, `▁the`, `[CLS]`).
  public var tokens: [String]
  /// Where each piece stood, in Unicode scalars of its text **as typed**; `0..<0` for special tokens.
  public var offsets: [Range<Int>]
  /// Which text a piece belongs to: 0 the first, 1 the second, nil for special tokens.
  public var sequences: [Int?]
  /// The index of the pre-tokenizer's word that a piece belongs to, counted per text; nil for special tokens.
  public var wordIndices: [Int?]
  /// Whether the piece was added by the tokenizer's template and not by the text.
  public var isSpecial: [Bool]
  /// For each text, the scalar from which on it was cut off; nil where all of it was kept.
  public var cutOffAt: [Int?]

  /// The number of pieces.
  public var count: Int { ids.count }
  /// Whether any text was cut to the model's limit.
  public var isTruncated: Bool { cutOffAt.contains { $0 != nil } }

  /// Makes an encoding from its columns.
  public init(
    ids: [Int32], typeIDs: [Int32], tokens: [String], offsets: [Range<Int>], sequences: [Int?],
    wordIndices: [Int?], isSpecial: [Bool], cutOffAt: [Int?] = [nil]
  ) {
    self.ids = ids
    self.typeIDs = typeIDs
    self.tokens = tokens
    self.offsets = offsets
    self.sequences = sequences
    self.wordIndices = wordIndices
    self.isSpecial = isSpecial
    self.cutOffAt = cutOffAt
  }
}
