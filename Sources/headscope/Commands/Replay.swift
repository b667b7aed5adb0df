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

  @Argument(help: ArgumentHelp("The folder of a run, or its log.", valueName: "run"))
  var folder: String
  @OptionGroup var view: RunViewOptions

  func run() throws {
    let path = ModelArgument.expanded(self.folder)
    guard FileSystem.exists(path) else { throw UsageError("\(path): no such file or folder.") }
    let folder = RunFolder(logAt: path) ?? RunFolder(path: path)
    guard let log = ProbeLog.read(folder) else {
      throw UsageError(
        "\(folder.path) has no probe sentences.",
        advice: "Name some under [probe] in the recipe; 'headscope watch' shows the curves alone.")
    }
    if view.once { return try print(log, of: folder) }
    try view.watch(
      [folder.path],
      model: FileSystem.exists(FileSystem.join(folder.path, "model.safetensors"))
        ? folder.path : LoadedModel.embeddedName,
      alternative: "'headscope replay --once RUN'")
  }

  private func print(_ log: ProbeLog, of folder: RunFolder) throws {
    let output = StandardOutput()
    switch view.format ?? .table {
    case .table: try output.show(ReplayText.table(log))
    case .json: try output.write(ReplayText.json(log, of: folder) + "\n")
    }
  }
}
