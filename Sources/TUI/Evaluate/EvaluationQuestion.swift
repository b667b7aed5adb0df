public import Attribution
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
  /// The words so far, by input × gradient.
  case causes(SummarySection)
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
