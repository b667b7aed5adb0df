import Foundation
public import Model

/// The model that a run begins with, as a folder: a pretrained encoder under a head that has seen nothing yet, or that its
/// task has seen before.
///
/// Everything a run does starts from a folder: its first evaluation, its training, and what it is compared with afterwards.
public struct InitialCheckpoint {
  /// What of the base no file says and so was assumed, a line each.
  public let remarks: [String]
  private let folder: CheckpointFolder
  private let checkpoint: Checkpoint
  private let head: [(name: String, tensor: Tensor)]

  /// Takes a base and the labels to tell apart.
  ///
  /// A head of the same labels is kept, its outputs in the order of these; any other goes.
  ///
  /// - Parameters:
  ///   - base: an encoder, a classifier or a language model.
  ///   - labels: one name an output.
  ///   - seed: decides the new head's numbers.
  /// - Throws: `ModelError` where the base cannot be read.
  public init(
    base: ModelDirectory, labels: [String], problemType: ModelConfiguration.ProblemType,
    seed: UInt64, cleaner: TextCleaner = TextCleaner()
  ) throws {
    let model = try BaseModel(base, labels: labels, problemType: problemType)
    let checkpoint = model.checkpoint
    self.checkpoint = checkpoint
    remarks = model.remarks
    var configuration = model.configuration
    let places = model.namesLabels ? Self.places(of: labels, in: configuration) : nil
    configuration.languageModel = nil
    configuration.labels = labels
    configuration.problemType = problemType
    folder = try CheckpointFolder(base: base, configuration: configuration, cleaner: cleaner)
    let deviation = try Self.initializerRange(base)
    let fresh = HeadInitialization(
      configuration: configuration, deviation: deviation, seed: seed
    ).tensors()
    head = try fresh.map { name, tensor in
      // BERT's pooler is pretrained with the encoder and no matter of labels.
      guard places != nil || name.hasPrefix("pooler."),
        let stored = try checkpoint.tensorIfPresent(name), stored.shape == tensor.shape
      else { return (name, tensor) }
      let kept = Tensor(shape: stored.shape, values: try stored.floats())
      return (name, HeadInitialization.isOutput(name) ? kept.rows(places ?? []) : kept)
    }
  }

  /// The outputs of a classifier that these labels are, each; nil where it tells others apart.
  private static func places(
    of labels: [String], in configuration: ModelConfiguration
  ) -> [Int]? {
    guard configuration.languageModel == nil, configuration.labels.count == labels.count else {
      return nil
    }
    let places = labels.compactMap(configuration.labels.firstIndex)
    return Set(places).count == labels.count ? places : nil
  }

  /// Takes a base whose masked language model is to be trained.
  ///
  /// The base's own head is kept where it has one.
  ///
  /// - Parameters:
  ///   - base: an encoder, a masked language model or a classifier.
  ///   - seed: decides a new head's numbers.
  /// - Throws: `TrainingError.recipe` where the base cannot be one, `ModelError` where it cannot be read.
  public init(
    maskedLanguageModel base: ModelDirectory, seed: UInt64, cleaner: TextCleaner = TextCleaner()
  ) throws {
    let model = try BaseModel(base, labels: ["LABEL_0"], problemType: .singleLabel)
    let checkpoint = model.checkpoint
    self.checkpoint = checkpoint
    remarks = model.remarks
    var configuration = model.configuration
    guard configuration.architecture != .gpt2 else {
      throw TrainingError.recipe(
        "\(base.path) is a GPT-2, which reads from left to right and hides nothing.",
        advice: "Start from a BERT, DistilBERT or RoBERTa, or from scratch: see [model].")
    }
    let tokenizer = model.tokenizer
    guard tokenizer.specialTokens.mask != nil else {
      throw TrainingError.recipe(
        "The tokenizer of \(base.path) has no mask token.",
        advice: "Add one to its special tokens, or start from another model.")
    }
    configuration.languageModel = LanguageModelReading(maskID: tokenizer.specialTokens.mask)
    folder = try CheckpointFolder(base: base, configuration: configuration, cleaner: cleaner)
    let fresh = HeadInitialization(
      configuration: configuration, deviation: try Self.initializerRange(base), seed: seed
    ).tensors()
    let names = LanguageModelHeadNames(configuration.architecture)
    let biases = names.biases(isTied: configuration.tiesWordEmbeddings)
    head = try fresh.map { name, tensor in
      // A bias may be stored under the head's name or its last matrix's.
      let places = biases.contains(name) ? biases : [name]
      let found = try places.lazy.compactMap { try checkpoint.tensorIfPresent($0) }.first
      guard let found, found.shape == tensor.shape else { return (name, tensor) }
      return (name, Tensor(shape: found.shape, values: try found.floats()))
    }
  }

  /// Writes the folder, whole or not at all.
  ///
  /// - Parameter replacing: numbers in the place of the head's own, by canonical name.
  public func write(to path: String, replacing: [String: Tensor] = [:]) throws {
    let headNames = Set(head.map(\.name))
    let encoder = checkpoint.names.filter { isOfEncoder($0) && !headNames.contains($0) }
    let entries = try encoder.map { name in
      let tensor = try checkpoint.tensor(name)
      return SafetensorsWriter.Entry(name: name, shape: tensor.shape) { try tensor.floats() }
    }
    let ends = head.map { name, tensor in
      let tensor = replacing[name] ?? tensor
      return SafetensorsWriter.Entry(name: name, shape: tensor.shape) { tensor.values }
    }
    try WholeFolder.make(at: path) { try folder.write(to: $0, entries + ends) }
  }

  /// Whether a tensor is part of what is kept: no other task's head, no table of constants.
  private func isOfEncoder(_ name: String) -> Bool {
    switch ParameterBlock(name) {
    case .embeddings:
      name != "embeddings.position_ids" && name != "embeddings.token_type_ids"
    case .layer(let index):
      index < folder.configuration.layerCount && !name.hasSuffix(".attn.bias")
        && !name.hasSuffix(".attn.masked_bias")
    case .between: name.hasPrefix("ln_f.")
    case .head: false
    }
  }

  private static func initializerRange(_ base: ModelDirectory) throws -> Double {
    guard let path = base.configuration else { return 0.02 }
    let read = try JSONValue.parse(Data(contentsOf: URL(filePath: path)), source: path)
    return read.objectValue?["initializer_range"]?.doubleValue ?? 0.02
  }
}

extension Tensor {
  /// The rows of these numbers, in this order; of a vector its elements.
  fileprivate func rows(_ order: [Int]) -> Tensor {
    let width = shape.dropFirst().reduce(1, *)
    return Tensor(
      shape: [order.count] + shape.dropFirst(),
      values: order.flatMap { values[($0 * width)..<(($0 + 1) * width)] })
  }
}
