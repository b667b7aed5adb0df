import Model

/// The queries and keys that a filter leaves of a text: a mask over maps, as every row of it is the same.
public struct AttentionSelection: Equatable, Sendable {
  /// The positions that ask, rising.
  public let queries: [Int]
  /// The positions that are looked at, rising.
  public let keys: [Int]
  /// Tokens of the text.
  public let tokenCount: Int

  /// What a filter leaves; nothing, where it wants a second text and there is none.
  public init(_ filter: AttentionFilter, _ roles: TokenRoles) {
    func positions(of segment: TokenRoles.Segment?) -> [Int] {
      roles.positions { token in
        (filter.includesSpecialTokens || token.isOfText)
          && (segment == nil || token.segment == segment)
      }
    }
    queries = positions(of: filter.direction.queries)
    keys = positions(of: filter.direction.keys)
    tokenCount = roles.count
  }

  /// Whether no line is left.
  public var isEmpty: Bool { queries.isEmpty || keys.isEmpty }

  /// Whether a line passes.
  public func contains(query: Int, key: Int) -> Bool {
    queries.contains(query) && keys.contains(key)
  }

  /// What is left of a map, `[queries, keys]`.
  ///
  /// Weights stay what they are: a row sums to the share of the query's attention that goes to these keys.
  ///
  /// - Parameter map: `[query, key]`, of a head or of several.
  /// - Complexity: O(queries · keys).
  public func submatrix(of map: ArraySlice<Float>) -> [Float] {
    precondition(map.count == tokenCount * tokenCount, "map and selection are of the same text")
    var result: [Float] = []
    result.reserveCapacity(queries.count * keys.count)
    guard let first = keys.first, let last = keys.last else { return result }
    // The keys of one of two texts lie side by side: they are copied as they are.
    let isWhole = last - first + 1 == keys.count
    for query in queries {
      let start = map.startIndex + query * tokenCount
      if isWhole {
        result.append(contentsOf: map[start + first...start + last])
      } else {
        for key in keys { result.append(map[start + key]) }
      }
    }
    return result
  }

  /// The share of these queries' attention that goes to these keys: the mean over the queries, 0 without any.
  ///
  /// - Complexity: O(queries · keys).
  public func share(of map: ArraySlice<Float>) -> Double {
    guard !queries.isEmpty else { return 0 }
    return VectorArithmetic.sum(submatrix(of: map)[...]) / Double(queries.count)
  }
}
