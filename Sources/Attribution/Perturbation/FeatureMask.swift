/// Which features of a text are kept in a variant of it.
public struct FeatureMask: Hashable, Sendable {
  /// How many features there are.
  public let count: Int
  private var words: [UInt64]

  /// A mask that keeps all features, or none.
  public init(count: Int, keepingAll: Bool) {
    self.count = count
    words = Array(repeating: keepingAll ? .max : 0, count: (count + 63) / 64)
    // Bits beyond the features are zero, so that equal masks are equal.
    if keepingAll, count % 64 > 0 { words[count / 64] = (1 << UInt64(count % 64)) - 1 }
  }

  /// Whether a feature is kept.
  public subscript(_ feature: Int) -> Bool {
    get { words[feature / 64] >> UInt64(feature % 64) & 1 == 1 }
    set {
      precondition((0..<count).contains(feature), "a feature of the text")
      let bit: UInt64 = 1 << UInt64(feature % 64)
      if newValue { words[feature / 64] |= bit } else { words[feature / 64] &= ~bit }
    }
  }

  /// What either mask keeps.
  public func union(_ other: FeatureMask) -> FeatureMask {
    precondition(count == other.count, "masks of one text")
    var result = self
    for index in words.indices { result.words[index] |= other.words[index] }
    return result
  }

  /// What this mask does not keep.
  public var complement: FeatureMask {
    var result = FeatureMask(count: count, keepingAll: true)
    for index in words.indices { result.words[index] ^= words[index] }
    return result
  }

  /// The number of features that are kept.
  public var keptCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The features that are kept, in order.
  public var kept: [Int] {
    var result: [Int] = []
    result.reserveCapacity(keptCount)
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        result.append(index * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return result
  }
}
