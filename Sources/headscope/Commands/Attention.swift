import ArgumentParser
import Attribution
import Foundation
import Model

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
    case text
    case json
    case jsonl
  }

  @OptionGroup var input: InputOptions
  @OptionGroup var attention: AttentionOptions
  @Option(help: "How the answer is printed.") var format = Format.text
  @OptionGroup var options: ModelOptions

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let argument = try input.resolve(options)
    let source = try input.source(argument)
    let model = try await LoadedModel.load(argument.model, try options.loadOptions)
    try input.checkRoom(in: model.info.tokenizer)
    let configuration = model.info.configuration
    try attention.check((configuration.layerCount, configuration.headCount))
    let patch = try attention.patch.map {
      try model.encode(InputText(text: $0), maximumLength: input.maximumLength)
    }
    var printer = AttentionPrinter(format: format, output: StandardOutput())
    var cut = CutCounter()
    var progress = Progress()
    defer { progress.finish() }
    do {
      var texts = try source.nextTexts(limit: 2)
      printer.isArray = texts.count > 1
      while !texts.isEmpty {
        let text = texts.removeFirst()
        let encoding = try model.encode(text, maximumLength: input.maximumLength)
        cut.add(encoding)
        try printer.print(
          try await AttentionDocument.make(model, text, encoding, attention, source: patch))
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
    if let message = cut.message(limit: model.limit(input.maximumLength)) {
      Diagnostics.warn(message)
    }
  }
}
