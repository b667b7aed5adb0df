import Model
import TUI

/// What `info` tells of a model and the machine it runs on.
struct InfoReport: Equatable {
  var model: ModelSummary
  var configuration: ModelConfiguration
  /// `WordPiece`, `BPE`, `Unigram`.
  var tokenizer: String
  /// One more than the tokenizer's highest id: the table of vectors may have more rows, or too few.
  var pieceCount: Int
  /// Bytes of the weight files.
  var weightBytes: Int
  var cpu: CPUDescription
  /// The instructions this CPU multiplies bfloat16 numbers with, or nil where it has none.
  var bfloat16Instructions: String?
  /// Name, value and purpose of each variable.
  var environment: [(name: String, value: String?, purpose: String)]

  static func == (left: InfoReport, right: InfoReport) -> Bool {
    left.json == right.json
  }

  /// The parts of the model; what the files hold beyond them is a part of its own.
  var blocks: [ModelOutline.Block] {
    var blocks = ModelOutline(configuration).blocks
    let rest = model.parameterCount - blocks.reduce(0) { $0 + $1.total }
    if rest > 0 { blocks.append(.init(name: "others", shape: "", parameters: rest)) }
    return blocks
  }

  /// Where a language model is asked, and for what; nil for a classifier.
  var reading: String? {
    guard let languageModel = configuration.languageModel else { return nil }
    let asked =
      languageModel.answers == nil
      ? "any of \(Wording.grouped(model.labels.count)) pieces" : "one of the labels' pieces"
    let place =
      configuration.architecture == .gpt2
      ? "behind the last token"
      : "at the first mask token, without one at the last token of the text"
    return "\(asked), \(place)"
  }

  /// What the classifier's outputs become.
  var outputMeaning: String {
    guard configuration.outputActivation == .identity else { return "outputs as they are" }
    return switch configuration.problemType {
    case .singleLabel: "softmax"
    case .multiLabel: "a sigmoid each"
    case .regression: "outputs as they are"
    }
  }

  /// The JSON of `info`.
  var json: String {
    JSONWriter.text(layout: .members) { writer in
      writer.object { object in
        object.member("version", 1)
        object.member("model", model.name)
        object.member("path", model.path)
        object.member("architecture", model.architecture)
        object.member("digest", model.digest)
        object.member("labels", model.classesArePieces ? [] : model.labels)
        if let reading { object.member("reading", reading) }
        object.member("problemType", configuration.problemType.rawValue)
        object.member("outputActivation", configuration.outputActivation.rawValue)
        object.member("tokenizer") {
          $0.object {
            $0.member("kind", tokenizer)
            $0.member("vocabulary", pieceCount)
          }
        }
        object.member("maximumTokens", model.maximumTokens)
        object.member("layers", configuration.layerCount)
        object.member("heads", configuration.headCount)
        object.member("hiddenSize", configuration.hiddenSize)
        object.member("intermediateSize", configuration.intermediateSize)
        object.member("activation", configuration.activation.rawValue)
        object.member("parameters", model.parameterCount)
        object.member("weightBytes", weightBytes)
        object.member("blocks") {
          $0.array(blocks) { writer, block in
            writer.object {
              $0.member("name", block.name)
              $0.member("shape", block.shape)
              $0.member("parameters", block.parameters)
              $0.member("count", block.count)
            }
          }
        }
        object.member("precision", model.precision)
        object.member("backend", model.backend)
        object.member("threads", model.threadCount)
        object.member("cpu") {
          $0.object {
            $0.member("name", cpu.name)
            $0.member("features", cpu.features)
            $0.member("bfloat16", bfloat16Instructions)
          }
        }
        object.member("warnings", model.warnings)
        object.member("environment") {
          $0.object { object in
            for variable in environment { object.member(variable.name, variable.value) }
          }
        }
      }
    }
  }
}
