import ArgumentParser
import Foundation
import Model

/// `headscope tokenize`: the pieces that a model reads.
struct Tokenize: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Prints the pieces a model reads, with their ids and where they stood.")

  /// Texts that are taken from a file at once.
  private static let batchSize = 256

  @OptionGroup var input: InputOptions
  @OptionGroup var options: ModelOptions
  @Option(help: "How pieces are printed.") var format = TokenizationFormat.table

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let argument = try input.resolve(options)
    let source = try input.source(argument)
    // The weights are not needed, and not read.
    let directory = try LoadedModel.directory(argument.model)
    var overrides = options.overrides.overrides.merged(over: try .load(directory))
    // Pieces do not depend on it, so a model without config.json need not tell it here.
    if directory.configuration == nil { overrides.headCount = overrides.headCount ?? 1 }
    let configuration = try ModelConfiguration.load(directory: directory, overrides: overrides)
    let tokenizer = try Tokenizer.load(
      directory: directory, configuration: configuration, overrides: overrides,
      warn: Diagnostics.warn)
    let cleaner = overrides.clean ?? TextCleaner()
    try input.checkRoom(in: tokenizer)
    let limit = min(input.maximumLength ?? .max, configuration.maximumTokens)
    let output = StandardOutput()
    var cut = CutCounter()
    let progress = Progress()
    defer { progress.finish() }
    var isFirst = true
    while case let texts = try source.nextTexts(limit: Self.batchSize), !texts.isEmpty {
      var printed = ""
      for text in texts {
        let encoding = tokenizer.encode(
          text.text, pair: text.pair, cleaner: cleaner, maximumTokens: limit)
        cut.add(encoding)
        if format == .table, !isFirst { printed += "\n" }
        isFirst = false
        printed += format.text(encoding, of: text, cleaner)
      }
      switch format {
      case .table: try output.show(printed)
      case .jsonl: try output.write(printed)
      }
      progress.advance(by: texts.count)
    }
    progress.finish()
    cut.warn(limit: limit)
  }
}
