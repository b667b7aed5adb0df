import ArgumentParser
import Foundation
import Model
import TUI
import Training

/// How `watch` and `replay` show runs: on the Train screen, or printed.
struct RunViewOptions: ParsableArguments {
  /// How what was found is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Flag(help: "Read what is there, print it, and leave.") var once = false
  @Option(help: "How it is printed, with --once.") var format: Format?
  @Option(help: ArgumentHelp("A theme of the themes folder.", valueName: "name"))
  var theme: String?
  @Option(help: ArgumentHelp("Colours.", valueName: "depth")) var color = ColorChoice.auto
  @Flag(help: "Draw with ASCII characters only.") var ascii = false

  func validate() throws {
    guard once || format == nil else {
      throw ValidationError("--format is for what is printed: add --once.")
    }
  }

  /// Opens the Train screen and returns when it is left.
  ///
  /// - Parameters:
  ///   - paths: what is watched.
  ///   - model: the model of the other screens.
  ///   - alternative: what prints the same where there is no terminal.
  func watch(
    _ paths: [String], model: String = LoadedModel.embeddedName, alternative: String
  ) throws {
    let status = try DashboardStart(
      color: color, theme: theme, ascii: ascii, alternative: alternative
    ).run(
      service: { LiveModelService(options: LoadOptions(), dataFolder: $0.data) }, model: model
    ) {
      $0.screen = .train
      $0.watched = paths
    }
    if status != 0 { throw ExitCode(status) }
  }
}
