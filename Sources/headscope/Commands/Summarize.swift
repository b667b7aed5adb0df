import ArgumentParser
import Attribution
import Foundation
import Model
import TUI
import Training

/// `headscope summarize`: which words matter over a whole data set, by class and by confusion.
struct Summarize: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summarize",
    abstract: "Adds up over labelled data which words matter, by class and by confusion.",
    usage: """
      headscope summarize [MODEL] --data F [--method M] [--top N] [--format table|json]
      headscope summarize --merge F --merge F [--format table|json]
      """,
    discussion: """
      Every text is explained for the class that the model predicts, and the attributions of its words are added up over \
      all texts, over those of each predicted class, and over those of each confusion of a label with a prediction. Data is read as \
      'evaluate' does; of several labels of a row one that is predicted counts, else the first. Words are told apart without regard to \
      case, and punctuation is none. \
      A data set may be shared out: --shard 1/4 --save 1.json on one machine, 2/4 on the next, and --merge of all files in the end.
      """)

  /// The forms of the answer.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
  }

  /// Rows that are read at once; they are explained one by one, since an integral is a batch of its own.
  private static let batchSize = 32

  @Argument(help: "A model directory, a file inside one, or a name in the Hugging Face cache.")
  var argument: String?
  @Option(
    help: ArgumentHelp(
      "A file of labelled texts, or '-'; several are read as one.", valueName: "file"))
  var data: [String] = []
  @OptionGroup(title: "How the data is written, where it is not told from the file")
  var dataOptions: DataOptions
  // One pass a text, and the method of the Evaluate screen's causes.
  @Option(
    help: ArgumentHelp(
      "How texts are explained; integrated-gradients takes some fifty times as long.",
      valueName: "m"))
  var method = AttributionMethod.inputTimesGradient
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps of a method that has them (default: as explain).", valueName: "n"))
  var steps: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of a method that draws (default: 0).", valueName: "s"))
  var seed: UInt64?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many words each list has.", valueName: "n"))
  var top = 10
  @Option(
    name: .customLong("minimum-texts"), parsing: .unconditional,
    help: ArgumentHelp(
      "In how many texts a word must be to be listed by its mean; more for large data.",
      valueName: "n"))
  var minimumTexts = SummarySection.defaultMinimumTexts
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stop after this many texts (default: all).", valueName: "n"))
  var limit: Int?
  @Option(
    help: ArgumentHelp(
      "Explain one part of the rows only: 1/4 is the first, fifth, ninth row and so on.",
      valueName: "i/n"))
  var shard: Shard?
  @Option(
    help: ArgumentHelp("Also keep the whole summary in a file, for --merge.", valueName: "file"))
  var save: String?
  @Option(
    help: ArgumentHelp(
      "In place of data, a summary that --save kept; several are put together.",
      valueName: "file"))
  var merge: [String] = []
  @Option(
    name: .customLong("max-length"), parsing: .unconditional,
    help: ArgumentHelp(
      "Cut texts to this many tokens (default: the model's limit).", valueName: "n"))
  var maximumLength: Int?
  @OptionGroup var options: ModelOptions
  @Option(help: "How the answer is printed.") var format = Format.table

  /// Checks what the parser cannot.
  func validate() throws {
    if let argument, options.model != nil {
      throw ValidationError(
        "Both a model ('\(argument)') and --model were given: give one of them.")
    }
    if merge.isEmpty {
      guard !data.isEmpty else {
        throw ValidationError("No data was given: add --data with a file of labelled texts.")
      }
    } else if !data.isEmpty || argument != nil || options.model != nil || shard != nil
      || limit != nil
    {
      throw ValidationError("--merge reads summaries that are made: give it no model and no data.")
    }
    if let steps, !(1...100_000).contains(steps) {
      throw ValidationError("--steps \(steps): give a number from 1 to 100000.")
    }
    for (name, count) in [("--limit", limit), ("--max-length", maximumLength)] {
      if let count, count < 1 { throw ValidationError("\(name) \(count): give at least 1.") }
    }
    guard (1...10_000).contains(top) else {
      throw ValidationError("--top \(top): give a number from 1 to 10000.")
    }
    guard minimumTexts >= 1 else {
      throw ValidationError("--minimum-texts \(minimumTexts): give at least 1.")
    }
  }

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    // Before the work: a wrong folder should not cost it.
    let file = save.map(ModelArgument.expanded)
    if let file {
      let folder = (file as NSString).deletingLastPathComponent
      guard folder.isEmpty || FileSystem.exists(folder) else {
        throw UsageError(
          "--save \(file): no such folder.", advice: "Make it, or give another file.")
      }
    }
    let result = try await merge.isEmpty ? explained() : merged()
    if let file { try result.write(to: file) }
    let output = StandardOutput()
    switch format {
    case .table:
      try output.show(SummaryTable.text(result, top: top, minimumTexts: minimumTexts))
    case .json:
      try output.write(SummaryJSON.text(result, top: top, minimumTexts: minimumTexts) + "\n")
    }
  }

  /// What the files hold together.
  private func merged() throws -> SummaryResult {
    let paths = merge.map(ModelArgument.expanded)
    var result = try SummaryResult.read(paths[0])
    for path in paths.dropFirst() { try result.merge(SummaryResult.read(path)) }
    return result
  }

  /// What explaining the rows gives.
  private func explained() async throws -> SummaryResult {
    // Before the model is loaded: a wrong name should not take its time.
    let datasetOptions = dataOptions.options
    let paths = data.map(ModelArgument.expanded)
    for path in paths where path != "-" && !FileSystem.exists(path) {
      throw UsageError("\(path): no such file.", advice: "Give --data a file of labelled texts.")
    }
    let readers = try paths.map { try DatasetReader(path: $0, options: datasetOptions) }
    let model = try await LoadedModel.load(options.model ?? argument, try options.loadOptions)
    try EvaluatedModel(model, worst: 0).checkIsClassifier()
    let request = request(for: model)
    var result = SummaryResult(
      model: model.summary.name, digest: model.summary.digest, labels: model.summary.labels,
      method: method.rawValue, parameters: parameters(of: request, model),
      data: paths.map { FileSystem.lastComponent(of: $0) }, seconds: 0,
      summary: AttributionSummary())
    var reader = LabeledRowReader(
      readers, labels: model.summary.labels, isMultiLabel: model.summary.isMultiLabel)
    var cut = CutCounter()
    var rowCount = 0
    let progress = Progress()
    defer { progress.finish() }
    let most = limit ?? .max
    while result.summary.textCount < most, let rows = try reader.next(Self.batchSize) {
      for row in rows where result.summary.textCount < most {
        defer { rowCount += 1 }
        guard shard?.has(rowCount) ?? true else { continue }
        let start = ContinuousClock.now
        let encoding = try await add(row, to: &result.summary, model, request)
        result.seconds += (ContinuousClock.now - start) / .seconds(1)
        cut.add(encoding)
        progress.advance()
      }
    }
    progress.finish()
    // A part may be empty where the data has fewer rows than parts.
    guard rowCount > 0 else { throw reader.nothingToJudge }
    if let message = reader.numberedMessage { Diagnostics.warn(message) }
    for note in reader.reports.flatMap(\.notes) { Diagnostics.warn(note) }
    if !reader.foreignLabels.isEmpty {
      Diagnostics.warn(
        "left out, for the model has no such label: \(Wording.counts(reader.foreignLabels))")
    }
    cut.warn(limit: model.limit(maximumLength))
    return result
  }

  /// Explains a row and adds its words up.
  ///
  /// - Returns: The text as the model read it.
  private func add(
    _ row: Evaluation.Row, to summary: inout AttributionSummary, _ model: LoadedModel,
    _ request: AttributionRequest
  ) async throws -> Encoding {
    let input = InputText(
      text: row.text, pair: row.pair, place: "\(row.path), line \(row.line)")
    let encoding = try model.encode(input, maximumLength: maximumLength)
    let explained = model.explained(input, encoding, maximumLength: maximumLength)
    let estimate = try await model.actor.attribution(for: explained, request)
    let predicted = estimate.prediction.best
    summary.add(
      words: AttributionSummary.words(of: estimate, encoding, in: row.text, pair: row.pair),
      predicted: predicted,
      labelled: row.truth.contains(predicted) ? predicted : row.truth.first,
      target: estimate.target)
    return encoding
  }

  /// The request that `explain` makes of these options, so that both give the same numbers.
  private func request(for model: LoadedModel) -> AttributionRequest {
    AttributionRequest(
      method: method,
      output: ExplainOptions.standardFunction(
        of: model.info.configuration.outputKind, method: method),
      steps: steps ?? method.defaultSteps, seed: seed ?? 0)
  }

  /// What decided the numbers: summaries in which it differs cannot be put together.
  private func parameters(
    of request: AttributionRequest, _ model: LoadedModel
  ) -> [String: String] {
    var parameters = [
      "output": model.info.configuration.outputKind == .outputs ? "output" : request.output.rawValue
    ]
    if method.hasSteps { parameters["steps"] = String(request.steps) }
    if method.usesBaseline { parameters["baseline"] = request.baseline.name }
    if method.isSampled { parameters["seed"] = String(request.seed) }
    if let maximumLength { parameters["max-length"] = String(maximumLength) }
    let cleaner = model.summary.cleaner
    if !cleaner.isEmpty { parameters["cleaning"] = cleaner.summary }
    return parameters
  }
}
