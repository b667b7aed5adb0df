/// How spread, how far and how sure the attention of one head is, on one text or as the mean over many.
public struct HeadSpread: Equatable, Sendable {
  /// Entropy of a query's attention in nats.
  public var entropy: Double
  /// Entropy over that of even attention, 0…1.
  public var relativeEntropy: Double
  /// Entropy in nats of the row that the classifier reads.
  public var readerEntropy: Double
  /// How many tokens away a query looks.
  public var distance: Double
  /// The largest weight of a row, after Voita and others (2019).
  public var confidence: Double

  /// Nothing measured yet.
  static let zero = HeadSpread(
    entropy: 0, relativeEntropy: 0, readerEntropy: 0, distance: 0, confidence: 0)

  private static var measures: [WritableKeyPath<HeadSpread, Double>] {
    [\.entropy, \.relativeEntropy, \.readerEntropy, \.distance, \.confidence]
  }

  /// The mean of what several heads measure; nil of none.
  public static func mean(_ spreads: [HeadSpread]) -> HeadSpread? {
    guard !spreads.isEmpty else { return nil }
    var mean = zero
    for spread in spreads { mean.add(spread) }
    mean.divide(by: Double(spreads.count))
    return mean
  }

  mutating func add(_ other: HeadSpread) {
    for measure in Self.measures { self[keyPath: measure] += other[keyPath: measure] }
  }

  mutating func divide(by count: Double) {
    for measure in Self.measures { self[keyPath: measure] /= count }
  }
}
