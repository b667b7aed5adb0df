internal import Attribution
internal import Training

/// What the Evaluate screen holds.
struct EvaluateState: Equatable, Sendable {
  /// The data file, as it was asked for; empty: none.
  var data = ""
  /// Counts evaluations; answers to an older one are dropped.
  var generation = 0
  var isRunning = false
  var progress: EvaluationProgress?
  /// Why there is no evaluation.
  var problem: String?
  var evaluation: Evaluation?
  var intervals: [Metric: Bootstrap.Interval] = [:]

  /// The cell under the cursor.
  var cell = MatrixCell(truth: 0, predicted: 0)
  /// The cell whose rows are listed; nil: all rows.
  var listed: MatrixCell?
  var rowCursor = 0
  /// The pane shown beside the list where there is no room for all.
  var upper = Pane.confusion
  /// Whether the text on the Explain screen came from here, so that Esc leads back.
  var isVisiting = false

  /// The first metric in sight, and the first line of a page that is a list.
  var metricsTop = 0
  var pageTop = 0

  var page = DiagramPage.calibration
  /// All that was judged since the start, the last one last.
  var history: [JudgedModel] = []
  /// The metric that the list of these is sorted by.
  var sorting = Metric.accuracy
  /// The class that curves and thresholds are of.
  var label = 0
  /// From which probability on a row is called each class.
  var thresholds: [Double] = []
  /// Below this confidence rows go to a human.
  var humanThreshold = 0.8

  /// The second model, as it was asked for; empty: none.
  var against = ""
  /// The menu of models that opens next is about the second one.
  var isChoosingSecond = false
  var comparisonGeneration = 0
  var comparison: ModelComparison?
  var comparisonProgress: EvaluationProgress?
  var isComparing = false

  var causesGeneration = 0
  /// The words behind cells, as far as they are found.
  var causes: [MatrixCell: SummarySection] = [:]
  /// The cell whose words are being found.
  var explainedCell: MatrixCell?

  /// What is kept beside the file about rows: other labels, or that they are left out.
  var changes: [Int: LabelOverlay.Change] = [:]
  /// What was said of rows before, the last one last.
  var undone: [RowChange] = []

  /// What was said of a row.
  struct RowChange: Equatable, Sendable {
    var row: Int
    var change: LabelOverlay.Change?
  }

  /// The rows of the list, the most wrong first.
  var listedRows: [Int] {
    guard let evaluation else { return [] }
    return listed.map { evaluation.rows(in: $0) } ?? evaluation.ranked
  }

  /// The row under the list's cursor.
  var row: Int? {
    let rows = listedRows
    return rows.indices.contains(rowCursor) ? rows[rowCursor] : nil
  }

  /// The classes, where something was evaluated.
  var labels: [String] { evaluation?.labels ?? [] }

  /// The pages there is something for.
  var pages: [DiagramPage] {
    DiagramPage.allCases.filter { $0 != .folds || evaluation?.crossValidation != nil }
  }

  /// Puts an evaluation into the list of all, in the place of an earlier one of the same model and data.
  mutating func note(_ new: Evaluation) {
    let judged = JudgedModel(new)
    history.removeAll { $0.digest == judged.digest && $0.data == judged.data }
    history.append(judged)
  }

  /// What the Data screen decided about a row, where it was judged.
  mutating func takeChange(
    of source: DatasetRow, in path: String, to change: LabelOverlay.Change?
  ) {
    let judged = evaluation?.rows.firstIndex { $0.path == path && $0.line == source.line }
    if let judged { changes[judged] = change }
  }

  /// Takes an evaluation in; cursor and thresholds stay where the classes are the same.
  mutating func take(_ new: Evaluation) {
    let isSameTask = labels == new.labels
    evaluation = new
    intervals = [:]
    causes = [:]
    explainedCell = nil
    comparison = nil
    progress = nil
    note(new)
    problem = nil
    undone = []
    changes = [:]
    let overlays = Dictionary(
      new.data.compactMap { report in report.overlay.map { (report.path, $0) } },
      uniquingKeysWith: { first, _ in first })
    if !overlays.isEmpty {
      for (index, row) in new.rows.enumerated() { changes[index] = overlays[row.path]?[row.line] }
    }
    if !isSameTask {
      thresholds = Array(repeating: 0.5, count: new.labels.count)
      label = 0
      listed = nil
      let worst = new.report.confusions(most: 1).first
      cell = MatrixCell(truth: worst?.truth ?? 0, predicted: worst?.predicted ?? 0)
    }
    rowCursor = min(rowCursor, max(listedRows.count - 1, 0))
  }
}

/// The drawings of one pane, in the order one turns through them.
enum DiagramPage: String, CaseIterable, Sendable {
  /// Confidence against how often it is right.
  case calibration
  /// What a class's threshold finds, against what it wrongly takes.
  case roc
  /// What a class's threshold finds, against how much of it is right.
  case precisionRecall
  /// Accuracy on what is decided, against how much is.
  case coverage
  /// The thresholds of all classes.
  case thresholds
  /// Two models side by side.
  case comparison
  /// What the folds of a cross-validation found.
  case folds
  /// All that was judged, and the runs that are watched.
  case judged

  /// Its name in the title.
  var title: String {
    switch self {
    case .calibration: "Calibration"
    case .roc: "ROC"
    case .precisionRecall: "Precision and recall"
    case .coverage: "To a human below"
    case .thresholds: "Thresholds"
    case .comparison: "Two models"
    case .folds: "Folds"
    case .judged: "Judged"
    }
  }
}
