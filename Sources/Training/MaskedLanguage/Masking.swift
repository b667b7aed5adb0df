internal import Model

/// Chooses the pieces that a masked language model is asked for, and hides them.
///
/// Devlin et al. 2019, section 3.1, task 1, and appendix A.1: of the chosen pieces 80 % become the mask token, 10 % any piece of the
/// vocabulary, and 10 % stay, so that the model must look at every piece. A text has as many chosen ones as its share of pieces, rounded
/// up or down at random, and at least one, as in BERT's own `create_pretraining_data.py`.
struct Masking: Sendable {
  /// What is drawn anew, and what is drawn once.
  enum Draw: Sendable {
    /// An epoch of the training, counted from 0.
    case epoch(Int)
    /// The evaluations of a run, all alike.
    case evaluation

    fileprivate var stream: Int {
      switch self {
      case .epoch(let epoch): epoch
      case .evaluation: -1
      }
    }
  }

  /// The share of the chosen pieces that the mask token hides.
  static let hiddenShare = 0.8
  /// The share of the chosen pieces that another piece hides.
  static let replacedShare = 0.1

  /// The share of a text's pieces that are chosen.
  let share: Double
  private let seed: UInt64
  private let mask: Int32
  /// Pieces that are never chosen, and stand for no other: RoBERTa's positions count from its padding.
  private let special: Set<Int32>
  /// What may stand in a piece's place.
  private let replacements: [Int32]

  /// Makes a rule for a tokenizer's pieces; nil where it has no mask token.
  ///
  /// - Parameter seed: decides with the draw and the text's row what is chosen and what hides it.
  init?(_ tokenizer: Tokenizer, share: Double, seed: UInt64) {
    guard let mask = tokenizer.specialTokens.mask else { return nil }
    let special = tokenizer.specialIDs
    self.mask = mask
    self.special = special
    self.share = share
    self.seed = seed
    replacements = (0..<Int32(tokenizer.vocabularySize)).filter {
      !special.contains($0) && tokenizer.token(for: $0) != nil
    }
  }

  /// Whether a text has a piece that can be asked for.
  func canHide(_ ids: [Int32]) -> Bool { ids.contains { !special.contains($0) } }

  /// Some texts with pieces hidden: the same for the same draw and rows, whatever else the batch holds.
  ///
  /// - Precondition: something can be hidden of every text.
  func batch(_ examples: EncodedExamples, _ rows: some Sequence<Int>, draw: Draw) -> MaskedBatch {
    var seeds = SeededGenerator(seed: seed, stream: draw.stream)
    let seed = seeds.next()
    var batch = MaskedBatch()
    for row in rows {
      var generator = SeededGenerator(seed: seed, stream: row)
      var (ids, typeIDs) = examples.pieces(row)
      let chosen = hide(&ids, &generator)
      batch.append(ids: ids, typeIDs: typeIDs, chosen: chosen)
    }
    return batch
  }

  /// Hides pieces of one text.
  ///
  /// - Returns: The positions that were chosen, rising, and the pieces that stood there.
  func hide(
    _ ids: inout [Int32], _ generator: inout SeededGenerator
  ) -> [(position: Int, piece: Int32)] {
    var positions = ids.indices.filter { !special.contains(ids[$0]) }
    let wanted = Int(share * Double(positions.count) + generator.uniform())
    positions.shuffle(using: &generator)
    return positions.prefix(max(1, wanted)).sorted().map { position in
      let piece = ids[position]
      let draw = generator.uniform()
      if draw < Self.hiddenShare {
        ids[position] = mask
      } else if draw < Self.hiddenShare + Self.replacedShare {
        ids[position] = replacements.randomElement(using: &generator) ?? mask
      }
      return (position, piece)
    }
  }
}
