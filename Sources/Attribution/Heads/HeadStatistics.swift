import Foundation
import Model

/// How spread, how far and how sure the attention of every head is on one text.
public struct HeadStatistics: Equatable, Sendable {
  /// Which tokens are asked where they look.
  public enum Queries: Sendable {
    /// Words and punctuation: the model's own tokens mostly look at themselves, and would hide what a head does. A text of nothing
    /// else has all its tokens asked.
    case text
    /// Every token, as Clark et al. 2019 count.
    case all
  }

  /// One head.
  public struct Head: Equatable, Sendable {
    /// Entropy of a query's attention in nats, mean over all queries.
    public var entropy: Double
    /// Entropy over that of even attention to all keys the query can see, mean over all queries that see more than one; 0…1.
    public var relativeEntropy: Double
    /// Entropy in nats of the row that the classifier reads.
    public var readerEntropy: Double
    /// Σ a·|query − key| in tokens, mean over all queries.
    public var distance: Double
    /// The largest weight of a row, mean over all queries, after Voita and others (2019).
    public var confidence: Double
    /// What each position gets from the queries asked that see it, itself aside: `[key]`, mean over those queries.
    public var received: [Float]

    /// The numbers among these that are of the head alone.
    public var spread: HeadSpread {
      HeadSpread(
        entropy: entropy, relativeEntropy: relativeEntropy, readerEntropy: readerEntropy,
        distance: distance, confidence: confidence)
    }
  }

  /// One element a head, in the order of `AttentionMaps.heads`.
  public let heads: [Head]
  /// The positions of the queries asked.
  public let queries: [Int]
  /// How many of these see each position, itself aside: `[key]`.
  public let observers: [Int]
  /// The position that the classifier reads: the class token, without one the last token of a decoder and the first of an encoder.
  public let reader: Int

  /// Measures every head.
  ///
  /// - Parameters:
  ///   - maps: the attention.
  ///   - roles: the same text's tokens.
  ///   - queries: who is asked for `received`.
  /// - Throws: `CancellationError`, looked for between heads.
  /// - Complexity: O(layers · heads · tokens²), one logarithm a weight.
  public init(_ maps: AttentionMaps, _ roles: TokenRoles, queries: Queries = .text) throws {
    let count = maps.tokenCount
    precondition(roles.count == count, "roles and attention are of the same text")
    let ofText = roles.positions { $0.isOfText }
    let asked = queries == .all || ofText.isEmpty ? Array(0..<count) : ofText
    let observers = (0..<count).map { key in
      asked.count { $0 != key && key < maps.visibleKeys(of: $0) }
    }
    self.queries = asked
    self.observers = observers
    reader = roles.classification ?? (maps.isCausal ? count - 1 : 0)
    // distances[count − 1 − query + key] = |query − key|
    let distances = (0..<2 * count - 1).map { Float(abs($0 - (count - 1))) }
    var heads: [Head] = []
    heads.reserveCapacity(maps.layerCount * maps.headCount)
    for head in maps.heads {
      try Task.checkCancellation()
      heads.append(
        Self.measure(
          maps, head, distances: distances, queries: asked, observers: observers, reader: reader))
    }
    self.heads = heads
  }

  private static func measure(
    _ maps: AttentionMaps, _ index: HeadIndex, distances: [Float], queries: [Int], observers: [Int],
    reader: Int
  ) -> Head {
    let count = maps.tokenCount
    var head = Head(
      entropy: 0, relativeEntropy: 0, readerEntropy: 0, distance: 0, confidence: 0, received: [])
    var compared = 0
    for query in 0..<count {
      let summary = VectorArithmetic.describe(
        maps.row(index, query: query),
        weights: distances[count - 1 - query..<2 * count - 1 - query])
      head.entropy += summary.entropy
      head.distance += summary.weighted
      head.confidence += Double(summary.maximum)
      if query == reader { head.readerEntropy = summary.entropy }
      let visible = maps.visibleKeys(of: query)
      if visible > 1 {
        head.relativeEntropy += summary.entropy / log(Double(visible))
        compared += 1
      }
    }
    head.entropy /= Double(count)
    head.distance /= Double(count)
    head.confidence /= Double(count)
    head.relativeEntropy /= Double(max(1, compared))

    var received = [Float](repeating: 0, count: count)
    for query in queries { RowKernels.add(maps.row(index, query: query), to: &received) }
    for query in queries { received[query] -= maps[index, query, query] }
    head.received = zip(received, observers).map { $1 > 0 ? max(0, $0 / Float($1)) : 0 }
    return head
  }
}
