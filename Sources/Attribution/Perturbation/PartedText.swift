import Model

/// A text as the model reads it in parts that can be taken out, and what stands for them.
///
/// Special tokens stay. Unlike `PerturbedText`, which follows lime's words, the parts are the reader's pieces, words or sentences.
struct PartedText {
  /// The parts in order.
  let groups: [TextGroup]
  private let encoding: Encoding
  /// What stands for a piece that is taken out; nil: it is left out.
  private let replacement: Int32?
  /// What stands for a text of which nothing is left.
  private let filler: Int32?

  /// Divides a text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - granularity: the parts.
  ///   - fields: how the text is divided where the parts are fields.
  ///   - replacement: what stands for pieces that are taken out.
  ///   - tokenizer: finds it.
  ///   - configuration: the model's.
  /// - Throws: `ModelError(.invalidInput)` where the vocabulary lacks what is to stand for a piece.
  init(
    _ text: ExplainedText, by granularity: Granularity, fields: FieldSplit = .automatic,
    replacement: PieceReplacement, tokenizer: Tokenizer, configuration: ModelConfiguration
  ) throws {
    encoding = text.encoding
    groups = text.parts(granularity, fields: fields).filter { !$0.isSpecial }
    self.replacement = try replacement.id(for: encoding, tokenizer, configuration)
    let special = tokenizer.specialTokens
    filler = special.padding ?? special.endOfText
  }

  /// The variant that keeps some parts.
  func variant(_ mask: FeatureMask) -> TextVariant { variant(mask, keeping: []) }

  /// The variant that keeps some parts, and some pieces of others.
  func variant(_ mask: FeatureMask, keeping pieces: Set<Int>) -> TextVariant {
    precondition(mask.count == groups.count, "a bit for every part")
    var isTaken = [Bool](repeating: false, count: encoding.count)
    for (part, group) in groups.enumerated() where !mask[part] {
      for piece in group.pieces where !pieces.contains(piece) { isTaken[piece] = true }
    }
    var variant = TextVariant()
    for piece in encoding.ids.indices {
      guard let id = isTaken[piece] ? replacement : encoding.ids[piece] else { continue }
      variant.append(
        id, typeID: encoding.typeIDs[piece], source: isTaken[piece] ? nil : piece)
    }
    if variant.ids.isEmpty, let filler { return TextVariant(filler: filler) }
    return variant
  }

  /// A number a piece from one a part, or its error, shared by the part's pieces; 0 for special tokens.
  func column(_ values: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: encoding.count)
    for (group, value) in zip(groups, values) {
      for piece in group.pieces { result[piece] = value / Float(group.pieces.count) }
    }
    return result
  }

  /// A number a part from one a piece: the sum.
  func scores(_ values: [Float]) -> [Double] {
    groups.map { $0.pieces.reduce(0) { $0 + Double(values[$1]) } }
  }
}
