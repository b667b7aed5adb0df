extension ExplanationFacts {
  /// How many parts are named at most, in sentences and in prompts.
  public static let namedParts = 5

  /// Below this share a part is not named: a list of crumbs decides nothing.
  static let leastShare = 0.01

  /// Two parts whose order their errors leave open.
  struct OpenOrder: Equatable {
    var first: Part
    var second: Part
  }

  /// Σ|value| over all parts, special tokens included.
  public var totalWeight: Double { Self.weight(of: parts) }

  /// A part's share of Σ|value|, 0…1; 0 where all values are 0.
  public func share(of part: Part) -> Double {
    let total = totalWeight
    return total > 0 && part.value.isFinite ? abs(part.value) / total : 0
  }

  /// The parts that are not special tokens.
  public var ordinaryParts: [Part] { parts.filter { !$0.isSpecial } }

  /// The parts with a value other than 0, the largest absolute value first; equal ones in the text's order.
  ///
  /// - Complexity: O(n log n).
  public var rankedParts: [Part] {
    let found = ordinaryParts.filter { $0.direction != .neither }
    return Ranking.falling(found.map { abs($0.value) }).map { found[$0] }
  }

  /// The parts that are named: the first five of the ranking, without those below a hundredth of the whole weight.
  ///
  /// The first is named in any case.
  public var decisiveParts: [Part] {
    let ranked = rankedParts
    return ranked.prefix(1)
      + ranked.prefix(Self.namedParts).dropFirst().filter { share(of: $0) >= Self.leastShare }
  }

  /// With how few of the parts one has half of the weight of all that are not special tokens; nil where there is no weight.
  public var partsForHalf: Int? {
    let ranked = rankedParts
    let half = Self.weight(of: ranked) / 2
    var sum = 0.0
    for (index, part) in ranked.enumerated() {
      sum += abs(part.value)
      // Sums of equal shares miss a half by rounding.
      if sum >= half * (1 - 1e-9) { return index + 1 }
    }
    return nil
  }

  /// The share of Σ|value| that lies on special tokens, 0…1.
  public var specialShare: Double {
    let total = totalWeight
    return total > 0 ? Self.weight(of: parts.filter(\.isSpecial)) / total : 0
  }

  /// How many parts have a value that is no number.
  public var partsWithoutValue: Int { parts.count { !$0.value.isFinite } }

  /// Neighbours among the named parts whose values differ by less than the error of the difference.
  var openOrders: [OpenOrder] {
    let named = decisiveParts
    return zip(named, named.dropFirst()).compactMap { first, second in
      guard let a = first.uncertainty, let b = second.uncertainty else { return nil }
      let isOpen = abs(first.value) - abs(second.value) < (a * a + b * b).squareRoot()
      return isOpen ? OpenOrder(first: first, second: second) : nil
    }
  }

  private static func weight(of parts: [Part]) -> Double {
    parts.reduce(0) { $0 + ($1.value.isFinite ? abs($1.value) : 0) }
  }
}
