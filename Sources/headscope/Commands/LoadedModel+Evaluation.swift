import Attribution
import Model
import TUI
import Training

/// Judging models for the dashboard: few rows at a time, so that typing never waits for long.
extension LoadedModel {
  /// Rows that are encoded before the model is asked.
  private static let rowsAtOnce = 64
  /// How often progress is told.
  private static let progressInterval = Duration.milliseconds(100)
  /// Values that bootstrap intervals may draw: a second or two of work.
  private static let mostDrawnRows = 4_000_000
  /// Metrics whose intervals take no sorting come first.
  private static let slowMetrics: [Metric] = [.rocAUC, .rocAUCOneVersusOne]

  /// Predicts every row of a data file and tells what follows.
  ///
  /// - Throws: `CancellationError` between two calls of the model, `ModelError` where file and model do not fit.
  func evaluate(
    data path: String, maximumLength: Int?, report: (EvaluationAnswer) -> Void
  ) async throws {
    let judged = EvaluatedModel(self, worst: 0)
    try judged.checkIsClassifier()
    var reader = LabeledRowReader(
      [try DatasetReader(path: ModelArgument.expanded(path))], labels: judged.labels)
    var rows: [Evaluation.Row] = []
    while let next = try reader.next(1_000) {
      try Task.checkCancellation()
      rows += next
    }
    guard !rows.isEmpty else { throw reader.nothingToJudge }
    let evaluation = try await Self.evaluation(
      judged, rows, labels: judged.labels, data: reader.reports,
      foreignLabels: reader.foreignLabels, maximumLength: maximumLength, report: report)
    report(.evaluated(evaluation))
    let bootstrap = Self.bootstrap(rows.count)
    let known = Metric.allCases.filter { evaluation.report.values[$0] != nil }
    for metrics in [
      known.filter { !Self.slowMetrics.contains($0) }, known.filter(Self.slowMetrics.contains),
    ] {
      let found = bootstrap.intervals(metrics, of: evaluation.report.outputs)
      try Task.checkCancellation()
      report(
        .intervals(
          Dictionary(
            zip(metrics, found).compactMap { metric, interval in interval.map { (metric, $0) } },
            uniquingKeysWith: { first, _ in first })))
    }
  }

  /// Judges this model on the rows of another's evaluation.
  ///
  /// - Throws: `CancellationError` between two calls of the model, `ModelError(.mismatch)` where the labels are not the same.
  func compare(
    to first: Evaluation, maximumLength: Int?, report: (EvaluationAnswer) -> Void
  ) async throws {
    var judged = EvaluatedModel(self, worst: 0)
    try judged.align(to: first.labels)
    let second = try await Self.evaluation(
      judged, first.rows, labels: first.labels, data: first.data,
      foreignLabels: first.foreignLabels, maximumLength: maximumLength, report: report)
    report(.compared(ModelComparison(first: first, second: second)))
    let metrics = Metric.allCases.filter {
      first.report.values[$0] != nil && second.report.values[$0] != nil
        && !Self.slowMetrics.contains($0)
    }
    let differences = Self.bootstrap(first.rows.count).differences(
      metrics, first: first.report.outputs, second: second.report.outputs)
    try Task.checkCancellation()
    report(
      .compared(
        ModelComparison(
          first: first, second: second, differences: differences.compactMap(\.self))))
  }

  /// Explains rows one after the other and adds up what each word does for a class.
  ///
  /// - Throws: `CancellationError` between two products of matrices.
  func findCauses(
    in evaluation: Evaluation, rows: [Int], label: Int, maximumLength: Int?,
    report: (EvaluationAnswer) -> Void
  ) async throws {
    var words = CausingWords()
    var last = ContinuousClock.now
    let request = AttributionRequest(
      method: .inputTimesGradient, target: .index(label), baseline: .zero)
    for row in rows where evaluation.rows.indices.contains(row) {
      let (text, pair) = (evaluation.rows[row].text, evaluation.rows[row].pair)
      let encoding = try encode(InputText(text: text, pair: pair), maximumLength: maximumLength)
      let estimate = try await actor.attribution(for: encoding, request)
      words.add(
        encoding.words(in: text, pair: pair).compactMap { word in
          word.sequence == nil
            ? nil : (word.text, word.pieces.reduce(0) { $0 + estimate.values[$1] })
        })
      if ContinuousClock.now - last > Self.progressInterval {
        last = .now
        report(.causes(words))
      }
    }
    report(.causes(words))
  }

  private static func bootstrap(_ count: Int) -> Bootstrap {
    Bootstrap(draws: min(1_000, max(100, mostDrawnRows / max(count, 1))))
  }

  private static func evaluation(
    _ model: EvaluatedModel, _ rows: [Evaluation.Row], labels: [String], data: [DatasetReport],
    foreignLabels: [String: Int], maximumLength: Int?, report: (EvaluationAnswer) -> Void
  ) async throws -> Evaluation {
    var model = model
    var right = 0
    var last = ContinuousClock.now
    for start in stride(from: 0, to: rows.count, by: rowsAtOnce) {
      let end = min(start + rowsAtOnce, rows.count)
      try await model.predict(rows[start..<end], maximumLength, tokensAtOnce: Self.tokensAtOnce)
      for row in start..<end where model.outputs.predicted[row] == model.outputs.truth[row] {
        right += 1
      }
      if ContinuousClock.now - last > Self.progressInterval || end == rows.count {
        last = .now
        report(
          .progress(
            EvaluationProgress(
              done: end, total: rows.count, right: right, seconds: model.seconds)))
      }
    }
    return Evaluation(
      model: model.model.summary, rows: rows,
      report: ClassificationReport(
        model.outputs, labels: labels, hasProbabilities: model.hasProbabilities),
      data: data, foreignLabels: foreignLabels, seconds: model.seconds)
  }
}
