import ArgumentParser
import Attribution
import Foundation
import Model
import TUI
import Training

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
  @Option(
    help: ArgumentHelp(
      "A file of labelled texts for --sample, or '-', whose labels are left out; several are read as one.",
      valueName: "file"))
  var data: [String] = []
  @OptionGroup(title: "How the data is written, where it is not told from the file")
  var dataOptions: DataOptions
  @Option(help: "How the answer is printed (default: ansi where colours show, else text).")
  var format: Format?
  @OptionGroup var display: DisplayOptions
  @OptionGroup var options: ModelOptions

  /// Checks what the parser cannot.
  func validate() throws {
    guard !data.isEmpty else { return }
    if !attention.sample {
      throw ValidationError("--data is what --sample takes the mean over: give --sample as well.")
    }
    if input.file != nil {
      throw ValidationError("Both --data and --file were given: give one of them.")
    }
  }

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let argument = try input.resolve(options, singleIsModel: !data.isEmpty)
    if !data.isEmpty, let text = argument.texts.first {
      throw UsageError(
        "Both a text ('\(text)') and --data were given.", advice: "Give one of them.")
    }
    // Before the model is loaded: a wrong name should not take its time.
    var texts: DatasetTexts?
    if !data.isEmpty {
      texts = try DatasetTexts(
        paths: data.map(ModelArgument.expanded), options: dataOptions.options, pair: input.pair,
        shard: input.shard)
    }
    let source = try texts == nil ? input.source(argument) : nil
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
    if attention.sample {
      try await printSample(model, format) {
        try texts?.nextTexts(limit: Self.readAtOnce) ?? source?.nextTexts(limit: Self.readAtOnce)
          ?? []
      }
      for note in texts?.reports.flatMap(\.notes) ?? [] { Diagnostics.warn(note) }
      return
    }
    guard let source else { return }
    var printer = AttentionPrinter(
      format: format, theme: theme, drawing: attention.drawing,
      columns: format == .svg ? display.width : display.columns, output: StandardOutput())
    var cut = CutCounter()
    let progress = Progress()
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
            model, text, encoding, attention, source: patch, isDrawn: format.isDrawn,
            showsWeights: format.isDrawn || format == .text && attention.layer != nil,
            progress: progress.tell))
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
  ///
  /// - Parameter next: Gives the next few of them; none at the end.
  private func printSample(
    _ model: LoadedModel, _ format: Format, next: () throws -> [InputText]
  ) async throws {
    var sample = try AttentionSample(model.summary, attention)
    var cut = CutCounter()
    let progress = Progress()
    defer { progress.finish() }
    while case let texts = try next(), !texts.isEmpty {
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
