import Attribution
import Foundation
import Model
import TUI

/// A model that a command works with, found and loaded.
struct LoadedModel: Sendable {
  let actor: ModelActor
  let summary: ModelSummary

  var info: ModelInfo { actor.info }

  /// The name of the model that comes with the program.
  static let embeddedName = "emotion-mini"

  /// The folder that an argument means, the embedded model's for nil.
  ///
  /// - Throws: `UsageError` where there is no such model.
  static func directory(_ argument: String?) throws -> ModelDirectory {
    // The name that the dashboard shows is one that can be typed, too.
    guard let argument, argument != embeddedName || FileSystem.exists(argument) else {
      return ModelDirectory(path: try ResourceLocator().locate("Models/\(embeddedName)"))
    }
    do {
      return try ModelLocation.resolve(
        argument, environment: ProcessInfo.processInfo.environment)
    } catch {
      guard error.kind == .missing || error.kind == .invalidInput else { throw error }
      throw UsageError(error.problem, advice: error.advice)
    }
  }

  /// Loads the model that an argument means.
  static func load(_ argument: String?, _ options: LoadOptions) async throws -> LoadedModel {
    let actor = try await ModelActor.load(try directory(argument), options: options)
    for warning in actor.info.warnings { Diagnostics.warn(warning) }
    return LoadedModel(actor: actor, summary: ModelSummary(actor.info))
  }

  /// Reads a text as the model does, cleaned as its training texts were.
  ///
  /// - Parameter cleaner: What is done to the text in place of that.
  /// - Throws: `ModelError(.invalidInput)` with the text's place where nothing is left to read, an empty text without special tokens, and for a
  ///   piece without a vector.
  func encode(
    _ input: InputText, cleaner: TextCleaner? = nil, maximumLength: Int?
  ) throws -> Encoding {
    let encoding = info.tokenizer.encode(
      input.text, pair: input.pair, cleaner: cleaner ?? info.cleaner,
      maximumTokens: limit(maximumLength))
    guard encoding.count > 0 else {
      let subject = input.place.map { "\($0): the" } ?? "The"
      throw ModelError(
        .invalidInput,
        "\(subject) text is empty, and this model's tokenizer adds no tokens of its own.",
        advice: "Give it at least one character.")
    }
    try info.check(encoding)
    return encoding
  }

  /// A text with its encoding, for methods that put other words in its place.
  func explained(
    _ input: InputText, _ encoding: Encoding, cleaner: TextCleaner? = nil, maximumLength: Int?
  ) -> ExplainedText {
    let (info, limit) = (info, limit(maximumLength))
    return ExplainedText(encoding, texts: [input.text] + [input.pair].compactMap(\.self)) {
      info.tokenizer.encode(
        $0, pair: input.pair, cleaner: cleaner ?? info.cleaner, maximumTokens: limit)
    }
  }

  /// The longest input in tokens, under a limit of the user's.
  func limit(_ maximumLength: Int?) -> Int {
    min(maximumLength ?? .max, info.configuration.maximumTokens)
  }
}

extension InputOptions {
  /// Sorts the bare arguments into model and texts.
  ///
  /// - Parameter singleIsModel: Whether texts come from elsewhere than from arguments, `--file` aside.
  func resolve(
    _ options: ModelOptions, singleIsModel: Bool = false
  ) throws -> ModelArgument {
    let environment = ProcessInfo.processInfo.environment
    let argument = try ModelArgument.resolve(
      arguments,
      .init(
        option: options.model, singleIsModel: singleIsModel || file != nil,
        isModel: { (try? ModelLocation.resolve($0, environment: environment)) != nil }))
    if let note = argument.note { Diagnostics.warn(note) }
    return argument
  }

  /// The texts to read.
  func source(_ argument: ModelArgument) throws -> TextSource {
    // A lone argument that is taken for a model and is none is the mistake, not that a text is missing.
    if argument.texts.isEmpty, file == nil, argument.model != nil {
      _ = try LoadedModel.directory(argument.model)
    }
    return try TextSource(
      texts: argument.texts, file: file, pair: pair, shard: shard, warn: Diagnostics.warn)
  }

  /// Refuses a `--max-length` that the tokenizer's own tokens fill.
  func checkRoom(in tokenizer: Tokenizer) throws(UsageError) {
    guard let maximumLength else { return }
    let own = tokenizer.encode("", pair: pair == nil ? nil : "").count
    guard maximumLength <= own else { return }
    throw UsageError(
      "--max-length \(maximumLength) leaves no room for text: this model puts "
        + "\(Wording.count(own, "token")) of its own around it.",
      advice: "Give at least \(own + 1).")
  }
}
