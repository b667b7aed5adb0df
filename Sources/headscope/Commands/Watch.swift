import ArgumentParser
import Foundation
import Model
import Training

/// `headscope watch`: what the logs of training runs say.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Reads the logs of training runs that someone else writes.",
    usage: "headscope watch --once PATH… [--format table|json]",
    discussion: """
      PATH is a log, a folder with logs in it or below, or '-' for standard input. Understood are Hugging Face's \
      trainer_state.json (of checkpoints side by side the last), TensorBoard event files, CSV (Keras, Lightning), JSON \
      lines, and what a script prints: dictionaries, 'step 10 loss 0.5', progress bars of Keras and tqdm. A format is \
      told from the content, not from the name.

      Points that a resumed run wrote again are superseded by the newer ones; NaN and infinities are kept and counted. \
      What cannot be understood is named as a problem.
      """)

  /// How what was understood is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Argument(help: "Logs, folders with logs, or '-'.") var paths: [String]
  @Flag(help: "Read what is there, print it, and leave.") var once = false
  @Option(help: "How the runs are printed.") var format = Format.table

  func validate() throws {
    guard once else {
      throw ValidationError("Logs are read once, so far, and not followed: add --once.")
    }
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Standard input can be read only once: give one '-'.")
    }
  }

  func run() throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let sources = try paths.flatMap { path in
      guard path == "-" || FileSystem.exists(path) else {
        throw UsageError("\(path): no such file or folder.")
      }
      return try RunFinder.find(path)
    }
    let output = StandardOutput()
    switch format {
    case .table:
      for (index, run) in sources.lazy.compactMap({ $0.load() }).enumerated() {
        try output.show((index > 0 ? "\n" : "") + RunTable.text(run))
      }
    case .json:
      try output.write(RunJSON.text(sources.lazy.compactMap { $0.load() }) + "\n")
    }
  }
}
