import ArgumentParser
import Foundation
import Model
import TUI
import Training

/// `headscope evaluate`: how good a model is on labelled data, and against another.
struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges a model, or two against each other, on labelled data.",
    usage: "headscope evaluate [MODEL] --data F [--against MODEL] [--format table|json]",
    discussion: """
      Understood are text;label, CSV, TSV, JSON lines, Sentiment140 and a text a line, in UTF-8, UTF-16 and CP1252; format, \
      columns and encoding are told from the file. Labels are found among the model's by name, or by number from 0; a model that \
      decides each label by itself is judged on all labels of a row, any other one on the first. Rows are \
      read as they are predicted, in constant memory for their texts.
      """)

  /// The forms of the answer.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
  }

  /// Texts in one call of the model.
  private static let batchSize = 32

  @Argument(help: "A model directory, a file inside one, or a name in the Hugging Face cache.")
  var argument: String?
  @Option(
    help: ArgumentHelp(
      "A file of labelled texts, or '-'; several are read as one.", valueName: "file"))
  var data: [String] = []
  @OptionGroup(title: "How the data is written, where it is not told from the file")
  var dataOptions: DataOptions
  @Option(help: ArgumentHelp("A second model, judged on the same rows.", valueName: "model"))
  var against: String?
  @Option(
    name: .customLong("max-length"), parsing: .unconditional,
    help: ArgumentHelp(
      "Cut texts to this many tokens (default: the model's limit).", valueName: "n"))
  var maximumLength: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many of the rows with the largest losses are listed.", valueName: "n"))
  var worst = 5
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draws of the bootstrap intervals; 0 for none.", valueName: "n"))
  var draws = 1000
  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of the draws.", valueName: "n"))
  var seed: UInt64 = 42
  @OptionGroup var options: ModelOptions
  @Option(help: "How the answer is printed.") var format = Format.table

  /// Checks what the parser cannot.
  func validate() throws {
    if let argument, options.model != nil {
      throw ValidationError(
        "Both a model ('\(argument)') and --model were given: give one of them.")
    }
    guard !data.isEmpty else {
      throw ValidationError("No data was given: add --data with a file of labelled texts.")
    }
    if let maximumLength, maximumLength < 1 {
      throw ValidationError("--max-length \(maximumLength): give at least 1.")
    }
    guard (0...100_000).contains(draws) else {
      throw ValidationError("--draws \(draws): give a number from 0 to 100000.")
    }
    guard (0...10_000).contains(worst) else {
      throw ValidationError("--worst \(worst): give a number from 0 to 10000.")
    }
  }

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    // Before the models are loaded: a wrong name should not take their time.
    let datasetOptions = dataOptions.options
    let paths = data.map(ModelArgument.expanded)
    for path in paths where path != "-" && !FileSystem.exists(path) {
      throw UsageError("\(path): no such file.", advice: "Give --data a file of labelled texts.")
    }
    let readers = try paths.map { try DatasetReader(path: $0, options: datasetOptions) }
    let loadOptions = try options.loadOptions
    var models = [
      EvaluatedModel(
        try await LoadedModel.load(options.model ?? argument, loadOptions), worst: worst)
    ]
    if let against {
      models.append(
        EvaluatedModel(
          try await LoadedModel.load(against, loadOptions),
          isMultiLabel: models[0].outputs.isMultiLabel, worst: worst))
    }
    let first = models[0]
    try first.checkIsClassifier()
    if models.count > 1 { try models[1].align(to: first.labels) }
    var reader = LabeledRowReader(
      readers, labels: first.labels, isMultiLabel: first.outputs.isMultiLabel)
    let progress = Progress()
    defer { progress.finish() }
    while let rows = try reader.next(Self.batchSize) {
      for index in models.indices { try await models[index].predict(rows, maximumLength) }
      progress.advance(by: rows.count)
    }
    progress.finish()
    guard models[0].outputs.count > 0 else { throw reader.nothingToJudge }
    if let message = reader.numberedMessage { Diagnostics.warn(message) }
    try show(models, reader.reports, reader.foreignLabels)
  }

  private func show(
    _ models: [EvaluatedModel], _ reports: [DatasetReport], _ foreign: [String: Int]
  ) throws {
    let bootstrap = draws > 0 ? Bootstrap(draws: draws, seed: seed) : nil
    let results = models.map { model in
      EvaluationResult(
        model: model.model.summary,
        report: ClassificationReport(
          model.outputs, labels: models[0].labels, hasProbabilities: model.hasProbabilities,
          bootstrap: bootstrap),
        data: reports, foreignLabels: foreign, worst: model.worst.rows, seconds: model.seconds,
        // A file of someone else's under that name is no fault of the model.
        crossValidation: (try? CrossValidation.read(
          RunFolder(path: model.model.info.path).crossValidation)) ?? nil)
    }
    var comparison: EvaluationComparison?
    if models.count > 1 {
      let metrics = ClassificationReport.intervalMetrics.filter { metric in
        results.allSatisfy { $0.report.values[metric] != nil }
      }
      comparison = EvaluationComparison(
        second: results[1],
        test: McNemarTest(first: models[0].outputs, second: models[1].outputs),
        differences: (bootstrap ?? Bootstrap(draws: 1)).differences(
          bootstrap == nil ? [] : metrics, first: models[0].outputs, second: models[1].outputs
        ).compactMap(\.self))
    }
    let output = StandardOutput()
    switch format {
    case .table:
      try output.show(
        EvaluationTable.text(results[0])
          + (comparison.map { EvaluationTable.text($0, to: results[0]) } ?? ""))
    case .json: try output.write(EvaluationJSON.text(results[0], comparison) + "\n")
    }
    for model in models { model.cut.warn(limit: model.model.limit(maximumLength)) }
  }
}
