/// The weights of a model, by canonical name, from whatever files they are in.
///
/// A canonical name is the one that the transformers library uses without the base model's prefix
/// (`encoder.layer.3.attention.self.query.weight`, `h.0.attn.c_attn.weight`), and for heads that of
/// `…ForSequenceClassification` (`classifier.weight`, `score.weight`). See `TensorNames` for what
/// they are found under.
public struct Checkpoint: Sendable {
  /// The files that hold the weights.
  public let files: [MappedFile]
  /// All tensors as the files name them.
  public let storedTensors: [StoredTensor]
  private let table: TensorNames

  /// Opens a model's weights without reading them.
  ///
  /// - Parameters:
  ///   - directory: The model's folder.
  ///   - overrides: Flags and `headscope.json`, merged; `weights` and `classifier` count here.
  /// - Throws: `ModelError` for anything that is wrong with the files' structure.
  public init(directory: ModelDirectory, overrides: ModelOverrides = ModelOverrides()) throws {
    let tensors: [StoredTensor]
    switch try directory.weights(named: overrides.weights) {
    case .safetensors(let path):
      tensors = try SafetensorsFile(path: path).tensors
    case .safetensorsShards(let index):
      tensors = try ShardIndex(path: index).tensors { try SafetensorsFile(path: $0).tensors }
    case .torch(let path):
      tensors = try TorchFile(path: path).tensors
    case .torchShards(let index):
      tensors = try ShardIndex(path: index).tensors { try TorchFile(path: $0).tensors }
    }
    self.init(tensors: tensors, classifier: overrides.classifier)
  }

  /// Puts tensors under their canonical names.
  init(tensors: [StoredTensor], classifier: String? = nil) {
    storedTensors = tensors
    table = TensorNames(stored: tensors.map(\.name), classifier: classifier)
    var seen: Set<ObjectIdentifier> = []
    files = tensors.map(\.file).filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// Canonical names, in the order of the files.
  public var names: [String] { table.names }
  /// Bytes of the weight files on disk.
  public var byteCount: Int { files.reduce(0) { $0 + $1.size } }

  /// The tensor of that canonical name.
  ///
  /// - Throws: `ModelError(.missing)` with the names that come nearest, `.mismatch` when several
  ///   tensors claim the name.
  public func tensor(_ name: String) throws(ModelError) -> StoredTensor {
    if let tensor = try tensorIfPresent(name) { return tensor }
    let similar = table.similar(to: name)
    let advice =
      similar.isEmpty
      ? "It holds \(Wording.count(storedTensors.count, "tensor")), none of a similar name."
      : "Similar names in it: \(similar.map { "`\($0)`" }.joined(separator: ", "))."
    throw ModelError(.missing, "\(place) holds no tensor `\(name)`.", advice: advice)
  }

  /// The tensor of that canonical name, checked to have the shape the network needs.
  public func tensor(_ name: String, shape: [Int]) throws(ModelError) -> StoredTensor {
    let tensor = try tensor(name)
    guard tensor.shape == shape else {
      throw ModelError(
        .mismatch,
        "\(tensor.file.path): tensor `\(tensor.name)` has shape \(tensor.shape), expected \(shape).",
        advice: "config.json and the weights do not belong together.")
    }
    return tensor
  }

  /// The tensor of that canonical name, or nil where the checkpoint has none.
  ///
  /// - Throws: `ModelError(.mismatch)` when several tensors claim the name.
  public func tensorIfPresent(_ name: String) throws(ModelError) -> StoredTensor? {
    guard let candidates = table.candidates[name] else { return nil }
    guard candidates.count == 1 else {
      let names = candidates.map { "`\(storedTensors[$0].name)`" }.joined(separator: " and ")
      throw ModelError(
        .mismatch, "\(place) holds \(names): either could be `\(name)`.",
        advice: "Save one model a checkpoint.")
    }
    return storedTensors[candidates[0]]
  }

  /// The number of encoder layers, from the names; 0 where there is no encoder of a known
  /// architecture.
  var layerCount: Int { names.lazy.compactMap(Self.layerIndex).max().map { $0 + 1 } ?? 0 }

  /// The encoder layer that a canonical name is of, or nil.
  package static func layerIndex(of name: String) -> Int? {
    for prefix in ["encoder.layer.", "transformer.layer.", "h."] where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber }
      // Six digits: a number that no layer count reaches, and no file can make overflow.
      if digits.count <= 6, let index = Int(digits) { return index }
    }
    return nil
  }

  /// The tensors, each with a canonical name of its own, that are none of those read.
  func unread(besides read: Set<String>) -> [(name: String, stored: StoredTensor)] {
    // A classifier with a name of its own is one tensor under two names.
    var seen = Set(read.flatMap { table.candidates[$0] ?? [] })
    return names.flatMap { name in
      (table.candidates[name] ?? []).filter { seen.insert($0).inserted }
        .map { (name, storedTensors[$0]) }
    }
  }

  /// The weights' file, for messages.
  var place: String { files.first?.path ?? "The checkpoint" }
}
