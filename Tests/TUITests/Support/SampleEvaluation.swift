import Attribution
import Model

@testable import TUI
@testable import Training

/// Ten rows of three classes whose figures are counted by hand.
///
///     true ↓  joy sad fear
///     joy      2   2   0
///     sad      1   2   0
///     fear     0   1   2
enum SampleEvaluation {
  static let labels = ["joy", "sad", "fear"]

  private static let table: [(truth: Int, probabilities: [Double], text: String)] = [
    (0, [0.9, 0.05, 0.05], "what a happy day"),
    (0, [0.6, 0.3, 0.1], "i feel fine"),
    (0, [0.2, 0.7, 0.1], "so glad it hurts"),
    (0, [0.1, 0.8, 0.1], "tears of joy"),
    (1, [0.1, 0.8, 0.1], "i feel so lonely"),
    (1, [0.2, 0.6, 0.2], "nobody called"),
    (1, [0.55, 0.4, 0.05], "i miss the happy days"),
    (2, [0.05, 0.05, 0.9], "my heart was racing"),
    (2, [0.3, 0.3, 0.4], "i am worried about tomorrow and everything that comes with it"),
    (2, [0.02, 0.97, 0.01], "alone in the dark"),
  ]

  static func rows() -> [Evaluation.Row] {
    table.enumerated().map { index, row in
      Evaluation.Row(
        path: "/data/val.txt",
        source: DatasetRow(text: row.text, labels: [labels[row.truth]], line: 10 * (index + 1)),
        truth: [row.truth])
    }
  }

  /// - Parameter better: With the rows that the second model has right: the third and fourth, and wrong: the first.
  static func make(
    _ model: ModelSummary, better: Bool = false, folds: CrossValidation? = nil
  ) -> Evaluation {
    var outputs = ClassifierOutputs(classCount: labels.count)
    for (index, row) in table.enumerated() {
      let changed: [Int: [Double]] = [
        0: [0.3, 0.4, 0.3], 2: [0.7, 0.2, 0.1], 3: [0.8, 0.1, 0.1],
      ]
      outputs.append(
        truth: row.truth,
        probabilities: better ? changed[index] ?? row.probabilities : row.probabilities)
    }
    var data = DatasetReport(path: "/data/val.txt", format: .semicolon, encoding: .utf8)
    data.rowCount = table.count
    return Evaluation(
      model: model, rows: rows(), report: ClassificationReport(outputs, labels: labels),
      data: [data], seconds: 0.5, crossValidation: folds)
  }

  /// Four rows of any number of the classes, each decided by itself.
  ///
  /// Right are the first and the last; joy of the second is missed and sad given, fear of the third is given too much.
  static func severalLabels(_ model: ModelSummary) -> Evaluation {
    let table: [(truth: [Int], probabilities: [Double], text: String)] = [
      ([0, 2], [0.9, 0.1, 0.8], "happy and scared at once"),
      ([0], [0.2, 0.7, 0.1], "tears of joy"),
      ([1], [0.1, 0.9, 0.6], "alone in the dark"),
      ([1], [0.1, 0.8, 0.3], "nobody called"),
    ]
    var outputs = ClassifierOutputs(classCount: labels.count, isMultiLabel: true)
    for row in table { outputs.append(truth: row.truth, probabilities: row.probabilities) }
    var data = DatasetReport(path: "/data/val.tsv", format: .tsv, encoding: .utf8)
    data.rowCount = table.count
    return Evaluation(
      model: model,
      rows: table.enumerated().map { index, row in
        Evaluation.Row(
          path: "/data/val.tsv",
          source: DatasetRow(
            text: row.text, labels: row.truth.map { labels[$0] }, line: index + 1),
          truth: row.truth)
      }, report: ClassificationReport(outputs, labels: labels), data: [data], seconds: 0.5)
  }

