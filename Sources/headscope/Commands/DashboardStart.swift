import Foundation
import Model
import TUI
import Training

/// Opens the dashboard: what all commands that lead to it share.
struct DashboardStart {
  /// What the command line says of the terminal.
  var color: ColorChoice
  var theme: String?
  var ascii: Bool
  /// What takes the program's place where there is no terminal, for the advice.
  var alternative: String

  /// Runs of before that are shown again.
  private static let recentRuns = 8

  /// Runs the dashboard until the user leaves.
  ///
  /// - Parameter configure: Sets what is shown.
  /// - Returns: The exit status.
  /// - Throws: `UsageError` without a terminal.
  func run(
    service: (UserFolders) throws -> LiveModelService, model: String,
    configure: (inout Dashboard.Configuration) -> Void
  ) throws -> Int32 {
    let environment = ProcessInfo.processInfo.environment
    guard Terminal.isAvailable else {
      throw UsageError(
        environment["TERM"] == "dumb"
          ? "The dashboard needs a terminal that can move its cursor, and TERM is dumb."
          : "The dashboard needs a terminal, and standard output is none.",
        advice: "For output as text or JSON: \(alternative) (see --help).")
    }
    let folders = UserFolders(environment: environment)
    let settings = folders.settings
    var terminalConfiguration = Terminal.Configuration()
    terminalConfiguration.colorFlag = color.depth
    terminalConfiguration.colorSetting = settings.color
    terminalConfiguration.mouse = settings.mouse
    let service = try service(folders)
    var configuration = Dashboard.Configuration(
      themes: .standard, model: model, dataFolder: folders.data,
      saveFolder: URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
      json: { report in
        JSONWriter.text(layout: .members) {
          ExplanationJSON.write(Explanation(report), to: &$0)
        } + "\n"
      },
      attentionJSON: { try AttentionJSON.text(AttentionDocument($0)) },
      evaluationJSON: { EvaluationJSON.text($0) + "\n" })
    configuration.settings = settings
    configuration.settingsFolder = folders.configuration
    configuration.themeName = theme
    configuration.ascii = ascii ? true : nil
    configuration.environment = environment
    configuration.launcher = TrainerProcess()
    configuration.keyMark = KeyMark(folder: folders.runtime.path)
    configuration.recentRuns = RecentNames(folder: folders.data, file: RecentNames.runs).names
      .filter { FileSystem.exists(RunFolder(path: $0).log) }.prefix(Self.recentRuns)
      .map(\.self)
    configure(&configuration)
    do {
      let terminal = try Terminal(terminalConfiguration, environment: environment)
      defer { terminal.restore() }
      return try Dashboard(terminal: terminal, service: service, configuration: configuration)
        .run()
    } catch let error as TerminalError {
      throw ModelError(.unsupported, error.problem, advice: error.advice)
    }
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
