/// How often something stood in texts and what was attributed to it, added up.
public struct AttributionTally: Equatable, Sendable {
  /// How many texts have it, each counted once however often it is in there.
  public var textCount: Int
  /// How often it stands in them.
  public var occurrenceCount: Int
  /// Its attributions, added up with their signs.
  public var sum: Double
  /// The magnitudes of its attributions, added up.
  public var absoluteSum: Double

  /// Makes a tally from its parts; without any it is that of no text.
  public init(
    textCount: Int = 0, occurrenceCount: Int = 0, sum: Double = 0, absoluteSum: Double = 0
  ) {
    self.textCount = textCount
    self.occurrenceCount = occurrenceCount
    self.sum = sum
    self.absoluteSum = absoluteSum
  }

  /// Signed attribution of an occurrence on average; 0 without any.
  public var mean: Double { occurrenceCount > 0 ? sum / Double(occurrenceCount) : 0 }

  /// Mean |attribution| of an occurrence; 0 without any.
  ///
  /// Large where a word matters, also where it speaks for the class in one text and against it in another.
  public var meanAbsolute: Double {
    occurrenceCount > 0 ? absoluteSum / Double(occurrenceCount) : 0
  }

  /// Counts an occurrence in a text that is counted by itself.
  mutating func addOccurrence(_ value: Double) {
    occurrenceCount += 1
    sum += value
    absoluteSum += value.magnitude
  }

  /// Takes in what was counted in other texts.
  static func += (left: inout Self, right: Self) {
    left.textCount += right.textCount
    left.occurrenceCount += right.occurrenceCount
    left.sum += right.sum
    left.absoluteSum += right.absoluteSum
  }
}
