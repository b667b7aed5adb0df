public import Model
public import Training

/// What the Evaluate screen asks of the model thread.
public enum EvaluationQuestion: Equatable, Sendable {
  /// What the open model says of every row of a data file: `progress`, `evaluated`, then `intervals` as they are drawn.
  ///
  /// `cleaner` takes the place of what the model says is to be done to texts; a comparison and causes have it from the evaluation.
  case evaluate(data: String, cleaner: TextCleaner? = nil)
  /// What another model says of the same rows: `progress`, then `compared`, once at once and once with intervals.
  case compare(Evaluation, against: String)
  /// Which words speak for a class in some rows: `causes`, as rows are explained.
  case causes(Evaluation, rows: [Int], label: Int)
}

/// An answer, or a part of it.
public enum EvaluationAnswer: Equatable, Sendable {
  /// How far predicting has come.
  case progress(EvaluationProgress)
  /// All rows are predicted.
  case evaluated(Evaluation)
  /// Where metrics would lie for other rows of the kind; more metrics may follow.
  case intervals([Metric: Bootstrap.Interval])
  /// Two models on the same rows.
  case compared(ModelComparison)
  /// The words so far.
  case causes(CausingWords)
}

/// How far predicting many rows has come.
public struct EvaluationProgress: Equatable, Sendable {
  /// Rows that are predicted.
  public var done: Int
  /// Rows there are.
  public var total: Int
  /// Rows of the predicted ones that are right.
  public var right: Int
  /// How long it took so far.
  public var seconds: Double

  /// Makes a count.
  public init(done: Int, total: Int, right: Int, seconds: Double) {
    self.done = done
    self.total = total
    self.right = right
    self.seconds = seconds
  }
}

/// Two models on the same rows.
public struct ModelComparison: Equatable, Sendable {
  /// The second model, its classes in the order of the first's.
  public var second: Evaluation
  /// Whether they differ in what they have right.
  public var test: McNemarTest
  /// What the second changes in the metrics; empty while that is being drawn.
  public var differences: [Bootstrap.Difference]

  /// Holds two models against each other.
  public init(
    first: Evaluation, second: Evaluation, differences: [Bootstrap.Difference] = []
  ) {
    self.second = second
    test = McNemarTest(first: first.report.outputs, second: second.report.outputs)
    self.differences = differences
  }
}

/// The words that speak for a class in several rows, by input × gradient summed over the rows.
public struct CausingWords: Equatable, Sendable {
  /// A word, without regard to case.
  public struct Word: Equatable, Sendable {
    /// The word.
    public var text: String
    /// Its attributions, added up.
    public var sum: Float
    /// How many rows it is in.
    public var rowCount: Int
  }

  /// Rows that are explained.
  public private(set) var rowCount = 0
  private var sums: [String: Word] = [:]

  /// Starts without a row.
  public init() {}

  /// Adds a row's words with what each did.
  public mutating func add(_ words: some Sequence<(text: String, value: Float)>) {
    rowCount += 1
    var seen = Set<String>()
    for (text, value) in words where text.contains(where: { $0.isLetter || $0.isNumber }) {
      let key = text.lowercased()
      var word = sums[key] ?? Word(text: key, sum: 0, rowCount: 0)
      word.sum += value
      if seen.insert(key).inserted { word.rowCount += 1 }
      sums[key] = word
    }
  }

  /// The words that speak most for the class.
  ///
  /// - Complexity: O(words · log words).
  public func strongest(_ count: Int) -> [Word] {
    Array(
      sums.values.filter { $0.sum > 0 }.sorted { ($1.sum, $0.text) < ($0.sum, $1.text) }
        .prefix(count))
  }
}
