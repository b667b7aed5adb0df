import ArgumentParser
import Attribution
import Foundation
import Model
import TUI

/// `headscope attention`: where every head looked, and what it matters.
struct Attention: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention",
    abstract: "Prints where the heads looked, what each does and what it matters.",
    discussion: """
      Layers and heads are counted from 0. Attention says what was mixed; what carries the prediction is asked by closing \
      heads (--ablate, --importance) or by taking activations over from another text (--patch).
      """)

  /// The forms of the answer.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case ansi
    case text
    case json
    case jsonl
    case html
    case svg

    /// Whether it is drawn: the attention shown is then the one with the heads of `--ablate` closed.
    var isDrawn: Bool { isGrid || self == .html }
    /// Whether it is drawn of cells.
    var isGrid: Bool { self == .ansi || self == .svg }
    /// The format of `explain` that has the same colours.
    var ofExplanations: ExplanationFormat? { ExplanationFormat(rawValue: rawValue) }
  }

  @OptionGroup var input: InputOptions
  @OptionGroup var attention: AttentionOptions
  @Option(help: "How the answer is printed (default: ansi where colours show, else text).")
  var format: Format?
  @OptionGroup var display: DisplayOptions
  @OptionGroup var options: ModelOptions

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let argument = try input.resolve(options)
    let source = try input.source(argument)
    let theme = try display.theme(for: format?.ofExplanations)
    if attention.sample, let format, format.isDrawn {
      throw UsageError(
        "--format \(format.rawValue): a sample is not drawn.",
        advice: "Use text, json or jsonl with --sample.")
    }
    let format =
      format ?? (theme.depth == .none || attention.sample ? .text : .ansi)
    if attention.draw != nil, !format.isGrid {
      Diagnostics.warn("--draw means nothing to \(format.rawValue)")
    }
    let model = try await LoadedModel.load(argument.model, try options.loadOptions)
    try input.checkRoom(in: model.info.tokenizer)
    let configuration = model.info.configuration
    try attention.check((configuration.layerCount, configuration.headCount))
    if attention.sample { return try await printSample(of: source, model, format) }
    var printer = AttentionPrinter(
      format: format, theme: theme, drawing: attention.drawing,
      columns: format == .svg ? display.width : display.columns, output: StandardOutput())
    var cut = CutCounter()
    var progress = Progress()
    defer { progress.finish() }
    try printer.start()
    do {
      var texts = try source.nextTexts(limit: 2)
      printer.isArray = texts.count > 1
      while !texts.isEmpty {
        let text = texts.removeFirst()
        let encoding = try model.encode(text, maximumLength: input.maximumLength)
        cut.add(encoding)
        // Of a pair the first text is another's, the second stays.
        let patch = try attention.patch.map {
          try model.encode(
            InputText(text: $0, pair: text.pair), maximumLength: input.maximumLength)
        }
        try printer.print(
          try await AttentionDocument.make(
            model, text, encoding, attention, source: patch, isDrawn: format.isDrawn))
        progress.advance()
        if texts.isEmpty { texts = try source.nextTexts(limit: 1) }
      }
    } catch {
      // What was answered before is a whole document; its reader may be gone.
      try? printer.finishAfterFailure()
      throw error
    }
    progress.finish()
    try printer.finish()
    cut.warn(limit: model.limit(input.maximumLength))
  }

  /// Texts that are read at once.
  private static let readAtOnce = 32

  /// Prints one answer for all texts.
  private func printSample(
    of source: TextSource, _ model: LoadedModel, _ format: Format
  ) async throws {
    var sample = try AttentionSample(model.summary, attention)
    var cut = CutCounter()
    var progress = Progress()
    defer { progress.finish() }
    while case let texts = try source.nextTexts(limit: Self.readAtOnce), !texts.isEmpty {
      let encodings = try texts.map {
        try model.encode($0, maximumLength: input.maximumLength)
      }
      for encoding in encodings { cut.add(encoding) }
      try await sample.add(encodings, model)
      progress.advance(by: texts.count)
    }
    progress.finish()
    guard sample.textCount > 0 else {
      throw ModelError(
        .invalidInput, "--sample: there is no text to take the mean over.",
        advice: "Give texts, or a file with a text a line.")
    }
    let output = StandardOutput()
    switch format {
    case .json, .jsonl:
      let layout = format == .json ? JSONWriter.Layout.members : .line
      try output.write(AttentionSampleJSON.text(sample, layout: layout) + "\n")
    default: try output.show(AttentionSampleText.text(sample))
    }
    cut.warn(limit: model.limit(input.maximumLength))
  }
}
