/// Token ids of many sequences end to end: no padding anywhere.
///
/// A thousand masked variants of a text, the steps of an integral and a training batch are all this.
public struct RaggedBatch: Equatable, Sendable {
  /// Vocabulary ids of all sequences, `[rows]`.
  public private(set) var ids: [Int32] = []
  /// Segment ids, `[rows]`.
  public private(set) var typeIDs: [Int32] = []
  /// Where each sequence starts, and the total: `[sequences + 1]`.
  public private(set) var offsets: [Int] = [0]
  /// For each sequence, the position whose state the classifier reads, where it is not the architecture's own choice.
  public private(set) var pooledPositions: [Int?] = []

  /// An empty batch.
  public init() {}

  /// A batch of the given encodings.
  ///
  /// - Throws: `ModelError(.invalidInput)` for an encoding without tokens: an empty text has none where the tokenizer adds no
  ///   special ones (GPT-2).
  public init(_ encodings: [Encoding]) throws(ModelError) {
    for encoding in encodings {
      guard encoding.count > 0 else {
        throw ModelError(
          .invalidInput, "The text is empty, and this model's tokenizer adds no tokens of its own.",
          advice: "Give it at least one character.")
      }
      append(ids: encoding.ids, typeIDs: encoding.typeIDs)
    }
  }

  /// The same sequence many times over, for the points of an integral.
  public init(repeating encoding: Encoding, count: Int, pooledPosition: Int? = nil) {
    for _ in 0..<count {
      append(ids: encoding.ids, typeIDs: encoding.typeIDs, pooledPosition: pooledPosition)
    }
  }

  /// Adds a sequence.
  ///
  /// - Parameter pooledPosition: keeps the classifier at this position whatever the ids say (a GPT-2 classifier would otherwise move
  ///   to the last token that is not padding, and a PAD baseline would be read elsewhere than its text).
  public mutating func append(ids: [Int32], typeIDs: [Int32], pooledPosition: Int? = nil) {
    precondition(ids.count == typeIDs.count, "a sequence has a segment id for every token id")
    precondition(!ids.isEmpty, "a sequence has at least one token")
    self.ids += ids
    self.typeIDs += typeIDs
    offsets.append(self.ids.count)
    pooledPositions.append(pooledPosition)
  }

  /// The number of sequences.
  public var count: Int { offsets.count - 1 }
  /// The number of tokens of all sequences.
  public var rows: Int { ids.count }

  /// The rows of one sequence.
  public func range(_ sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }

  /// The rows of neighbouring sequences.
  func rows(_ sequences: Range<Int>) -> Range<Int> {
    offsets[sequences.lowerBound]..<offsets[sequences.upperBound]
  }

  /// Some of the sequences, as a batch of their own.
  ///
  /// - Complexity: O(rows taken)
  public func slice(_ sequences: Range<Int>) -> RaggedBatch {
    var part = RaggedBatch()
    for sequence in sequences {
      let range = range(sequence)
      part.append(
        ids: Array(ids[range]), typeIDs: Array(typeIDs[range]),
        pooledPosition: pooledPositions[sequence])
    }
    return part
  }

  /// Cuts the batch into runs of sequences of at most `maximumRows` rows, at least one sequence each.
  func chunks(maximumRows: Int) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var start = 0
    for sequence in 0..<count
    where sequence > start && offsets[sequence + 1] - offsets[start] > maximumRows {
      chunks.append(start..<sequence)
      start = sequence
    }
    if start < count { chunks.append(start..<count) }
    return chunks
  }
}
