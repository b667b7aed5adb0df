import ArgumentParser
import Foundation
import Model
import TUI
import Training

/// `headscope replay`: a training run with its probe sentences.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Shows a training run with its probe sentences, from the first step to the last.",
    usage: """
      headscope replay RUN
      headscope replay --once RUN [--format table|json]
      """,
    discussion: """
      RUN is the folder of a run of 'headscope train' whose recipe names sentences under [probe]. They were explained at every \
      evaluation; on the Train screen ←/→ go from one to the next, and words, predictions and heads follow the curves' cursor. \
      With --once everything that was found is printed.
      """)

  /// How what was found is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Argument(help: ArgumentHelp("The folder of a run, or its log.", valueName: "run"))
  var folder: String
  @Flag(help: "Print what was found, and leave.") var once = false
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

  func run() throws {
    let path = ModelArgument.expanded(self.folder)
    guard FileSystem.exists(path) else { throw UsageError("\(path): no such file or folder.") }
    let folder = RunFolder(logAt: path) ?? RunFolder(path: path)
    guard let log = ProbeLog.read(folder) else {
      throw UsageError(
        "\(folder.path) has no probe sentences.",
        advice: "Name some under [probe] in the recipe; 'headscope watch' shows the curves alone.")
    }
    if once { return try print(log, of: folder) }
    let status = try DashboardStart(
      color: color, theme: theme, ascii: ascii, alternative: "'headscope replay --once RUN'"
    ).run(
      service: { LiveModelService(options: LoadOptions(), dataFolder: $0.data) },
      model: FileSystem.exists(FileSystem.join(folder.path, "model.safetensors"))
        ? folder.path : LoadedModel.embeddedName
    ) {
      $0.screen = .train
      $0.watched = [folder.path]
    }
    if status != 0 { throw ExitCode(status) }
  }

  private func print(_ log: ProbeLog, of folder: RunFolder) throws {
    let output = StandardOutput()
    switch format ?? .table {
    case .table: try output.show(ReplayText.table(log))
    case .json: try output.write(ReplayText.json(log, of: folder) + "\n")
    }
  }
}
