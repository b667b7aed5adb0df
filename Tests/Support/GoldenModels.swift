package import Foundation
package import Model

/// The models that goldens exist for.
package enum GoldenModels {
  /// One small random model of each architecture, with goldens of everything.
  package static let tiny = ["bert-tiny", "distilbert-tiny", "roberta-tiny", "gpt2-tiny"]
  /// Small models that differ from those in a head, a size or a container.
  package static let small = [
    "gpt2-inner", "xlm-roberta-tiny", "bert-regression", "micro", "film-reader",
  ]
  /// The weights of `micro` in other containers.
  package static let containers = ["micro-fp16", "micro-bf16", "micro-sharded", "micro-bin"]
  /// Trained classifiers; those that are not part of the repository may be missing.
  package static let trained = ["emotion-mini", "minilm-emotion"]

  /// Those of `trained` that are on this machine.
  package static var trainedHere: [String] { trained.filter { folder($0) != nil } }

  /// Where a model is.
  package static func folder(_ name: String) -> URL? {
    switch name {
    case "emotion-mini": Fixtures.packageRoot.appending(path: "Models/emotion-mini")
    case "minilm-emotion": SharedData.model(name)
    default: Fixtures.model(name)
    }
  }

  /// Loads a model, in fp32 on the given backend.
  package static func load(
    _ name: String, backend: BackendPreference = .automatic,
    packing: LoadOptions.Packing = .atOnce
  ) async throws -> ModelActor {
    guard let folder = folder(name) else {
      throw GoldenError("\(name) is not on this machine: set HEADSCOPE_SHARED")
    }
    return try await load(folder, backend: backend, packing: packing)
  }

  /// Loads a model with forward passes in bf16, on any CPU.
  package static func loadInBFloat16(
    _ name: String, backend: BackendPreference = .automatic
  ) async throws -> ModelActor {
    guard let folder = folder(name) else {
      throw GoldenError("\(name) is not on this machine: set HEADSCOPE_SHARED")
    }
    var options = LoadOptions(precision: .bf16, threads: 2, backend: backend)
    options.allowsPortableBFloat16 = true
    return try await ModelActor.load(ModelDirectory(path: folder.path), options: options)
  }

  /// Loads a folder, in fp32 on the given backend.
  package static func load(
    _ folder: URL, backend: BackendPreference = .automatic,
    packing: LoadOptions.Packing = .atOnce
  ) async throws -> ModelActor {
    var options = LoadOptions(precision: .fp32, threads: 2, backend: backend)
    options.packing = packing
    return try await ModelActor.load(ModelDirectory(path: folder.path), options: options)
  }
}

extension RaggedBatch {
  /// A batch of golden texts.
  package init(_ texts: [Golden.Text]) {
    self.init()
    for text in texts { append(ids: text.ids, typeIDs: text.typeIDs) }
  }
}