  /// Ten rows of the first class, so many of them right.
  static func matrix(hits: Int) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classCount: labels.count)
    for row in 0..<10 { matrix.add(truth: 0, predicted: row < hits ? 0 : 1) }
    return matrix
  }

  static func words() -> SummarySection {
    var words = SummarySection()
    let first: [(text: String, value: Float)] = [("tears", 2.5), ("of", 0.1), ("joy", -1.5)]
    let second: [(text: String, value: Float)] = [
      ("so", 0.4), ("Tears", 0.5), ("hurts", 1.25), ("!", 9),
    ]
    words.add(first, target: 1)
    words.add(second, target: 1)
    return words
  }

  /// Where a few metrics would lie.
  static let intervals: [Metric: Bootstrap.Interval] = [
    .accuracy: Bootstrap.Interval(value: 0.6, lower: 0.3, upper: 0.9),
    .loss: Bootstrap.Interval(value: 1.18, lower: 0.5, upper: 2),
  ]
}

extension SampleRuns {
  /// A run that was evaluated before training, at its best and once more.
  static func judged() -> [FollowedRun] {
    var reader = RunReader(name: "tuned", path: "runs/tuned", file: "tuned.jsonl")
    let text = """
      {"step": 0, "eval_accuracy": 0.3, "eval_loss": 1.7}
      {"step": 500, "eval_accuracy": 0.9, "eval_loss": 0.4}
      {"step": 1000, "eval_accuracy": 0.85, "eval_loss": 0.5}

      """
    reader.append(Array(text.utf8))
    reader.settle()
    return [FollowedRun(id: 0, log: reader.run, version: 1)]
  }
}

extension Robot {
  /// On the Evaluate screen, ten rows judged.
  static func onEvaluate(
    rows: Int = 40, columns: Int = 120, theme: String = "tide", depth: ColorDepth = .truecolor,
    ascii: Bool = false, isAnswered: Bool = true, isMultiLabel: Bool = false
  ) throws -> Robot {
    var robot = try Robot(
      rows: rows, columns: columns, theme: theme, depth: depth, ascii: ascii,
      model: SampleModel(labels: SampleEvaluation.labels))
    let summary = robot.model.summary
    var other = summary
    other.name = "checkpoint-0"
    let second = other
    if isAnswered {
      robot.evaluator = { question in
        switch question {
        case .evaluate:
          [
            .progress(EvaluationProgress(done: 5, total: 10, right: 3, seconds: 0.1)),
            .evaluated(
              isMultiLabel
                ? SampleEvaluation.severalLabels(summary) : SampleEvaluation.make(summary)),
            .intervals(SampleEvaluation.intervals),
          ]
        case .compare(let first, _):
          [
            .compared(
              ModelComparison(first: first, second: SampleEvaluation.make(second, better: true)))
          ]
        case .causes: [.causes(SampleEvaluation.words())]
        }
      }
    }
    try robot.press("Esc", "4", "L")
    robot.type("/data/val.txt")
    try robot.press("Enter")
    return robot
  }

  /// On the Evaluate screen, one row of each class judged, the first taken for the second.
  static func onEvaluate(of labels: [String], rows: Int, columns: Int) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, model: SampleModel(labels: labels))
    let rest = 0.5 / Double(labels.count - 1)
    var outputs = ClassifierOutputs(classCount: labels.count)
    for truth in labels.indices {
      let said = max(truth, 1)
      outputs.append(
        truth: truth, probabilities: labels.indices.map { $0 == said ? 0.5 : rest })
    }
    var data = DatasetReport(path: "/data/val.txt", format: .semicolon, encoding: .utf8)
    data.rowCount = labels.count
    let evaluation = Evaluation(
      model: robot.model.summary,
      rows: labels.indices.map { truth in
        Evaluation.Row(
          path: "/data/val.txt",
          source: DatasetRow(
            text: "about \(labels[truth])", labels: [labels[truth]], line: truth + 1),
          truth: [truth])
      }, report: ClassificationReport(outputs, labels: labels), data: [data], seconds: 0.5)
    robot.evaluator = { _ in [.evaluated(evaluation)] }
    try robot.press("Esc", "4", "L")
    robot.type("/data/val.txt")
    try robot.press("Enter")
    return robot
  }
}
