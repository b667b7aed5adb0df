/// Which words mattered in some texts: of a class, of a confusion, or all.
///
/// Words are told apart as `HotWord`s are, whole and without regard to case. What has neither letter nor digit is punctuation and is left
/// out, since it would lead every list by its number alone.
public struct SummarySection: Equatable, Sendable {
  /// A word with all that was counted of it.
  public struct Word: Equatable, Sendable {
    /// In lower case.
    public var text: String
    /// How often it was there, and what was attributed to it.
    public var tally: AttributionTally

    /// Makes a word from its parts.
    public init(text: String, tally: AttributionTally) {
      self.text = text
      self.tally = tally
    }
  }

  /// In so many texts a word has to be that is put in order by a mean.
  ///
  /// Two is the least that keeps a word seen once, whose mean is that one text's, from the head of the list; of large data ask for more.
  public static let defaultMinimumTexts = 2

  /// All words together, those of them that were forgotten too; its `textCount` is how many texts there are.
  public internal(set) var total = AttributionTally()
  /// For how many of the texts each class was explained: for or against these the attributions speak.
  public internal(set) var targetCounts: [Int: Int] = [:]
  /// How many words were left out because their attribution was NaN or infinite.
  public internal(set) var undefinedCount = 0
  /// What was counted of each word, by its folded form.
  var tallies: [String: AttributionTally] = [:]

  /// Starts without a text.
  public init() {}

  /// How many different words are there.
  public var wordCount: Int { tallies.count }

  /// What was counted of a word; nil where it never was there or was forgotten.
  ///
  /// - Complexity: O(word).
  public func tally(of word: String) -> AttributionTally? { tallies[FoldedText.folded(word)] }

  /// Adds a text's words with what was attributed to each, for a class.
  ///
  /// - Complexity: O(words).
  public mutating func add(
    _ words: [(text: String, value: Float)], target: Int
  ) {
    total.textCount += 1
    targetCounts[target, default: 0] += 1
    var own: [String: AttributionTally] = [:]
    for (text, value) in words where text.contains(where: { $0.isLetter || $0.isNumber }) {
      guard value.isFinite else {
        undefinedCount += 1
        continue
      }
      own[FoldedText.folded(text), default: AttributionTally(textCount: 1)]
        .addOccurrence(Double(value))
      total.addOccurrence(Double(value))
    }
    for (word, tally) in own { tallies[word, default: AttributionTally()] += tally }
  }

  /// Takes in what was counted in other texts.
  ///
  /// - Complexity: O(words of the other).
  public mutating func merge(_ other: SummarySection) {
    total += other.total
    undefinedCount += other.undefinedCount
    targetCounts.merge(other.targetCounts, uniquingKeysWith: +)
    tallies.merge(other.tallies) { first, second in
      var both = first
      both += second
      return both
    }
  }

  /// The first words in an order; of equal ones the more frequent comes first, then the one before in the alphabet.
  ///
  /// - Parameters:
  ///   - order: What the words are put in order by; those of which it says nothing, or the contrary, are not there.
  ///   - most: How many words there are at most.
  ///   - minimumTexts: In how many texts a word must be where the order is by a mean.
  /// - Complexity: O(words · log words).
  public func words(
    by order: SummaryOrder, most: Int, minimumTexts: Int = SummarySection.defaultMinimumTexts
  ) -> [Word] {
    let least = order.isMean ? minimumTexts : 1
    let found = tallies.filter { $1.textCount >= least && order.score($1) > 0 }
    return found.sorted { left, right in
      (order.score(right.value), right.value.occurrenceCount, left.key)
        < (order.score(left.value), left.value.occurrenceCount, right.key)
    }.prefix(max(0, most)).map { Word(text: $0.key, tally: $0.value) }
  }
}
