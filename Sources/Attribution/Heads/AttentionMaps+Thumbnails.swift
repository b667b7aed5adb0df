extension AttentionMaps {
  /// A map made small, by maximum and by mean.
  ///
  /// The maximum keeps a diagonal or a stripe however narrow it is; the mean tells a stripe from a single bright weight and is the
  /// share of attention that a block holds: times the block's width it is the mean over queries of the attention into it.
  public struct Thumbnail: Equatable, Sendable {
    /// Blocks of queries.
    public let rows: Int
    /// Blocks of keys.
    public let columns: Int
    /// The largest weight of each block, `[rows, columns]`.
    public let maximum: [Float]
    /// The mean weight of each block, `[rows, columns]`.
    public let mean: [Float]

    /// Reduces a map to at most `side` blocks each way; where it has fewer queries or keys they keep their number.
    ///
    /// - Parameters:
    ///   - map: `[queries, keys]`.
    ///   - queries: the number of its rows.
    ///   - keys: the number of its columns.
    ///   - side: at least 1.
    ///   - height: the most blocks of queries where that is not `side`; at least 1.
    /// - Complexity: O(queries · keys), about 0.2 ms for 512 × 512.
    public init(
      _ map: ArraySlice<Float>, queries: Int, keys: Int, side: Int, height: Int? = nil
    ) {
      let height = height ?? side
      precondition(map.count == queries * keys, "a map has a weight for every query and key")
      precondition(side > 0 && height > 0, "a thumbnail has at least one block")
      rows = min(height, queries)
      columns = min(side, keys)
      var maximum: [Float] = []
      var mean: [Float] = []
      maximum.reserveCapacity(rows * columns)
      mean.reserveCapacity(rows * columns)
      // A block of queries first, key by key, which runs in vectors; then blocks of keys.
      for row in 0..<rows {
        let block = AttentionMaps.block(row, of: rows, tokens: queries)
        var largest = [Float](repeating: 0, count: keys)
        var sum = largest
        for query in block {
          let start = map.startIndex + query * keys
          RowKernels.raise(&largest, to: map[start..<start + keys])
          RowKernels.add(map[start..<start + keys], to: &sum)
        }
        for column in 0..<columns {
          let columns = AttentionMaps.block(column, of: columns, tokens: keys)
          maximum.append(largest[columns].reduce(0, max))
          mean.append(sum[columns].reduce(0, +) / Float(block.count * columns.count))
        }
      }
      self.maximum = maximum
      self.mean = mean
    }
  }

  /// The tokens in one block of a text that is cut into `side` blocks: no two differ by more than one in length.
  public static func block(_ index: Int, of side: Int, tokens: Int) -> Range<Int> {
    tokens * index / side..<tokens * (index + 1) / side
  }

  /// One head's map made small.
  ///
  /// - Parameters:
  ///   - head: the head.
  ///   - side: the most blocks each way.
  ///   - height: the most blocks of queries where that is not `side`.
  ///   - selection: which queries and keys count; nil for all.
  /// - Complexity: O(tokens²).
  public func thumbnail(
    _ head: HeadIndex, side: Int, height: Int? = nil, selection: AttentionSelection? = nil
  ) -> Thumbnail {
    guard let selection else {
      return Thumbnail(map(head), queries: tokenCount, keys: tokenCount, side: side, height: height)
    }
    return Thumbnail(
      selection.submatrix(of: map(head))[...], queries: selection.queries.count,
      keys: selection.keys.count, side: side, height: height)
  }
}
