import ArgumentParser
import Attribution
import Foundation
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

  @Option(help: "The screen to open.")
  var screen = Screen.explain

  @OptionGroup var options: ModelOptions

  /// The screens there are.
  enum Screen: String, CaseIterable, ExpressibleByArgument {
    case explain
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
    let environment = ProcessInfo.processInfo.environment
    let model = options.model ?? argument
    // What cannot be opened is told in the shell and not on a screen.
    do {
      _ = try LoadedModel.directory(model)
    } catch let error as UsageError {
      // A single word that is no model may be a command that was mistyped.
      guard let model, model == argument, !model.contains("/") else { throw error }
      throw UsageError(
        "'\(model)' is neither a command nor a model.",
        advice: "Commands are predict, explain, tokenize and info (see --help); "
          + "a model is a folder, a file in one, or org/name.")
    }
    guard Terminal.isAvailable else {
      throw UsageError(
        environment["TERM"] == "dumb"
          ? "The dashboard needs a terminal that can move its cursor, and TERM is dumb."
          : "The dashboard needs a terminal, and standard output is none.",
        advice: "For output as text or JSON: 'headscope explain TEXT' (see --help).")
    }
    let folders = UserFolders(environment: environment)
    let settings = folders.settings
    var terminalConfiguration = Terminal.Configuration()
    terminalConfiguration.colorFlag = color.depth
    terminalConfiguration.colorSetting = settings.color
    terminalConfiguration.mouse = settings.mouse
    let service = LiveModelService(
      options: try options.loadOptions, dataFolder: folders.data)
    var configuration = Dashboard.Configuration(
      themes: .standard, model: model ?? LoadedModel.embeddedName,
      dataFolder: folders.data,
      saveFolder: URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
      json: { report in
        JSONWriter.text(layout: .members) {
          ExplanationJSON.write(Explanation(report), to: &$0)
        } + "\n"
      })
    configuration.settings = settings
    configuration.themeName = theme
    configuration.ascii = ascii ? true : nil
    configuration.text = text ?? ""
    configuration.pair = pair
    configuration.environment = environment
    let status: Int32
    do {
      let terminal = try Terminal(terminalConfiguration, environment: environment)
      defer { terminal.restore() }
      status = try Dashboard(terminal: terminal, service: service, configuration: configuration)
        .run()
    } catch let error as TerminalError {
      throw ModelError(.unsupported, error.problem, advice: error.advice)
    }
    if status != 0 { throw ExitCode(status) }
  }
}

extension Explanation {
  /// What the dashboard shows, as `explain` prints it.
  init(_ report: ExplanationReport) {
    self.init(
      model: report.model, text: report.input.text, pair: report.input.pair,
      encoding: report.result.encoding, request: report.request, estimate: report.result.estimate,
      seconds: report.result.seconds)
  }
}
