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
  /// Metrics that sort the rows at every draw come last, with fewer draws.
  private static let slowMetrics: [Metric] = [.rocAUC, .rocAUCOneVersusOne]
  private static let slowShare = 5

  /// Predicts every row of a data file and tells what follows.
  ///
  /// - Throws: `CancellationError` between two calls of the model, `ModelError` where file and model do not fit.
  func evaluate(
    data path: String, cleaner: TextCleaner?, maximumLength: Int?,
    report: (EvaluationAnswer) -> Void
  ) async throws {
    let judged = EvaluatedModel(self, worst: 0)
    try judged.checkIsClassifier()
    var reader = LabeledRowReader(
      [try DatasetReader(path: ModelArgument.expanded(path))], labels: judged.labels,
      isMultiLabel: judged.outputs.isMultiLabel)
    var rows: [Evaluation.Row] = []
    while let next = try reader.next(1_000) {
      try Task.checkCancellation()
      rows += next
    }
    guard !rows.isEmpty else { throw reader.nothingToJudge }
    let evaluation = try await Self.evaluation(
      judged, rows, labels: judged.labels, data: reader.reports,
      foreignLabels: reader.foreignLabels,
      notes: reader.reports.compactMap(\.overlaySummary)
        + (reader.numberedMessage.map { [$0] } ?? []), cleaner: cleaner,
      maximumLength: maximumLength, report: report)
    report(.evaluated(evaluation))
    let known = Metric.allCases.filter { evaluation.report.values[$0] != nil }
    for metrics in [
      known.filter { !Self.slowMetrics.contains($0) }, known.filter(Self.slowMetrics.contains),
    ] where !metrics.isEmpty {
      let bootstrap = Self.bootstrap(rows.count, isSlow: Self.slowMetrics.contains(metrics[0]))
      let found = try await FigureThread.run { isCancelled in
        bootstrap.intervals(metrics, of: evaluation.report.outputs, isCancelled: isCancelled)
      }
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
    var judged = EvaluatedModel(
      self, isMultiLabel: first.report.outputs.isMultiLabel, worst: 0)
    try judged.align(to: first.labels)
    let second = try await Self.evaluation(
      judged, first.rows, labels: first.labels, data: first.data,
      foreignLabels: first.foreignLabels, notes: [], cleaner: first.cleaner,
      maximumLength: maximumLength, report: report)
    report(.compared(ModelComparison(first: first, second: second)))
    let metrics = Metric.allCases.filter {
      first.report.values[$0] != nil && second.report.values[$0] != nil
        && !Self.slowMetrics.contains($0)
    }
    let bootstrap = Self.bootstrap(first.rows.count)
    let differences = try await FigureThread.run { isCancelled in
      bootstrap.differences(
        metrics, first: first.report.outputs, second: second.report.outputs,
        isCancelled: isCancelled)
    }
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
    var words = SummarySection()
    var last = ContinuousClock.now
    let request = AttributionRequest(
      method: .inputTimesGradient, target: .index(label), baseline: .zero)
    for row in rows where evaluation.rows.indices.contains(row) {
      let (text, pair) = (evaluation.rows[row].text, evaluation.rows[row].pair)
      let encoding = try encode(
        InputText(text: text, pair: pair), cleaner: evaluation.cleaner,
        maximumLength: maximumLength)
      let estimate = try await actor.attribution(for: encoding, request)
      words.add(
        encoding.words(in: text, pair: pair).compactMap { word in
          word.sequence == nil
            ? nil : (word.text, word.pieces.reduce(0) { $0 + estimate.values[$1] })
        }, target: label)
      if ContinuousClock.now - last > Self.progressInterval {
        last = .now
        report(.causes(words))
      }
    }
    report(.causes(words))
  }

  private static func bootstrap(_ count: Int, isSlow: Bool = false) -> Bootstrap {
    let draws = min(1_000, max(100, mostDrawnRows / max(count, 1)))
    return Bootstrap(draws: isSlow ? max(draws / slowShare, 50) : draws)
  }

  private static func evaluation(
    _ model: EvaluatedModel, _ rows: [Evaluation.Row], labels: [String], data: [DatasetReport],
    foreignLabels: [String: Int], notes: [String], cleaner: TextCleaner?, maximumLength: Int?,
    report: (EvaluationAnswer) -> Void
  ) async throws -> Evaluation {
    var model = model
    var right = 0
    var last = ContinuousClock.now
    for start in stride(from: 0, to: rows.count, by: rowsAtOnce) {
      let end = min(start + rowsAtOnce, rows.count)
      try await model.predict(
        rows[start..<end], maximumLength, cleaner: cleaner, tokensAtOnce: Self.tokensAtOnce)
      right += (start..<end).count(where: model.outputs.isRight)
      if ContinuousClock.now - last > Self.progressInterval || end == rows.count {
        last = .now
        report(
          .progress(
            EvaluationProgress(
              done: end, total: rows.count, right: right, seconds: model.seconds)))
      }
    }
    let judged = model
    return try await FigureThread.run { _ in
      let folder = RunFolder(path: judged.model.info.path)
      let cut = judged.cut.message(limit: judged.model.limit(maximumLength))
      return Evaluation(
        model: judged.model.summary, rows: rows,
        report: ClassificationReport(
          judged.outputs, labels: labels, hasProbabilities: judged.hasProbabilities),
        data: data, foreignLabels: foreignLabels, seconds: judged.seconds,
        notes: notes + (cut.map { [$0] } ?? []),
        // A file of someone else's under that name is no fault of the model.
        crossValidation: (try? CrossValidation.read(folder.crossValidation)) ?? nil,
        course: TrainingCourse(folder: folder.path), cleaner: cleaner)
    }
  }
}
