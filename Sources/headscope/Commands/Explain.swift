import ArgumentParser
import Attribution
import Foundation
import Model
import TUI

/// `headscope explain`: why the model says so.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains what the model says of a text, word by word.",
    discussion: """
      Many texts are explained in order as they come, in constant memory: \
      headscope explain --file texts.txt --format jsonl

      A line of it that cannot be used has its number and an error in its place, and the exit status is 1.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var explanation: ExplainOptions
  @Option(help: "How explanations are printed (default: ansi where colours show, else text).")
  var format: ExplanationFormat?
  @OptionGroup var display: DisplayOptions
  @OptionGroup var options: ModelOptions

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let argument = try input.resolve(options)
    let source = try input.source(argument)
    let theme = try display.theme(for: format)
    let model = try await LoadedModel.load(argument.model, try options.loadOptions)
    try input.checkRoom(in: model.info.tokenizer)
    let labels = model.summary.labels
    try explanation.check(against: model.info.configuration)
    let requests = try explanation.requests(
      labels: labels, outputKind: model.info.configuration.outputKind,
      tokenizer: model.info.tokenizer)
    let format = format ?? (theme.depth == .none ? .text : .ansi)
    for warning in try [explanation.unused].compactMap(\.self) + explanation.unused(in: format) {
      Diagnostics.warn(warning)
    }
    let corpus =
      explanation.trainingFiles.isEmpty || !format.isWriting
      ? nil
      : try await TrainingCorpus.read(
        explanation.trainingFiles, by: model, maximumLength: input.maximumLength)
    _ = try explanation.trueIndex(labels: labels, input: InputText(text: ""))
    var printer = ExplanationPrinter(
      format: format, theme: theme, columns: display.columns,
      labelColumns: model.summary.labelColumns,
      isSeveral: requests.count > 1, namesMethods: try explanation.methods.count > 1,
      writing: try explanation.writing, output: StandardOutput())
    var cut = CutCounter()
    let progress = Progress()
    defer { progress.finish() }
    try printer.start()
    // A service's stream goes on behind a line that cannot be used.
    let goesOn = format == .jsonl && source.isStream
    var bad = BadLines()
    do {
      // One by one: an integral is a batch of its own.
      while true {
        do {
          let next = try goesOn ? source.nextUsableTexts(limit: 1) : source.nextTexts(limit: 1)
          guard let text = next.first else { break }
          let results: [Explanation]
          do {
            let encoding = try model.encode(text, maximumLength: input.maximumLength)
            cut.add(encoding)
            results = try await explain(text, encoding, requests, by: model, corpus, format)
          } catch {
            guard goesOn, let line = BadLine(error, of: text) else { throw error }
            throw line
          }
          try printer.print(results)
        } catch let line as BadLine {
          try printer.print(object: bad.object(line))
        }
        progress.advance()
      }
    } catch {
      // What was explained before is a whole document; its reader may be gone.
      try? printer.finishAfterFailure()
      throw error
    }
    progress.finish()
    try printer.finish()
    cut.warn(limit: model.limit(input.maximumLength))
    try bad.check()
  }

  /// The explanations of one text, with all that was asked for beside them.
  private func explain(
    _ text: InputText, _ encoding: Encoding, _ requests: [AttributionRequest],
    by model: LoadedModel, _ corpus: TrainingCorpus?, _ format: ExplanationFormat
  ) async throws -> [Explanation] {
    let explained = model.explained(text, encoding, maximumLength: input.maximumLength)
    let trueLabel = try explanation.trueIndex(labels: model.summary.labels, input: text)
    var results: [Explanation] = []
    // One run of a method that takes parts out explains all classes.
    var cache = EstimateCache()
    for request in requests {
      let start = ContinuousClock.now
      let estimate: AttributionEstimate
      if let known = cache.estimate(of: explained, request)?.estimate {
        estimate = known
      } else {
        estimate = try await model.actor.attribution(for: explained, request)
        cache.keep(estimate, seconds: 0, of: explained, request)
      }
      results.append(
        Explanation(
          model: model.summary, text: text.text, pair: text.pair, encoding: encoding,
          request: request, estimate: estimate,
          seconds: (ContinuousClock.now - start) / .seconds(1),
          trueLabel: trueLabel,
          granularity: explanation.granularity ?? (format == .table ? .piece : .word),
          fields: explanation.fieldSplit,
          normalization: explanation.normalize))
    }
    if let settings = explanation.trust {
      try await measure(settings, of: explained, with: model.actor, in: &results)
    }
    if let corpus {
      for index in results.indices {
        let hot = ExplanationWriting.facts(results[index]).decisiveParts.map(\.text)
        results[index].training = try await corpus.knowledge(
          of: encoding, text.text, sharing: hot, by: model)
      }
    }
    if let kinds = explanation.counterfactuals, format.hasCounterfactuals {
      let report = try await model.actor.counterfactuals(
        of: explained, kinds, wanted: explanation.wanted(in: results))
      for index in results.indices { results[index].counterfactuals = report }
    }
    return results
  }

  /// Measures the explanations of each class together.
  private func measure(
    _ settings: TrustReport.Settings, of text: ExplainedText, with actor: ModelActor,
    in results: inout [Explanation]
  ) async throws {
    for indices in Dictionary(grouping: results.indices, by: { results[$0].estimate.target }).values
    {
      let subjects = indices.map {
        TrustReport.Subject(results[$0].request, results[$0].estimate)
      }
      let start = ContinuousClock.now
      let report = try await actor.trust(in: subjects, of: text, settings)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      for (row, index) in indices.enumerated() {
        results[index].trust = Explanation.Trust(report: report, index: row, seconds: seconds)
      }
    }
  }
}
