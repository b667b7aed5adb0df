public import ArgumentParser
import Foundation
public import Model

/// What a user says about a model where its files do not: the fields of `headscope.json` as options.
struct OverrideOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The encoder family.", valueName: "name"))
  var architecture: ModelConfiguration.Architecture?

  @Option(help: ArgumentHelp("The vocabulary or tokenizer file.", valueName: "file"))
  var vocabulary: String?

  @Flag(inversion: .prefixedNo, help: "Whether the vocabulary is of lower-case text.")
  var lowercase: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The names of the outputs; of a language model the words that are its answers.",
      valueName: "a,b,…"))
  var labels: String?

  @Option(
    name: .customLong("output-activation"),
    help: ArgumentHelp("What the model applies to its outputs, such as relu.", valueName: "name"))
  var outputActivation: ModelConfiguration.Activation?

  @Option(
    name: .customLong("problem-type"),
    help: ArgumentHelp("What the outputs mean.", valueName: "name"))
  var problemType: ModelConfiguration.ProblemType?

  @Option(
    help: ArgumentHelp("The module that is the classifier, such as linear.", valueName: "name"))
  var classifier: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Attention heads a layer.", valueName: "n"))
  var heads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What is done to texts first, in this order: \(CleaningStage.names.joined(separator: ", ")), or a file of words to be "
        + "taken out; 'none' for nothing (default: what the model's folder says).",
      valueName: "a,b,…"))
  var clean: String?

  /// Checks what the parser cannot.
  func validate() throws {
    if let heads, !(1...65536).contains(heads) {
      throw ValidationError("--heads \(heads): give a number from 1 to 65536.")
    }
    if let labels, names(labels).contains("") {
      throw ValidationError("--labels \(labels): a label is empty; give names such as good,bad.")
    }
    do {
      _ = try cleaner
    } catch let error as ModelError {
      throw ValidationError("--clean: \(error)")
    }
  }

  private func names(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private var cleaner: TextCleaner? {
    get throws {
      try clean.map {
        try TextCleaner(names: $0 == "none" ? [] : names($0).map(ModelArgument.expanded))
      }
    }
  }

  /// The same as a value.
  var overrides: ModelOverrides {
    var overrides = ModelOverrides()
    overrides.architecture = architecture
    // From where the user stands; in `headscope.json` it is from where the model is.
    overrides.vocabulary = vocabulary.map {
      URL(fileURLWithPath: ModelArgument.expanded($0)).standardizedFileURL.path
    }
    overrides.lowercase = lowercase
    overrides.labels = labels.map(names)
    overrides.outputActivation = outputActivation
    overrides.problemType = problemType
    overrides.classifier = classifier
    overrides.headCount = heads
    // Checked by `validate`.
    overrides.clean = try? cleaner
    return overrides
  }
}

extension ModelConfiguration.Architecture: ExpressibleByArgument {
  /// Takes the names of `model_type` in `config.json`.
  public init?(argument: String) { self.init(modelType: argument) }
}

extension ModelConfiguration.Activation: ExpressibleByArgument {
  /// Takes the names that `config.json` and `headscope.json` take.
  public init?(argument: String) { self.init(upstreamName: argument) }
  /// The names, for help and errors.
  public static var allValueStrings: [String] { upstreamNames.keys.sorted() }
}

extension ModelConfiguration.ProblemType: ExpressibleByArgument {}
