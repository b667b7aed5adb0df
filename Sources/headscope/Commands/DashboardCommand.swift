import ArgumentParser
import Model
import TUI

/// `headscope` alone: the dashboard.
struct DashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard",
    abstract: "Opens the dashboard: what 'headscope' alone does.",
    usage: "headscope [MODEL] [options]")

  @Argument(help: "A model directory, a file inside one, or a name in the Hugging Face cache.")
  var argument: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The text to start with.", valueName: "text"))
  var text: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The second text of a pair to start with.", valueName: "text"))
  var pair: String?

  @Option(help: ArgumentHelp("A theme of the themes folder.", valueName: "name"))
  var theme: String?

  @Option(help: ArgumentHelp("Colours.", valueName: "depth"))
  var color = ColorChoice.auto

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Option(
    help: "The screen to open: \(Screen.allCases.map(\.rawValue).joined(separator: ", ")).",
    transform: Self.screen)
  var screen = Screen.explain

  @Option(
    help: ArgumentHelp(
      "A file of texts, a line or JSON object each, to list and to follow as it grows: what is appended is explained at once. '-' reads a pipe, keys then come from the terminal: 'tail -F alerts | headscope --file -'.",
      valueName: "file"))
  var file: String?

  @Option(
    help: ArgumentHelp(
      "A file of labelled texts: for the Data screen, which is then shown first, or with --screen evaluate to judge the model on; several for the Data screen.",
      valueName: "file"))
  var data: [String] = []

  @OptionGroup var options: ModelOptions

  private static func screen(_ name: String) throws -> Screen {
    guard let screen = Screen(rawValue: name) else {
      let names = Screen.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("there is no screen '\(name)': expected one of \(names).")
    }
    return screen
  }

  /// Checks what the parser cannot.
  func validate() throws {
    if let argument, options.model != nil {
      throw ValidationError(
        "Both a model ('\(argument)') and --model were given: give one of them.")
    }
  }

  // The terminal belongs to the main thread, which waits in `run`: so this command is not asynchronous.
  func run() throws {
    let model = options.model ?? argument
    // What cannot be opened is told in the shell and not on a screen.
    do {
      _ = try LoadedModel.directory(model)
    } catch let error as UsageError {
      // A single word that is no model may be a command that was mistyped.
      guard let model, model == argument, !model.contains("/") else { throw error }
      throw UsageError(
        "'\(model)' is neither a command nor a model.",
        advice: "Commands are \(Headscope.commandNames.joined(separator: ", ")) (see --help); "
          + "a model is a folder, a file in one, or org/name.")
    }
    for path in data where !FileSystem.exists(ModelArgument.expanded(path)) {
      throw UsageError("\(path): no such file.", advice: "Give --data a file of labelled texts.")
    }
    if let file, file != "-", !FileSystem.exists(ModelArgument.expanded(file)) {
      throw UsageError("\(file): no such file.", advice: "Give --file a file with a text a line.")
    }
    let texts = try file.map { try NamedPipe.asStandardInput([ModelArgument.expanded($0)])[0] }
    let options = options
    let status = try DashboardStart(
      color: color, theme: theme, ascii: ascii, alternative: "'headscope explain TEXT'"
    ).run(
      service: { LiveModelService(options: try options.loadOptions, dataFolder: $0.data) },
      model: model ?? LoadedModel.embeddedName
    ) {
      $0.screen = data.isEmpty || screen != .explain ? screen : .data
      $0.dataFiles = screen == .evaluate ? [] : data.map(ModelArgument.expanded)
      $0.text = text ?? ""
      $0.pair = pair
      $0.evaluated = data.first
      $0.texts = texts
    }
    if status != 0 { throw ExitCode(status) }
  }
}
