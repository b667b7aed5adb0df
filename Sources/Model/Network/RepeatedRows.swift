/// Which rows of a batch begin with the same vector: of variants of one text nearly all, again and again.
///
/// A layer that treats every row alone computes one of each and copies it to the others: word, position and segment vectors
/// with their norm, and the first layer's queries, keys and values.
struct RepeatedRows {
  /// The first row of each kind, rising.
  let distinct: [Int]
  /// For every row of the batch, which of `distinct` it is like.
  let kinds: [Int]

  /// Finds rows of one word, position and segment; all three are `[rows]`.
  ///
  /// - Returns: nil where fewer than half the rows are repetitions: copies would cost what they save.
  /// - Complexity: O(rows)
  init?(_ words: [Int32], positions: [Int32], types: [Int32]) {
    precondition(
      words.count == positions.count && words.count == types.count, "a word, a position, a segment")
    var known: [SIMD3<Int32>: Int] = [:]
    var distinct: [Int] = []
    var kinds: [Int] = []
    kinds.reserveCapacity(words.count)
    for row in words.indices {
      let key = SIMD3(words[row], positions[row], types[row])
      if let kind = known[key] {
        kinds.append(kind)
      } else {
        known[key] = distinct.count
        kinds.append(distinct.count)
        distinct.append(row)
        if distinct.count * 2 > words.count { return nil }
      }
    }
    self.distinct = distinct
    self.kinds = kinds
  }
}

extension NetworkPass {
  /// Rows of each kind copied to all rows that are like them, `[rows, columns]`.
  func expand(_ matrix: MatrixBuffer, to repeated: RepeatedRows) -> MatrixBuffer {
    precondition(matrix.rows == repeated.distinct.count, "a row of every kind")
    let expanded = pool.matrix(repeated.kinds.count, matrix.columns)
    backend.parallel(expanded.rows, by: 32) { rows in
      for row in rows {
        expanded.row(row).update(from: matrix.row(repeated.kinds[row]), count: matrix.columns)
      }
    }
    return expanded
  }
}
