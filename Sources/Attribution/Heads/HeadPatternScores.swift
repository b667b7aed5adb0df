/// What every head does on one text: the share of its attention on each pattern.
///
/// Shares are Clark et al.'s percentages (2019, section 3) over the queries that `HeadStatistics` asked. By default these are the words
/// and punctuation of the text: what `[CLS]` and `[SEP]` look at, mostly themselves, would blur every pattern. A query without a key of
/// a pattern (the first token has none before it) does not count for it, and a pattern for which no query has one is not there.
public struct HeadPatternScores: Equatable, Sendable {
  /// One element a head, in the order of `AttentionMaps.heads`.
  public let heads: [HeadProfile]

  /// Scores every head.
  ///
  /// - Parameters:
  ///   - maps: the attention.
  ///   - roles: the same text's tokens.
  ///   - statistics: the same attention's; its queries are asked.
  /// - Throws: `CancellationError`, looked for between heads.
  /// - Complexity: O(layers · heads · tokens²).
  public init(_ maps: AttentionMaps, _ roles: TokenRoles, _ statistics: HeadStatistics) throws {
    precondition(
      statistics.heads.count == maps.layerCount * maps.headCount
        && roles.count == maps.tokenCount,
      "attention, roles and statistics are of the same text")
    let targets = Self.targets(maps, roles, statistics.queries)
    let cells = HeadDetection.Cells(roles)
    let candidates = Candidates(maps, roles, statistics)
    heads = try zip(maps.heads, statistics.heads).map { index, head in
      try Task.checkCancellation()
      let map = maps.map(index)
      var shares = targets.map { $0.share(in: map, tokens: maps.tokenCount) }
      if let single = candidates.best(head.received, statistics.observers) {
        shares.append(single)
      }
      return HeadProfile(
        shares: shares, spread: head.spread,
        detection: HeadDetection(map, tokens: maps.tokenCount, cells))
    }
  }

  /// The keys of one pattern, for every query that has any.
  private struct Targets {
    var pattern: HeadPattern
    var keys: [(query: Int, keys: [Int])]
    var chance: Double

    func share(in map: ArraySlice<Float>, tokens: Int) -> HeadProfile.Share {
      var sum = 0.0
      for (query, keys) in keys {
        let start = map.startIndex + query * tokens
        for key in keys { sum += Double(map[start + key]) }
      }
      return HeadProfile.Share(
        pattern: pattern, value: sum / Double(keys.count), chance: chance,
        queries: keys.count)
    }
  }

  private static func targets(
    _ maps: AttentionMaps, _ roles: TokenRoles, _ queries: [Int]
  ) -> [Targets] {
    let separators = roles.positions { $0.kind == .separator }
    let punctuation = roles.positions { $0.kind == .punctuation }
    let words = Dictionary(grouping: roles.tokens.indices.filter { roles[$0].word != nil }) {
      roles[$0].word
    }
    // Equal punctuation and equal separators are patterns of their own.
    let equals = Dictionary(grouping: roles.positions { $0.kind == .text }) { roles[$0].id }
    func duplicates(_ query: Int) -> [Int] {
      roles[query].kind == .text ? equals[roles[query].id] ?? [] : []
    }
    func keys(_ pattern: HeadPattern, _ query: Int) -> [Int] {
      switch pattern {
      case .classification: roles.classification.map { [$0] } ?? []
      case .separator: separators
      case .firstToken: maps.isCausal && query > 0 ? [0] : []
      case .previous: query > 0 ? [query - 1] : []
      case .next: query + 1 < roles.count ? [query + 1] : []
      case .itself: [query]
      case .punctuation: punctuation
      case .sameWord: (words[roles[query].word] ?? []).filter { $0 != query }
      case .duplicate: duplicates(query).filter { $0 != query }
      case .induction:
        maps.isCausal ? duplicates(query).filter { $0 < query }.map { $0 + 1 } : []
      case .singleToken, .broad, .mixed: []
      }
    }
    return HeadPattern.targeted.compactMap { pattern in
      let found = queries.compactMap { query -> (query: Int, keys: [Int])? in
        // A decoder's first token has no choice.
        guard maps.visibleKeys(of: query) > 1 else { return nil }
        let visible = keys(pattern, query).filter { $0 < maps.visibleKeys(of: query) }
        return visible.isEmpty ? nil : (query, visible)
      }
      guard !found.isEmpty else { return nil }
      let chance = found.reduce(0) {
        $0 + Double($1.keys.count) / Double(maps.visibleKeys(of: $1.query))
      }
      return Targets(pattern: pattern, keys: found, chance: chance / Double(found.count))
    }
  }

  /// The words that may be what a head looks at, with what even attention would give them.
  private struct Candidates {
    /// A decoder's last words are seen by few: at least this share of the queries must have had the choice.
    static let minimumObservers = 0.25

    var words: [(position: Int, chance: Double)]

    init(_ maps: AttentionMaps, _ roles: TokenRoles, _ statistics: HeadStatistics) {
      let needed = max(
        Double(HeadProfile.minimumQueries), Self.minimumObservers * Double(statistics.queries.count)
      )
      words = roles.positions { $0.kind == .text }.compactMap { position in
        let observers = statistics.observers[position]
        guard Double(observers) >= needed, !maps.isCausal || position > 0 else { return nil }
        let chance = statistics.queries.reduce(0) { sum, query in
          let visible = maps.visibleKeys(of: query)
          return query == position || position >= visible ? sum : sum + 1 / Double(visible)
        }
        return (position, chance / Double(observers))
      }
    }

    /// The word that gets most from the others.
    func best(_ received: [Float], _ observers: [Int]) -> HeadProfile.Share? {
      guard let best = words.max(by: { received[$0.position] < received[$1.position] }) else {
        return nil
      }
      return HeadProfile.Share(
        pattern: .singleToken, value: Double(received[best.position]), chance: best.chance,
        queries: observers[best.position], position: best.position)
    }
  }
}
