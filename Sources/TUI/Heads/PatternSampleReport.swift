public import Attribution
public import Model

/// What every head does over many texts, as means, as far as they are counted.
public struct PatternSampleReport: Equatable, Sendable {
  /// The sums, from which counting goes on.
  private var patterns = HeadPatternSample()
  /// What every head does by its means over the texts, in the order of `AttentionMaps.heads`; empty before the first text.
  public private(set) var profiles: [HeadProfile] = []
  /// Tokens of all texts.
  public private(set) var tokenCount = 0
  /// Texts that were longer than the model reads.
  public private(set) var cutCount = 0

  /// Starts without a text.
  public init() {}

  /// How many texts were counted.
  public var textCount: Int { patterns.textCount }

  /// Counts texts.
  ///
  /// - Parameters:
  ///   - scores: What the heads do on each.
  ///   - encodings: The texts as the model reads them.
  /// - Complexity: O(texts · heads).
  public mutating func add(_ scores: [HeadPatternScores], of encodings: [Encoding]) {
    precondition(scores.count == encodings.count, "every text has its scores")
    for score in scores { patterns.add(score) }
    profiles = patterns.heads
    tokenCount += encodings.reduce(0) { $0 + $1.count }
    cutCount += encodings.count(where: \.isTruncated)
  }
}
