import ArgumentParser
import Foundation
import Model

/// Ends the process; inside a command `exit` is the parser's own.
private func leave(_ status: Int32) -> Never { exit(status) }

/// The program: its commands, and how it ends.
@main
struct Headscope: AsyncParsableCommand {
  /// The program's version, of the releases in CHANGELOG.md.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "headscope",
    abstract: "Shows, in a terminal, what a transformer did with a text.",
    usage: """
      headscope [MODEL] [--text T] [--theme NAME] [--color DEPTH] [--ascii]
      headscope <command> [MODEL] [TEXT…] [options]
      """,
    discussion: """
      Without a command the dashboard opens ('headscope help dashboard' tells its options). MODEL is a model \
      directory, a file inside one, or the name of a model in the Hugging Face cache (org/name); without one the \
      embedded model is used. TEXT may be '-', standard input.

      Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
      """,
    version: version,
    subcommands: [
      Predict.self, Explain.self, Attention.self, Evaluate.self, Summarize.self, Train.self,
      Watch.self,
      Replay.self, Tokenize.self, Info.self, DashboardCommand.self,
    ],
    defaultSubcommand: DashboardCommand.self)

  /// What can be asked for by name.
  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  static func main() async {
    StandardOutput.reserveDescriptors()
    // A reader that leaves shows as an error of `write`, which ends the work quietly.
    signal(SIGPIPE, SIG_IGN)
    for number in argumentsNotUTF8 {
      Diagnostics.warn(
        "argument \(number) has bytes that are not UTF-8; they were replaced by U+FFFD")
    }
    leave(await status(of: Array(CommandLine.arguments.dropFirst())))
  }

  /// Which arguments are not what the standard library made of them, counted from one.
  private static var argumentsNotUTF8: [Int] {
    (1..<max(Int(CommandLine.argc), 1)).filter { index in
      CommandLine.unsafeArgv[index].map { String(validatingCString: $0) == nil } ?? false
    }
  }

  /// Runs a command line.
  ///
  /// - Returns: The exit status: 0, 1 failed, 2 wrong usage.
  static func status(of arguments: [String]) async -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return 0
    } catch is StandardOutput.ReaderGone {
      return 0
    } catch let error as UsageError {
      Diagnostics.say("headscope: \(error)")
      return 2
    } catch let error as ModelError {
      Diagnostics.say("headscope: \(error)")
      return 1
    } catch let error as StandardOutput.Failure {
      Diagnostics.say("headscope: \(error)")
      return 1
    } catch {
      return report(error, arguments)
    }
  }

  /// Tells what the parser threw: help and version are no errors, a command line it cannot read is wrong usage.
  private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    switch exitCode(for: error) {
    case .success:
      do {
        try StandardOutput().show(fullMessage(for: error) + "\n")
        return 0
      } catch is StandardOutput.ReaderGone {
        return 0
      } catch {
        Diagnostics.say("headscope: \(error)")
        return 1
      }
    case .validationFailure:
      let command = commandNames.first { $0 == arguments.first }
      let help = ["headscope", command, "--help"].compactMap(\.self).joined(separator: " ")
      // Many values are a list of the parser's, one a line.
      let parts = message(for: error).components(separatedBy: "\n  - ")
      let values = parts.count > 1 ? " \(parts[1...].joined(separator: ", "))." : ""
      Diagnostics.say("headscope: \(parts[0])\(values)\nSee '\(help)'.")
      return 2
    default:
      Diagnostics.say("headscope: \(message(for: error))")
      return 1
    }
  }
}
