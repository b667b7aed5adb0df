public import ArgumentParser
import Foundation
public import Model

/// The options of every command that reads a model.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model directory, a file inside one, or a name in the Hugging Face cache: the same as MODEL.",
      valueName: "path or name"))
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads of the matrix kernels (default: one a core).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Arithmetic: auto takes variants of a text in bf16 where the CPU has AVX512_BF16 and all else in fp32; bf16 is for predictions "
        + "too. Gradients are fp32."
    ))
  var precision = LoadOptions.Precision.auto

  @OptionGroup(title: "Where the model's files do not say")
  var overrides: OverrideOptions

  /// Checks what the parser cannot.
  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): give a number from 1 to 1024.")
    }
  }

  /// How the model is to be loaded.
  ///
  /// - Throws: `UsageError` for a backend of the environment that does not exist.
  var loadOptions: LoadOptions {
    get throws {
      let process = ProcessInfo.processInfo
      do {
        return LoadOptions(
          precision: precision, threads: threads ?? process.activeProcessorCount,
          backend: try BackendPreference(environment: process.environment),
          overrides: overrides.overrides)
      } catch let error as ModelError {
        throw UsageError(error.problem, advice: error.advice)
      }
    }
  }
}

extension LoadOptions.Precision: ExpressibleByArgument {}
