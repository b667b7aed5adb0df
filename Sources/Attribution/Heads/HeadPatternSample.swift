/// What every head does over a sample of texts, gathered text by text in constant memory.
///
/// Each text counts once. For a pattern only the texts count that have a key for it: without punctuation there is nothing to say about
/// attention to punctuation. TransformerLens' scores are means over all texts, as there.
public struct HeadPatternSample: Equatable, Sendable {
  /// How many texts were added.
  public private(set) var textCount = 0
  /// One element a head.
  private var sums: [Sum] = []

  private struct Sum: Equatable {
    var shares: [HeadPattern: HeadProfile.Share] = [:]
    var spread = HeadSpread.zero
    var detection = HeadDetection(
      previous: .init(product: 0, difference: 0), duplicate: .init(product: 0, difference: 0),
      induction: .init(product: 0, difference: 0))
  }

  /// Makes an empty sample.
  public init() {}

  /// Adds one text; all texts of a sample are read by the same model.
  ///
  /// - Complexity: O(heads).
  public mutating func add(_ scores: HeadPatternScores) {
    if textCount == 0 { sums = scores.heads.map { _ in Sum() } }
    precondition(sums.count == scores.heads.count, "a sample is of one model")
    textCount += 1
    for (index, profile) in scores.heads.enumerated() {
      for share in profile.shares {
        guard var sum = sums[index].shares[share.pattern] else {
          sums[index].shares[share.pattern] = share
          sums[index].shares[share.pattern]?.position = nil
          continue
        }
        sum.value += share.value
        sum.chance += share.chance
        sum.queries += share.queries
        sum.texts += share.texts
        sums[index].shares[share.pattern] = sum
      }
      sums[index].spread.add(profile.spread)
      sums[index].detection.add(profile.detection)
    }
  }

  /// The means so far, one element a head; empty before the first text.
  public var heads: [HeadProfile] {
    sums.map { sum in
      let shares = HeadPattern.targeted.compactMap { pattern -> HeadProfile.Share? in
        guard var share = sum.shares[pattern] else { return nil }
        share.value /= Double(share.texts)
        share.chance /= Double(share.texts)
        return share
      }
      var (spread, detection) = (sum.spread, sum.detection)
      spread.divide(by: Double(textCount))
      detection.divide(by: Double(textCount))
      return HeadProfile(shares: shares, spread: spread, detection: detection)
    }
  }
}

extension HeadDetection {
  fileprivate mutating func add(_ other: HeadDetection) {
    for pattern in Self.patterns {
      self[keyPath: pattern].product += other[keyPath: pattern].product
      self[keyPath: pattern].difference += other[keyPath: pattern].difference
    }
  }

  fileprivate mutating func divide(by count: Double) {
    for pattern in Self.patterns {
      self[keyPath: pattern].product /= count
      self[keyPath: pattern].difference /= count
    }
  }

  private static var patterns: [WritableKeyPath<HeadDetection, Score>] {
    [\.previous, \.duplicate, \.induction]
  }
}
