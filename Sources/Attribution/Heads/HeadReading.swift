/// What one reads off one head's lines by eye: who looks at the class token, what that token gathers, where others meet.
struct HeadReading {
  /// From this weight on a token is said to look at another: no more than four can be looked at.
  static let lookingWeight: Float = 0.25
  /// The share of the tokens from which on it is all of them that look somewhere; a token or two always have something else to do.
  static let nearlyAll = 0.75
  /// The share of the tokens that look at one place by habit and not by accident.
  static let several = 0.15
  /// The share of the tokens that make a meeting point of a word.
  static let manyAtOneWord = 0.25
  /// The share of a row on the text from which on a token gathers there.
  static let gathering = 0.5
  /// Over so large a share of the text a row is spread when it is said to gather from all of it.
  static let wholeText = 0.5

  /// How widely something holds.
  enum Extent: Equatable {
    /// For nearly all tokens.
    case all
    /// For these tokens.
    case part([Int])
  }

  /// Who looks at the class token.
  var classIsSeen: Extent?
  /// What the token that the classifier reads looks at.
  var classGathers: Extent?
  /// Which neighbours tokens look at.
  var neighbours: LayerSummary.Side?
  /// Words that several others look at.
  var meetingPoints: [Int]
  /// Whether tokens rest on the separators.
  var restsOnSeparator: Bool
  /// Whether attention is even.
  var isEven: Bool

  /// What is the same for all heads of a text.
  struct Context {
    let maps: AttentionMaps
    let roles: TokenRoles
    /// The token whose readers are watched: the class token, else the first.
    let hub: Int
    /// The token that the classifier reads.
    let reader: Int
    /// Words and punctuation but for the hub, with the weight from which on each looks at a token.
    let queries: [(position: Int, threshold: Float)]
    /// How many of these could look at each token, itself aside.
    let observers: [Int]

    init(_ maps: AttentionMaps, _ roles: TokenRoles, _ statistics: HeadStatistics) {
      self.maps = maps
      self.roles = roles
      let hub = roles.classification ?? 0
      self.hub = hub
      reader = statistics.reader
      let asked = statistics.queries.filter { $0 != hub && maps.visibleKeys(of: $0) > 1 }
      queries = asked.map { query in
        let chance = Float(HeadProfile.overChance) / Float(maps.visibleKeys(of: query))
        return (query, max(HeadReading.lookingWeight, chance))
      }
      observers = (0..<maps.tokenCount).map { key in
        asked.count { $0 != key && key < maps.visibleKeys(of: $0) }
      }
    }
  }

  /// Reads one head.
  ///
  /// - Complexity: O(tokens²).
  init(_ head: HeadIndex, _ profile: HeadProfile, _ context: Context) {
    isEven = profile.relativeEntropy >= HeadProfile.broadEntropy
    var watchers: [Int] = []
    var counts = [Int](repeating: 0, count: context.maps.tokenCount)
    for (query, threshold) in context.queries {
      let row = context.maps.row(head, query: query)
      if row[row.startIndex + context.hub] >= threshold { watchers.append(query) }
      row.withUnsafeBufferPointer { row in
        for key in row.indices where row[key] >= threshold && key != query { counts[key] += 1 }
      }
    }
    let watched = Double(watchers.count)
    let observers = Double(context.observers[context.hub])
    classIsSeen =
      watched >= max(2, Self.nearlyAll * observers)
      ? .all : watched >= max(2, Self.several * observers) ? .part(watchers) : nil
    meetingPoints = counts.indices.filter { key in
      context.roles[key].kind == .text && key != context.hub
        && Double(counts[key]) >= max(3, Self.manyAtOneWord * Double(context.observers[key]))
    }
    classGathers = Self.gathered(by: context.reader, of: head, isEven, context)
    neighbours = Self.neighbours(profile)
    let separator = profile.share(of: .separator)
    restsOnSeparator = separator?.isDominant ?? false
  }

  private static func gathered(
    by reader: Int, of head: HeadIndex, _ isEven: Bool, _ context: Context
  ) -> Extent? {
    let row = context.maps.row(head, query: reader)
    let keys = context.roles.positions { $0.isOfText }.filter {
      $0 != reader && $0 != context.hub && $0 < context.maps.visibleKeys(of: reader)
    }
    let weights = keys.map { Double(row[row.startIndex + $0]) }
    let total = weights.reduce(0, +)
    guard keys.count >= LayerSummary.minimumTokens, total >= gathering else { return nil }
    // 1/Σp² tokens, evenly looked at, would be as concentrated.
    let effective = total * total / weights.reduce(0) { $0 + $1 * $1 }
    guard effective < wholeText * Double(keys.count) else { return isEven ? nil : .all }
    let largest = weights.max() ?? 0
    return .part(zip(keys, weights).filter { $1 >= largest / 3 }.map(\.0))
  }

  private static func neighbours(_ profile: HeadProfile) -> LayerSummary.Side? {
    let previous = profile.share(of: .previous)
    let next = profile.share(of: .next)
    let (before, behind) = (previous?.value ?? 0, next?.value ?? 0)
    let chance = (previous?.chance ?? 0) + (next?.chance ?? 0)
    guard before + behind >= max(HeadProfile.dominantShare, HeadProfile.overChance * chance) else {
      return nil
    }
    return before >= 2 * behind ? .before : behind >= 2 * before ? .behind : .both
  }
}
