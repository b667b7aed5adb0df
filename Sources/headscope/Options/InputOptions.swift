import ArgumentParser

/// The options of commands that read texts.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A model, then texts. Of several arguments the first is the model if it is a path or the name of a model "
        + "in the Hugging Face cache; otherwise all are texts for the embedded model. '-' reads standard input: a text "
        + "a line, or JSON lines with a 'text' field.",
      valueName: "model or text"))
  var arguments: [String] = []

  @Option(help: ArgumentHelp("Read texts from a file, as '-' reads them.", valueName: "file"))
  var file: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The second text of every pair.", valueName: "text"))
  var pair: String?

  @Option(
    name: .customLong("max-length"), parsing: .unconditional,
    help: ArgumentHelp(
      "Cut texts to this many tokens (default: the model's limit).", valueName: "n"))
  var maximumLength: Int?

  @Option(
    help: ArgumentHelp(
      "Read part i of n of the lines: every nth from line i on, so that n machines share a file.",
      valueName: "i/n"))
  var shard: Shard?

  /// Checks what the parser cannot.
  func validate() throws {
    if let maximumLength, maximumLength < 1 {
      throw ValidationError("--max-length \(maximumLength): give at least 1.")
    }
  }
}
