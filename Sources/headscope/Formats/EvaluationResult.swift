import Model
import TUI
import Training

/// What one model is worth on a data set.
struct EvaluationResult {
  /// The model.
  var model: ModelSummary
  /// Everything that follows from its outputs.
  var report: ClassificationReport
  /// What reading the data found, a file each.
  var data: [DatasetReport]
  /// Rows left out because the model has no such label.
  var foreignLabels: [String: Int]
  /// The rows with the largest losses, the largest first.
  var worst: [WorstRows.Row]
  /// How long predicting took.
  var seconds: Double
  /// What the model's own training found by cross-validation.
  var crossValidation: CrossValidation?

  /// The files' names.
  var dataNames: String {
    data.map { FileSystem.lastComponent(of: $0.path) }.joined(separator: ", ")
  }
}

extension EvaluationResult {
  /// How many of the rows with the largest losses are told.
  private static let worstRows = 20

  /// What the Evaluate screen shows.
  init(_ evaluation: Evaluation) {
    var worst = WorstRows(limit: Self.worstRows)
    let outputs = evaluation.report.outputs
    for (place, row) in evaluation.rows.enumerated() {
      let loss = outputs.loss(place)
      worst.add(
        loss: loss,
        WorstRows.Row(
          path: row.path, line: row.line, text: row.text, truth: row.truth,
          predicted: outputs.predictedLabels(place), confidence: outputs.confidence(place),
          loss: loss))
    }
    self.init(
      model: evaluation.model, report: evaluation.report, data: evaluation.data,
      foreignLabels: evaluation.foreignLabels, worst: worst.rows, seconds: evaluation.seconds,
      crossValidation: evaluation.crossValidation)
  }
}

/// A second model beside the first, on the same rows.
struct EvaluationComparison {
  /// The second model.
  var second: EvaluationResult
  /// Whether they differ in what they have right.
  var test: McNemarTest
  /// What the second changes in the metrics.
  var differences: [Bootstrap.Difference]
}

/// Keeps the rows with the largest losses of many: where labels are wrong, or the model is.
struct WorstRows {
  /// A row and what was said of it.
  struct Row {
    var path: String
    var line: Int
    var text: String
    var truth: [Int]
    var predicted: [Int]
    var confidence: Double
    var loss: Double
  }

  private let limit: Int
  private(set) var rows: [Row] = []

  /// Keeps `limit` rows.
  init(limit: Int) { self.limit = limit }

  /// Looks at a row; of equal losses the earlier row comes first.
  mutating func add(loss: Double, _ row: @autoclosure () -> Row) {
    guard limit > 0, rows.count < limit || loss > rows[rows.count - 1].loss else { return }
    if rows.count == limit { rows.removeLast() }
    let row = row()
    rows.insert(row, at: rows.firstIndex { $0.loss < loss } ?? rows.count)
  }
}
