import ArgumentParser
import Foundation
import Model
import TUI

/// `headscope info`: what a model is, and on what it runs.
struct Info: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Tells what a model is, draws it from text to logits, and says on what it runs.")

  /// The forms of the answer.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  @Argument(help: "A model directory, a file inside one, or a name in the Hugging Face cache.")
  var argument: String?
  @OptionGroup var options: ModelOptions
  @Option(help: "How the answer is printed.") var format = Format.text

  /// Checks what the parser cannot.
  func validate() throws {
    if let argument, options.model != nil {
      throw ValidationError(
        "Both a model ('\(argument)') and --model were given: give one of them.")
    }
  }

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let model = try await LoadedModel.load(options.model ?? argument, try options.loadOptions)
    let report = InfoReport(
      model: model.summary, configuration: model.info.configuration,
      tokenizer: model.info.tokenizer.kind, pieceCount: model.info.tokenizer.vocabularySize,
      weightBytes: model.info.weightBytes,
      cpu: .current, bfloat16Instructions: model.info.bfloat16Instructions,
      environment: EnvironmentVariable.allCases.map { ($0.rawValue, $0.value, $0.purpose) })
    switch format {
    case .text: try StandardOutput().show(report.text)
    case .json: try StandardOutput().write(report.json + "\n")
    }
  }
}
