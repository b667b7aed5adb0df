/// A folder that holds a model, and what in it is what.
public struct ModelDirectory: Equatable, Sendable {
  /// The weights of a model, by container.
  public enum Weights: Equatable, Sendable {
    case safetensors(path: String)
    /// `model.safetensors.index.json` with its shards.
    case safetensorsShards(index: String)
    /// `pytorch_model.bin`, `.pt`, `.pth`.
    case torch(path: String)
    /// `pytorch_model.bin.index.json` with its shards.
    case torchShards(index: String)
  }

  /// The folder.
  public let path: String
  /// The hub name, or the folder's name.
  public let name: String
  /// The file within it that was named instead of the folder, if one was.
  public let chosenFile: String?
  /// All file names in the folder, in alphabetical order.
  public let files: [String]

  /// Looks at a folder.
  ///
  /// - Parameters:
  ///   - path: An existing folder.
  ///   - name: What to call the model; by default the folder's own name.
  ///   - chosenFile: A weights file within the folder to be used instead of the one that would be
  ///     found.
  public init(path: String, name: String? = nil, chosenFile: String? = nil) {
    self.path = path
    self.chosenFile = chosenFile
    self.name = name ?? FileSystem.lastComponent(of: FileSystem.resolved(path))
    files = FileSystem.entries(of: path)
  }

  /// The path of a file in the folder, or nil when it is not there.
  public func file(_ name: String) -> String? {
    let path = FileSystem.join(path, name)
    return FileSystem.kind(of: path) == .file ? path : nil
  }

  /// `config.json`, where there is one.
  public var configuration: String? { file("config.json") }
  /// `headscope.json`, where there is one; see `ModelOverrides`.
  public var overrides: String? { file("headscope.json") }

  /// The tokenizer's files that are there, of those that the libraries write.
  public var tokenizerFiles: [String] {
    Self.tokenizerFileNames.compactMap(file)
  }

  private static let tokenizerFileNames = [
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spiece.model",
    "tokenizer.model",
  ]

  /// The weights to load.
  ///
  /// In order: the file that was chosen, the one that `headscope.json` or a flag names,
  /// `model.safetensors`, its shards, `pytorch_model.bin`, its shards, then the only file of a kind
  /// that holds weights.
  ///
  /// - Parameter named: The `weights` of `ModelOverrides`.
  /// - Returns: The container, existing, by its name one that can be read.
  /// - Throws: `ModelError` when there are none, several, or only ones of another library.
  public func weights(named: String? = nil) throws -> Weights {
    if let named = chosenFile ?? named {
      let path = FileSystem.join(self.path, named)
      guard FileSystem.kind(of: path) == .file else {
        throw ModelError(.missing, "There is no weights file \(path).")
      }
      return try Self.weights(at: path)
    }
    let standard = [
      "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
      "pytorch_model.bin.index.json",
    ]
    if let found = standard.lazy.compactMap(file).first { return try Self.weights(at: found) }

    for suffixes in [[".safetensors"], [".pt", ".pth", ".bin", ".ckpt"]] {
      let found = files.filter { name in
        suffixes.contains { name.hasSuffix($0) } && !Self.isTrainingState(name)
      }
      if found.count == 1 { return try Self.weights(at: FileSystem.join(path, found[0])) }
      if found.count > 1 {
        throw ModelError(
          .invalidInput,
          "\(path) holds several files of weights: \(found.joined(separator: ", ")).",
          advice: "Name one of them instead of the folder, or as `weights` in headscope.json.")
      }
    }
    for name in files {
      if let refusal = Self.refusal(of: FileSystem.join(path, name)) { throw refusal }
    }
    if let newest = checkpoints.last {
      throw ModelError(
        .missing,
        "\(path) holds no weights of its own, but these do: \(checkpoints.joined(separator: ", ")).",
        advice: "Name one of them: \(FileSystem.join(path, newest)).")
    }
    throw ModelError(
      .missing,
      "\(path) holds no weights: expected model.safetensors, pytorch_model.bin or a .pt file.",
      advice: "Save the model there with `save_pretrained`, or download it with `hf download`.")
  }

