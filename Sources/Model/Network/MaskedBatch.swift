/// Texts with some of their pieces hidden, and what stood there: a batch of masked language modelling.
///
/// Devlin et al. 2019, section 3.1, task 1.
public struct MaskedBatch: Equatable, Sendable {
  /// The texts as the model reads them.
  public private(set) var batch = RaggedBatch()
  /// The rows of the batch that are asked for, rising, at least one a text: `[chosen]`.
  public private(set) var rows: [Int] = []
  /// The piece that stood at each of them, `[chosen]`.
  public private(set) var pieces: [Int32] = []

  /// An empty batch.
  public init() {}

  /// Adds a text.
  ///
  /// - Parameters:
  ///   - ids: with what hides the chosen pieces in their places.
  ///   - chosen: positions in the text, rising, and the pieces that stood there; at least one.
  public mutating func append(
    ids: [Int32], typeIDs: [Int32], chosen: [(position: Int, piece: Int32)]
  ) {
    precondition(!chosen.isEmpty, "something is asked of every text")
    precondition(
      zip(chosen, chosen.dropFirst()).allSatisfy { $0.position < $1.position }
        && chosen.allSatisfy { ids.indices.contains($0.position) },
      "chosen positions are the text's, and rise")
    let first = batch.rows
    batch.append(ids: ids, typeIDs: typeIDs)
    rows += chosen.map { first + $0.position }
    pieces += chosen.map(\.piece)
  }

  /// The number of pieces that are asked for.
  public var count: Int { rows.count }

  /// Some of the texts, as a batch of their own.
  ///
  /// - Complexity: O(rows taken + chosen).
  func slice(_ sequences: Range<Int>) -> MaskedBatch {
    let taken = batch.rows(sequences)
    var part = MaskedBatch()
    part.batch = batch.slice(sequences)
    for (row, piece) in zip(rows, pieces) where taken.contains(row) {
      part.rows.append(row - taken.lowerBound)
      part.pieces.append(piece)
    }
    return part
  }
}
