import ArgumentParser
import Foundation
import TUI

/// The options that decide how pictures look.
struct DisplayOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Colours: auto, truecolor, 256, 16 or none.", valueName: "depth"))
  var color = ColorChoice.auto

  @Option(help: ArgumentHelp("A theme of the themes folder.", valueName: "name"))
  var theme: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of pictures (default: the terminal's, else 80; svg of attention: what it needs).",
      valueName: "n"))
  var width: Int?

  /// Checks what the parser cannot.
  func validate() throws {
    if let width, !(20...1000).contains(width) {
      throw ValidationError("--width \(width): give a number from 20 to 1000.")
    }
  }

  /// The columns of pictures.
  var columns: Int { width ?? OutputSize.columns ?? 80 }

  /// The theme at the depth that a format shows; captum's colours for its table if no other is asked for.
  ///
  /// - Throws: `UsageError` for a theme that cannot be read.
  func theme(
    for format: ExplanationFormat?, in library: ThemeLibrary = .standard
  ) throws -> Theme {
    let depth: ColorDepth =
      switch format {
      case .svg?, .html?: .truecolor
      default: color.depth(isTerminal: StandardOutput().isTerminal)
      }
    let hasColors =
      switch format {
      case .text?, .prose?, .prompt?, .json?, .jsonl?: false
      case nil: depth != .none
      default: true
      }
    // Words and numbers need no theme files.
    guard hasColors || theme != nil else { return ThemeDefinition.builtIn.resolved(for: depth) }
    let name =
      switch format {
      case _ where theme != nil: theme ?? ""
      case .table?: "captum"
      // Pages are read on paper and in browsers.
      case .html?: "tide-light"
      default: ThemeLibrary.standardName(environment: ProcessInfo.processInfo.environment)
      }
    // The program copied alone to another machine has no theme files.
    guard theme != nil || !library.names.isEmpty else {
      return ThemeDefinition.builtIn.resolved(for: depth)
    }
    do {
      return try library.definition(named: name).resolved(for: depth)
    } catch {
      throw UsageError("--theme \(name): \(error)")
    }
  }
}
