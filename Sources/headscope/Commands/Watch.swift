import ArgumentParser
import Foundation
import Model
import TUI
import Training

/// `headscope watch`: what the logs of training runs say.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows the logs of training runs that someone else writes as curves, live.",
    usage: """
      headscope watch PATH… | -
      headscope watch --once PATH… [--format table|json]
      """,
    discussion: """
      PATH is a log, a folder with logs in it or below, or '-' for standard input. Understood are Hugging Face's \
      trainer_state.json (of checkpoints side by side the last), TensorBoard event files, CSV (Keras, Lightning), JSON \
      lines, and what a script prints: dictionaries, 'step 10 loss 0.5', progress bars of Keras and tqdm. A format is \
      told from the content, not from the name. Logs are followed as they grow; of '-' the keys come from the terminal: \
      'ssh host tail -F log | headscope watch -'. With --once what is there is printed.

      Points that a resumed run wrote again are superseded by the newer ones; NaN and infinities are kept and counted. \
      What cannot be understood is named as a problem.
      """)

  @Argument(help: "Logs, folders with logs, or '-'.") var paths: [String]
  @OptionGroup var view: RunViewOptions

  func validate() throws {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Standard input can be read only once: give one '-'.")
    }
  }

  func run() throws {
    for path in paths where path != "-" && !FileSystem.exists(path) {
      throw UsageError("\(path): no such file or folder.")
    }
    let paths = try NamedPipe.asStandardInput(paths)
    if view.once {
      try print(paths)
    } else {
      try view.watch(paths, alternative: "'headscope watch --once PATH'")
    }
  }

  private func print(_ paths: [String]) throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let sources = try paths.flatMap { try RunFinder.find($0) }
    let output = StandardOutput()
    switch view.format ?? .table {
    case .table:
      for (index, run) in sources.lazy.compactMap({ $0.load() }).enumerated() {
        try output.show((index > 0 ? "\n" : "") + RunTable.text(run))
      }
    case .json:
      try output.write(RunJSON.text(sources.lazy.compactMap { $0.load() }) + "\n")
    }
  }
}