  /// The checkpoints of a training run in the folder that hold weights, by their steps.
  private var checkpoints: [String] {
    let steps = files.compactMap { name in
      name.hasPrefix("checkpoint-") ? Int(name.dropFirst("checkpoint-".count)) : nil
    }
    return steps.sorted().map { "checkpoint-\($0)" }.filter {
      (try? ModelDirectory(path: FileSystem.join(path, $0)).weights()) != nil
    }
  }

  /// What kind of weights a file holds, by its name.
  private static func weights(at path: String) throws -> Weights {
    if let refusal = refusal(of: path) { throw refusal }
    if path.hasSuffix(".safetensors.index.json") { return .safetensorsShards(index: path) }
    if path.hasSuffix(".bin.index.json") { return .torchShards(index: path) }
    if path.hasSuffix(".safetensors") { return .safetensors(path: path) }
    if [".bin", ".pt", ".pth", ".ckpt"].contains(where: path.hasSuffix) {
      return .torch(path: path)
    }
    throw ModelError(
      .unsupported,
      "\(path) is not a file of weights by its name: expected .safetensors, .bin, .pt or .pth.")
  }

  /// Whether `Trainer` and others write a file of that name beside the weights.
  private static func isTrainingState(_ name: String) -> Bool {
    name == "training_args.bin"
      || ["optimizer.", "scheduler.", "rng_state", "scaler."].contains { name.hasPrefix($0) }
  }

  /// Why a file of another library's weights is not read, and the command that makes one that is.
  private static func refusal(of path: String) -> ModelError? {
    let name = FileSystem.lastComponent(of: path)
    let folder = FileSystem.parent(of: path)
    if name == "adapter_model.safetensors" || name == "adapter_model.bin" {
      return ModelError(
        .unsupported, "\(path) holds an adapter (LoRA), not a whole model.",
        advice: "Merge it into its base model first: "
          + "`model.merge_and_unload().save_pretrained(…)` of the peft library.")
    }
    // The library finds them by one name only.
    func conversion(
      of library: String, named expected: String, flag: String, packages: String
    ) -> ModelError {
      let renaming =
        name == expected ? "" : "mv '\(path)' '\(FileSystem.join(folder, expected))' && "
      return ModelError(
        .unsupported, "\(path) holds \(library) weights, which this program does not read.",
        advice:
          "Convert them once, where `pip install \"transformers<5\" torch \(packages)` has been "
          + "done: \(renaming)python3 -c \"from transformers import AutoModelForSequenceClassification as M; "
          + "M.from_pretrained('\(folder)', \(flag)=True).save_pretrained('\(folder)')\"")
    }
    if name.hasSuffix(".keras") {
      return ModelError(
        .unsupported, "\(path) holds a Keras model, which this program does not read.",
        advice: "Load it in Keras and save the transformer in it with `save_pretrained`, then "
          + "convert the tf_model.h5 that this writes.")
    }
    if name.hasSuffix(".h5") {
      return conversion(
        of: "TensorFlow (Keras)", named: "tf_model.h5", flag: "from_tf",
        packages: "tensorflow tf-keras h5py")
    }
    if name.hasSuffix(".msgpack") {
      return conversion(
        of: "Flax", named: "flax_model.msgpack", flag: "from_flax", packages: "flax")
    }
    for (suffix, format) in [(".onnx", "ONNX"), (".gguf", "GGUF"), (".ckpt.index", "TensorFlow 1")]
    where name.hasSuffix(suffix) {
      return ModelError(
        .unsupported, "\(path) holds \(format) weights, which this program does not read.",
        advice: "Use the model's safetensors or PyTorch files instead.")
    }
    return nil
  }
}
