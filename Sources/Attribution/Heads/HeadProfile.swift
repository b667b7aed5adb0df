/// How much of one head's attention each pattern takes, and which pattern names the head.
public struct HeadProfile: Equatable, Sendable {
  /// The share that names a head: most of its attention, the bound by which Clark and others count heads.
  static let dominantShare = 0.5
  /// How many times what even attention would give; on few tokens half of the attention may be no more than chance.
  static let overChance = 2.0
  /// Occasional patterns need this many queries: one pair of pieces is no habit.
  static let minimumQueries = 2
  /// Entropy over that of even attention from which a head is broad: at 32 tokens as if 16 shared it evenly.
  static let broadEntropy = 0.8

  /// One pattern's share.
  public struct Share: Equatable, Sendable {
    /// The pattern.
    public var pattern: HeadPattern
    /// The share of attention on the pattern's keys, 0…1: mean over the queries asked that have such a key.
    public var value: Double
    /// What even attention would give.
    public var chance: Double
    /// How many queries had such a key, in all texts.
    public var queries: Int
    /// How many texts had such a query.
    public var texts = 1
    /// Which token, for `.singleToken` of one text.
    public var position: Int?

    /// Whether it is most of the attention, and not by chance.
    public var isDominant: Bool { value >= dominantShare && value >= overChance * chance }
  }

  /// The pattern that names a head.
  public struct Match: Equatable, Sendable {
    /// The pattern.
    public var pattern: HeadPattern
    /// Its share of attention; for `.broad` the relative entropy, for `.mixed` the largest share there is.
    public var score: Double
    /// Which token, for `.singleToken` of one text.
    public var position: Int?
  }

  /// The patterns that the text, or any text of a sample, has keys for.
  public let shares: [Share]
  /// Entropy over that of even attention, 0…1.
  public var relativeEntropy: Double { spread.relativeEntropy }
  /// How spread, how far and how sure its attention is.
  public let spread: HeadSpread
  /// TransformerLens' scores.
  public let detection: HeadDetection

  /// A pattern's share; nil where no query had a key for it.
  public func share(of pattern: HeadPattern) -> Share? {
    shares.first { $0.pattern == pattern }
  }

  /// The pattern that names the head.
  ///
  /// The largest share wins, if it is most of the attention and at least twice what chance would give. Patterns that only few tokens
  /// have keys for are compared by what these tokens do, and yield to nothing but a larger share of a pattern of position or of one
  /// token: that the head rests on `[SEP]` for all other tokens says only that it has nothing to do there.
  public var best: Match {
    func largest(where isWanted: (Share) -> Bool) -> Share? {
      shares.filter(isWanted).reduce(nil) { best, share in
        if let best, best.value >= share.value { return best }
        return share
      }
    }
    func match(_ share: Share) -> Match {
      Match(pattern: share.pattern, score: share.value, position: share.position)
    }
    let other = largest { !$0.pattern.isOccasional && !$0.pattern.isRest }
    if let occasional = largest(where: {
      $0.pattern.isOccasional && $0.queries >= Self.minimumQueries && $0.isDominant
    }), occasional.value > other?.value ?? 0 {
      return match(occasional)
    }
    if let dense = largest(where: { !$0.pattern.isOccasional && $0.isDominant }) {
      return match(dense)
    }
    if relativeEntropy >= Self.broadEntropy {
      return Match(pattern: .broad, score: relativeEntropy)
    }
    let score = largest { !$0.pattern.isOccasional }?.value ?? 0
    return Match(pattern: .mixed, score: score)
  }
}
