/// What the heads of each layer do together on one text, as one would tell it from a picture of all of them.
///
/// A finding is what at least a quarter of a layer's heads show, evenness what half of them show; adjoining layers with the same finding
/// are one. The class token as key (who looks at it) and as query (what it gathers) are findings of their own: a line between two
/// tokens says nothing until one knows which end asked. All of it is about mixing weights; what carries the prediction is another
/// question.
public struct LayerSummary: Equatable, Sendable {
  /// What can be seen in a layer.
  public enum Observation: String, Sendable, CaseIterable {
    /// As key: nearly every token looks at the class token.
    case classSeenByAll = "class-seen-by-all"
    /// As key: some tokens look at the class token.
    case classSeenBySome = "class-seen-by-some"
    /// As query: what the classifier reads gathers from the whole text.
    case classGathersAll = "class-gathers-all"
    /// As query: what the classifier reads gathers from a few tokens.
    case classGathersSome = "class-gathers-some"
    /// Tokens look at their neighbours: parallel lines.
    case neighbours
    /// Several tokens look at one word.
    case meetingPoint = "meeting-point"
    /// Tokens rest on the separators.
    case separator
    /// Attention is spread evenly.
    case even
  }

  /// Which neighbours are looked at.
  public enum Side: String, Sendable {
    /// The token before.
    case before
    /// The token behind.
    case behind
    /// Both.
    case both
  }

  /// Something that adjoining layers show.
  public struct Finding: Equatable, Sendable {
    /// What is seen.
    public var observation: Observation
    /// Where.
    public var layers: ClosedRange<Int>
    /// The heads that show it.
    public var heads: [HeadIndex]
    /// The tokens it is about, those that most heads agree on first: who looks, what is gathered from, where others meet.
    public var positions: [Int] = []
    /// For neighbours, which.
    public var side: Side?
  }

  /// The share of a layer's heads that makes a finding.
  static let headShare = 0.25
  /// The share of a layer's heads that makes it even.
  static let evenShare = 0.5
  /// With fewer words all patterns are one.
  static let minimumTokens = 3

  /// What was found, from the first layer on.
  public let findings: [Finding]
  let roles: TokenRoles
  let headCount: Int
  let hub: Int
  let reader: Int

  /// Looks through the layers.
  ///
  /// - Parameters:
  ///   - maps: the attention.
  ///   - roles: the same text's tokens.
  ///   - statistics: the same attention's.
  ///   - scores: the same attention's.
  ///   - layers: those that are looked through, rising; nil for all.
  ///   - heads: those of every layer that are, rising; nil for all.
  /// - Throws: `CancellationError`, looked for between heads.
  /// - Complexity: O(layers · heads · tokens²).
  public init(
    _ maps: AttentionMaps, _ roles: TokenRoles, _ statistics: HeadStatistics,
    _ scores: HeadPatternScores, layers: [Int]? = nil, heads: [Int]? = nil
  ) throws {
    precondition(
      roles.count == maps.tokenCount && scores.heads.count == maps.layerCount * maps.headCount,
      "attention, roles and scores are of the same text")
    let context = HeadReading.Context(maps, roles, statistics)
    self.roles = roles
    let heads = heads ?? Array(0..<maps.headCount)
    headCount = heads.count
    hub = context.hub
    reader = context.reader
    guard context.queries.count >= Self.minimumTokens else {
      findings = []
      return
    }
    var found: [Finding] = []
    for layer in layers ?? Array(0..<maps.layerCount) {
      var readings: [(head: HeadIndex, reading: HeadReading)] = []
      for head in heads {
        try Task.checkCancellation()
        let index = HeadIndex(layer: layer, head: head)
        readings.append(
          (index, HeadReading(index, scores.heads[maps.offset(of: index)], context)))
      }
      found += Self.findings(of: readings, in: layer)
    }
    findings = Self.merged(found)
  }

  /// What one layer shows.
  private static func findings(
    of readings: [(head: HeadIndex, reading: HeadReading)], in layer: Int
  ) -> [Finding] {
    var found: [Finding] = []
    func add(
      _ observation: Observation, _ heads: [HeadIndex], share: Double = headShare,
      positions: [Int] = [], side: Side? = nil
    ) -> Bool {
      guard !heads.isEmpty, Double(heads.count) >= share * Double(readings.count) else {
        return false
      }
      found.append(
        Finding(
          observation: observation, layers: layer...layer, heads: heads, positions: positions,
          side: side))
      return true
    }
    func heads(where isShown: (HeadReading) -> Bool) -> [HeadIndex] {
      readings.filter { isShown($0.reading) }.map(\.head)
    }
    // All of it, or else some of it, where heads of both kinds count.
    func addClass(
      _ extent: KeyPath<HeadReading, HeadReading.Extent?>, all: Observation, some: Observation
    ) {
      if add(all, heads { $0[keyPath: extent] == .all }) { return }
      let tokens = readings.flatMap { element -> [Int] in
        guard case .part(let tokens) = element.reading[keyPath: extent] else { return [] }
        return tokens
      }
      _ = add(some, heads { $0[keyPath: extent] != nil }, positions: tokens)
    }
    addClass(\.classIsSeen, all: .classSeenByAll, some: .classSeenBySome)
    addClass(\.classGathers, all: .classGathersAll, some: .classGathersSome)
    let sides = readings.compactMap(\.reading.neighbours)
    let before = sides.count { $0 == .before }
    let behind = sides.count { $0 == .behind }
    let side: Side =
      before > 0 && behind == 0 ? .before : behind > 0 && before == 0 ? .behind : .both
    _ = add(.neighbours, heads { $0.neighbours != nil }, side: side)
    for point in mostFrequent(readings.flatMap(\.reading.meetingPoints)) {
      _ = add(
        .meetingPoint, heads { $0.meetingPoints.contains(point) }, positions: [point])
    }
    _ = add(.separator, heads(where: \.restsOnSeparator))
    _ = add(.even, heads(where: \.isEven), share: evenShare)
    return found
  }

  /// Each value once, the most frequent first, among equals the smallest.
  private static func mostFrequent(_ values: [Int]) -> [Int] {
    let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// Makes one finding of what adjoining layers share.
  private static func merged(_ findings: [Finding]) -> [Finding] {
    var merged: [Finding] = []
    for finding in findings {
      let isPoint = finding.observation == .meetingPoint
      let open = merged.lastIndex { earlier in
        earlier.observation == finding.observation && earlier.side == finding.side
          && earlier.layers.upperBound + 1 == finding.layers.lowerBound
          && (!isPoint || earlier.positions == finding.positions)
      }
      if let open {
        merged[open].layers = merged[open].layers.lowerBound...finding.layers.upperBound
        merged[open].heads += finding.heads
        if !isPoint { merged[open].positions += finding.positions }
      } else {
        merged.append(finding)
      }
    }
    for index in merged.indices {
      merged[index].positions = mostFrequent(merged[index].positions)
    }
    return merged
  }
}
