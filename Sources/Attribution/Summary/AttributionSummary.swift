/// Which words mattered in the texts of a data set, by class and by confusion, added up in one pass.
///
/// Texts are added one at a time and none is kept. Memory grows with the different words, of which no more than `wordLimit` are kept, times
/// the pairs of label and prediction that each of them stood with. Parts of a data set can be added up apart and put together by `merge`.
public struct AttributionSummary: Equatable, Sendable {
  /// Texts that are looked at together.
  public enum Scope: Hashable, Sendable {
    /// All texts.
    case all
    /// The texts of which the model predicts a class, whatever their label.
    case predicted(Int)
    /// The texts with a label of which the model predicts a class, another one where it is mistaken.
    case confusion(labelled: Int, predicted: Int)
  }

  /// A mistake that was made: a label and what was predicted in its place.
  public struct Confusion: Hashable, Sendable {
    /// The class that the text is labelled with.
    public var labelled: Int
    /// The class that was predicted.
    public var predicted: Int
    /// In how many texts.
    public var textCount: Int

    /// Makes a confusion from its parts.
    public init(labelled: Int, predicted: Int, textCount: Int) {
      self.labelled = labelled
      self.predicted = predicted
      self.textCount = textCount
    }
  }

  /// The texts of one label and one prediction: every scope is made up of such cells, so that each word is kept once a cell.
  struct Cell: Hashable {
    /// nil where the text has no label.
    var labelled: Int?
    var predicted: Int
  }

  /// More different words than those of most data sets, in some tens of megabytes.
  public static let defaultWordLimit = 200_000

  /// How many different words are kept.
  ///
  /// When a text brings more, a quarter of the limit is made free: the words in the fewest places are forgotten, of equal ones those with
  /// the least total |attribution|, then those that come last in the alphabet. Then the numbers of rare words are lower bounds, for
  /// a word that comes again starts anew; frequent words are kept from the beginning, and the sums over all words stay exact.
  public let wordLimit: Int
  /// How many words were forgotten to keep the limit; one that was forgotten twice counts twice.
  public private(set) var forgottenCount = 0
  private(set) var cells: [Cell: SummarySection] = [:]
  private var known: Set<String> = []

  /// Starts without a text.
  ///
  /// - Parameter wordLimit: How many different words are kept, at least 1.
  public init(wordLimit: Int = AttributionSummary.defaultWordLimit) {
    self.wordLimit = max(1, wordLimit)
  }

  /// Puts cells together that were read from a file.
  init(wordLimit: Int, forgottenCount: Int, cells: [Cell: SummarySection]) {
    self.init(wordLimit: wordLimit)
    self.forgottenCount = forgottenCount
    self.cells = cells
    for section in cells.values { known.formUnion(section.tallies.keys) }
    forgetRarest()
  }

  // MARK: - Adding

  /// Adds the words of a text with what was attributed to each.
  ///
  /// - Parameters:
  ///   - words: The words in the text's order, one that is there twice given twice; special tokens are none.
  ///   - predicted: The class that the model predicts.
  ///   - labelled: The class that is right; nil where nobody says so, and the text is of no confusion.
  ///   - target: The class that was explained, which the attributions speak for or against.
  /// - Complexity: O(words) on average; O(kept words · log) where words are forgotten, which is once in a quarter of the limit's new words.
  public mutating func add(
    words: [(text: String, value: Float)], predicted: Int, labelled: Int?,
    target: Int
  ) {
    let cell = Cell(labelled: labelled, predicted: predicted)
    var own = SummarySection()
    own.add(words, target: target)
    known.formUnion(own.tallies.keys)
    cells[cell, default: SummarySection()].merge(own)
    forgetRarest()
  }

  /// Adds what was added up of other texts, as if they had been added here.
  ///
  /// Sums are those of one pass up to rounding; where words were forgotten, only those that both kept are whole.
  ///
  /// - Complexity: O(words of the other).
  public mutating func merge(_ other: AttributionSummary) {
    forgottenCount += other.forgottenCount
    for (cell, section) in other.cells { cells[cell, default: SummarySection()].merge(section) }
    known.formUnion(other.known)
    forgetRarest()
  }

  private mutating func forgetRarest() {
    guard known.count > wordLimit else { return }
    let kept = wordLimit - wordLimit / 4
    let ranked = section(.all).tallies.sorted { left, right in
      (right.value.occurrenceCount, right.value.absoluteSum, left.key)
        < (left.value.occurrenceCount, left.value.absoluteSum, right.key)
    }
    let forgotten = Set(ranked.dropFirst(kept).map(\.key))
    for (cell, section) in cells {
      cells[cell]?.tallies = section.tallies.filter { !forgotten.contains($0.key) }
    }
    known.subtract(forgotten)
    forgottenCount += forgotten.count
  }

  // MARK: - Looking

  /// How many texts were added.
  public var textCount: Int { cells.values.reduce(0) { $0 + $1.total.textCount } }

  /// The classes that were predicted, in order.
  public var predictedClasses: [Int] { Set(cells.keys.map(\.predicted)).sorted() }

  /// The mistakes that were made, the most frequent first; of equal ones in the order of the classes.
  public var confusions: [Confusion] {
    cells.compactMap { cell, section in
      guard let labelled = cell.labelled, labelled != cell.predicted else { return nil }
      return Confusion(
        labelled: labelled, predicted: cell.predicted, textCount: section.total.textCount)
    }.sorted {
      ($1.textCount, $0.labelled, $0.predicted) < ($0.textCount, $1.labelled, $1.predicted)
    }
  }

  /// The largest class that is named anywhere, to be held against a model's number of classes; nil without texts.
  public var largestClass: Int? {
    cells.flatMap { cell, section in
      [cell.predicted, cell.labelled ?? cell.predicted] + section.targetCounts.keys
    }.max()
  }

  /// What was added up of the texts of a scope; of none where there are none.
  ///
  /// - Complexity: O(words · cells of the scope).
  public func section(_ scope: Scope) -> SummarySection {
    if case .confusion(let labelled, let predicted) = scope {
      return cells[Cell(labelled: labelled, predicted: predicted)] ?? SummarySection()
    }
    var result = SummarySection()
    // In a fixed order, for sums of floating point numbers depend on it.
    for cell in orderedCells {
      if case .predicted(let label) = scope, cell.predicted != label { continue }
      if let section = cells[cell] { result.merge(section) }
    }
    return result
  }

  /// The cells by prediction, then label, those without one first.
  var orderedCells: [Cell] {
    cells.keys.sorted {
      ($0.predicted, $0.labelled ?? -1) < ($1.predicted, $1.labelled ?? -1)
    }
  }
}
