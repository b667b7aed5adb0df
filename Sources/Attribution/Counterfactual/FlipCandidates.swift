/// HotFlip's estimate of what every piece of the vocabulary would do in the place of every token, and the best of them.
///
/// Ebrahimi et al. 2018: the first-order change of a function F of the word vectors when v stands in the place of the
/// token i is (e_v − e_i)·∇F at i. With F = log p(wanted) − log p(current), of softmax the difference of two logits, a large
/// estimate is a piece that should turn the class. One gradient serves all positions and the whole vocabulary; what a piece
/// really does is for the model to say (`CounterfactualSearch`).
public struct FlipCandidates: Equatable, Sendable {
  /// For every position its candidates, the largest estimate first and of equal ones the lower id; never the token itself.
  public let candidates: [[FlipCandidate]]

  /// The candidates of one position.
  public subscript(_ position: Int) -> [FlipCandidate] { candidates[position] }

  /// Estimates all pieces at all positions.
  ///
  /// - Parameters:
  ///   - ids: the token at each position, a row of the table.
  ///   - gradients: ∇F with respect to the word vector of each position, `[positions, width]`.
  ///   - vocabularySize: rows of the table.
  ///   - most: candidates of a position at most.
  ///   - bannedIDs: pieces that are never candidates, such as special tokens.
  ///   - blockSize: rows asked for at a time; it changes no result.
  ///   - withRows: lends rows of the table of word vectors, `[rows, width]`, for the time of the call it is given.
  /// - Throws: what `withRows` throws, such as `CancellationError`.
  /// - Complexity: O(vocabulary · positions · width) products, a block of rows in memory; the choice costs a comparison an
  ///   estimate.
  public init(
    for ids: [Int32], gradients: [Float], vocabularySize: Int, most: Int,
    bannedIDs: Set<Int32> = [], blockSize: Int = 1024,
    withRows: (
      _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Void
    ) throws -> Void
  ) rethrows {
    precondition(blockSize > 0, "a block has at least one row")
    precondition(
      ids.allSatisfy { $0 >= 0 && Int($0) < vocabularySize }, "tokens are rows of the table")
    precondition(
      ids.isEmpty == gradients.isEmpty && gradients.count.isMultiple(of: max(ids.count, 1)),
      "a gradient for every position")
    guard !ids.isEmpty, most > 0 else {
      candidates = ids.map { _ in [] }
      return
    }
    var selection = Selection(ids, vocabularySize: vocabularySize, most: most, bannedIDs)
    let product = FlipProduct(gradients, positions: ids.count)
    for start in stride(from: 0, to: vocabularySize, by: blockSize) {
      let rows = start..<min(start + blockSize, vocabularySize)
      try withRows(rows) { table in
        product.forEachRow(of: table, count: rows.count) { row, values in
          selection.add(values, of: rows.lowerBound + row)
        }
      }
    }
    candidates = selection.candidates
  }

  /// The largest estimates so far, position by position.
  private struct Selection {
    private let ids: [Int32]
    private let most: Int
    private var isBanned: [Bool]
    /// e_i·∇F, once the token's own row has come by.
    private var own: [Float]
    private var best: [[FlipCandidate]]
    /// What a value must exceed to be among the best.
    private var bounds: [Float]

    init(_ ids: [Int32], vocabularySize: Int, most: Int, _ bannedIDs: Set<Int32>) {
      self.ids = ids
      self.most = most
      isBanned = Array(repeating: false, count: vocabularySize)
      for id in bannedIDs where isBanned.indices.contains(Int(id)) { isBanned[Int(id)] = true }
      own = Array(repeating: 0, count: ids.count)
      best = Array(repeating: [], count: ids.count)
      bounds = Array(repeating: -.infinity, count: ids.count)
    }

    /// Takes e_v·∇F of one row at all positions; rows come in order.
    mutating func add(_ values: UnsafeBufferPointer<Float>, of row: Int) {
      let isBanned = isBanned[row]
      for position in 0..<ids.count {
        let value = values[position]
        if Int(ids[position]) == row {
          own[position] = value
        } else if value > bounds[position], !isBanned {
          insert(FlipCandidate(id: Int32(truncatingIfNeeded: row), estimate: value), at: position)
        }
      }
    }

    private mutating func insert(_ candidate: FlipCandidate, at position: Int) {
      // Only a larger value goes before others: of equal ones the lower id came first.
      let place =
        best[position].firstIndex { $0.estimate < candidate.estimate } ?? best[position].count
      best[position].insert(candidate, at: place)
      if best[position].count > most { best[position].removeLast() }
      if best[position].count == most, let last = best[position].last {
        bounds[position] = last.estimate
      }
    }

    var candidates: [[FlipCandidate]] {
      zip(best, own).map { best, own in
        best.map { FlipCandidate(id: $0.id, estimate: $0.estimate - own) }
      }
    }
  }
}
