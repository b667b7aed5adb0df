public import Model
public import Training

/// What a model says of labelled rows, with all that follows from it: what the Evaluate screen shows.
///
/// Never changes, and is shared instead of copied: the state is compared and copied on every event. Two are equal where they are the same
/// object.
public final class Evaluation: Sendable, Equatable {
  /// A labelled text of a data file.
  public struct Row: Equatable, Sendable {
    /// The file.
    public var path: String
    /// The row as the file has it.
    public var source: DatasetRow
    /// The classes that are right, as the model counts its own: the file's label or labels, or what it was relabelled to.
    public var truth: [Int]

    /// Makes a row.
    public init(path: String, source: DatasetRow, truth: [Int]) {
      self.path = path
      self.source = source
      self.truth = truth
    }

    /// The number of its first line in the file, from 1.
    public var line: Int { source.line }
    /// The text.
    public var text: String { source.text }
    /// The second text of a pair.
    public var pair: String? { source.pair }
  }

  /// The model.
  public let model: ModelSummary
  /// The rows, in the order of the files.
  public let rows: [Row]
  /// Everything that follows from the outputs, without intervals.
  public let report: ClassificationReport
  /// What reading found, a file each.
  public let data: [DatasetReport]
  /// Rows left out because the model has no such label.
  public let foreignLabels: [String: Int]
  /// How long predicting took.
  public let seconds: Double

  /// What is to be said of data and texts besides the rows.
  public let notes: [String]
  /// What the cross-validation of the model's run found.
  public let crossValidation: CrossValidation?
  /// What the evaluations of the model's run found.
  public let course: TrainingCourse?

  /// What was done to texts in place of what the model says; nil: that.
  public let cleaner: TextCleaner?

  /// Rows of which everything predicted is right.
  let rightCount: Int
  /// The curves of each class, in as many points as a plot has dots.
  let curves: [ClassCurves]
  /// How much is decided where a share of the decided must be right, a share each.
  let goals: [(accuracy: Double, point: CoverageCurve.Point)]
  /// How wrong each row is: its loss, or where outputs are no probabilities how far the right class is behind.
  let losses: [Double]
  /// All rows, the most wrong first.
  let ranked: [Int]
  /// Accuracy on what is decided from a confidence on; nil where outputs are no probabilities.
  let coverage: CoverageCurve?
  private let cells: [[Int]]

  /// Draws everything together.
  ///
  /// - Complexity: O(classes · rows · log rows).
  public init(
    model: ModelSummary, rows: [Row], report: ClassificationReport, data: [DatasetReport] = [],
    foreignLabels: [String: Int] = [:], seconds: Double = 0, notes: [String] = [],
    crossValidation: CrossValidation? = nil, course: TrainingCourse? = nil,
    cleaner: TextCleaner? = nil
  ) {
    precondition(rows.count == report.outputs.count, "Every row has its outputs.")
    self.model = model
    self.rows = rows
    self.report = report
    self.data = data
    self.foreignLabels = foreignLabels
    self.seconds = seconds
    self.notes = notes
    self.crossValidation = crossValidation
    self.course = course
    self.cleaner = cleaner
    let outputs = report.outputs
    let losses = rows.indices.map {
      outputs.wrongness($0, hasProbabilities: report.hasProbabilities)
    }
    let ranked = losses.indices.sorted { (losses[$1], $0) < (losses[$0], $1) }
    var cells = [[Int]](repeating: [], count: outputs.classCount * outputs.classCount)
    for row in ranked {
      outputs.forEachCell(row) { cells[$0 * outputs.classCount + $1].append(row) }
    }
    self.losses = losses
    self.ranked = ranked
    self.cells = cells
    let coverage = report.hasProbabilities ? CoverageCurve(outputs) : nil
    self.coverage = coverage
    rightCount = (0..<outputs.count).count(where: outputs.isRight)
    curves = report.rankings.map(ClassCurves.init)
    goals = Self.goals.compactMap { goal in
      coverage?.threshold(reaching: goal).map { (goal, $0) }
    }
  }

  private static let goals = [0.95, 0.98, 0.99]

  /// The classes.
  public var labels: [String] { report.labels }
  /// Whether a row may have several labels.
  var isMultiLabel: Bool { report.outputs.isMultiLabel }

  /// The rows of a cell of the confusion matrix, the most wrong first.
  func rows(in cell: MatrixCell) -> [Int] {
    guard labels.indices.contains(cell.truth), labels.indices.contains(cell.predicted) else {
      return []
    }
    return cells[cell.truth * labels.count + cell.predicted]
  }

  /// The share of a class's rows that are predicted as a class; 0 of a class without rows.
  func share(_ cell: MatrixCell) -> Double {
    let support = report.classScores[cell.truth].support
    return support > 0
      ? Double(report.matrix.counts[cell.truth][cell.predicted]) / Double(support) : 0
  }

  /// The files' names.
  var dataNames: String {
    data.map { FileSystem.lastComponent(of: $0.path) }.joined(separator: ", ")
  }

  /// The same object.
  public static func == (left: Evaluation, right: Evaluation) -> Bool { left === right }
}

/// A cell of a confusion matrix.
struct MatrixCell: Hashable, Sendable {
  /// The class that is right.
  var truth: Int
  /// The class that was predicted.
  var predicted: Int

  /// Whether what is predicted is right.
  var isRight: Bool { truth == predicted }
}
