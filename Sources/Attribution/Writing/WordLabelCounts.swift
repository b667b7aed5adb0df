/// How often words stood with each label, counted over labelled texts in one pass.
///
/// Memory grows with the words asked for and the labels, not with the texts. Of a pair, the caller adds both texts as one, with a line's
/// end between them.
public struct WordLabelCounts: Equatable, Sendable {
  /// A label with how many of a word's texts have it.
  public struct LabelCount: Equatable, Sendable {
    /// The label.
    public var label: String
    /// How many of the texts with the word have the label.
    public var count: Int
    /// How much more frequent the label is among texts with the word than among all: P(label | word) / P(label).
    public var lift: Double

    /// Makes a count from its parts.
    public init(label: String, count: Int, lift: Double) {
      self.label = label
      self.count = count
      self.lift = lift
    }
  }

  /// A word with how often it was there.
  public struct Word: Equatable, Sendable {
    /// As it was asked for.
    public var text: String
    /// How many texts have it, each counted once however often it is in there.
    public var textCount: Int
    /// The labels it stood with, the most frequent first; equal ones by name.
    public var labels: [LabelCount]

    /// Makes a word from its counts.
    public init(text: String, textCount: Int, labels: [LabelCount]) {
      self.text = text
      self.textCount = textCount
      self.labels = labels
    }
  }

  /// How many texts were added.
  public private(set) var textCount = 0
  /// How many of them have each label.
  public private(set) var labelCounts: [String: Int] = [:]
  private let asked: [HotWord]
  private var wordCounts: [Int]
  private var pairCounts: [[String: Int]]

  /// Starts without a text.
  ///
  /// - Parameter words: what is counted; a word that comes again in other case is counted once.
  public init(words: some Sequence<String>) {
    asked = HotWord.distinct(words)
    wordCounts = Array(repeating: 0, count: asked.count)
    pairCounts = Array(repeating: [:], count: asked.count)
  }

  /// Adds a text with its label.
  ///
  /// - Complexity: O(text · words).
  public mutating func add(_ text: String, label: String) { add(text, labels: [label]) }

  /// Adds a text with all its labels; the text counts once, and once for each label.
  ///
  /// - Complexity: O(text · words).
  public mutating func add(_ text: String, labels: [String]) {
    textCount += 1
    let labels = Set(labels)
    for label in labels { labelCounts[label, default: 0] += 1 }
    let folded = FoldedText(text)
    for index in asked.indices where folded.contains(asked[index].folded) {
      wordCounts[index] += 1
      for label in labels { pairCounts[index][label, default: 0] += 1 }
    }
  }

  /// The words in the order in which they were asked for, also those that no text has.
  public var words: [Word] {
    asked.indices.map { index in
      let found = pairCounts[index].map { label, count in
        let rate = Double(count) / Double(wordCounts[index])
        let base = Double(labelCounts[label] ?? count) / Double(textCount)
        return LabelCount(label: label, count: count, lift: rate / base)
      }
      return Word(
        text: asked[index].text, textCount: wordCounts[index],
        labels: found.sorted { ($1.count, $0.label) < ($0.count, $1.label) })
    }
  }
}
