/// A loaded model that any task may ask; its work runs on the process's one model thread.
///
/// Calls are served in order. A call whose task is cancelled ends between two layers with `CancellationError`.
public actor ModelActor {
  /// What may be known without asking the thread.
  public nonisolated let info: ModelInfo
  private let classifier: SequenceClassifier

  /// All model actors share the model thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    ModelExecutor.shared.asUnownedSerialExecutor()
  }

  private init(info: ModelInfo, classifier: sending SequenceClassifier) {
    self.info = info
    self.classifier = classifier
  }

  /// Opens a model's files, packs its weights and reads its tokenizer.
  ///
  /// - Throws: `ModelError` that names the file or tensor at fault.
  public static func load(
    _ directory: ModelDirectory, options: LoadOptions = LoadOptions()
  ) async throws -> ModelActor {
    let (configuration, tokenizerHints) = try directory.configuration(options.overrides)
    // The tokenizer is read on another core while this one's weights are packed.
    async let tokenizer = Task.detached {
      try directory.tokenizer(tokenizerHints, configuration: configuration)
    }.value
    let checkpoint = try Checkpoint(directory)
    guard options.precision != .bf16 else {
      throw ModelError(
        .unsupported, "--precision bf16: this CPU has no bfloat16 instructions.",
        advice: "Use --precision fp32, or auto, which takes bf16 only where the CPU has it.")
    }
    let executor = ModelExecutor.shared
    let model = try await executor.run {
      let backend = try executor.backend(options.backend, threads: options.threads)
      let classifier = try SequenceClassifier(
        configuration, checkpoint: checkpoint, backend: backend)
      return (classifier, backend.name)
    }
    let info = ModelInfo(
      name: directory.name, path: directory.path, configuration: configuration,
      tokenizer: try await tokenizer, parameterCount: checkpoint.parameterCount,
      weightBytes: checkpoint.byteCount, digest: checkpoint.digest, precision: "fp32",
      backend: model.1, threadCount: options.threads)
    return ModelActor(info: info, classifier: model.0)
  }

  /// Runs `work` on the model's thread.
  public func perform<Result: Sendable>(
    _ work: @Sendable (SequenceClassifier) throws -> Result
  ) throws -> Result {
    try Task.checkCancellation()
    return try work(classifier)
  }

  /// What the model says of each text.
  public func predict(_ encodings: [Encoding]) throws -> [Prediction] {
    try perform { try $0.predictions(RaggedBatch(encodings)) }
  }

  /// What the model says of a text.
  public func predict(_ encoding: Encoding) throws -> Prediction {
    try perform { try $0.predictions(RaggedBatch([encoding]))[0] }
  }
}
