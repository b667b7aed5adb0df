import Foundation

/// A loaded model that any task may ask; its work runs on the process's one model thread.
///
/// Calls are served in order. A call whose task is cancelled ends between two matrix products with `CancellationError`.
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
    let arithmetic = try options.forwardArithmetic
    let overrides = options.overrides.merged(over: try .load(directory))
    let layersFrom = overrides.layerCount == nil ? "config.json" : "headscope.json"
    let checkpoint = try Checkpoint(directory: directory, overrides: overrides)
    var warnings: [String] = []
    let said = try ModelConfiguration.load(
      directory: directory, overrides: overrides, checkpoint: checkpoint
    ) { warnings.append($0) }
    try said.validate(
      against: checkpoint,
      labelsFrom: options.overrides.labels != nil
        ? "--labels"
        : overrides.labels != nil ? "`labels` in headscope.json" : "`id2label` in config.json")
    // The tokenizer is read on another core while the weights are packed.
    async let reading = readTokenizer(directory, said, overrides)
    var settled = said
    if said.languageModel != nil {
      try await settled.settleAnswers(overrides.labels, reading.0) { warnings.append($0) }
    }
    let configuration = settled
    let executor = ModelExecutor.shared
    let model = try await executor.run {
      let backend = try executor.backend(options.backend, threads: options.threads)
      let classifier = try SequenceClassifier(
        configuration, checkpoint: checkpoint, backend: backend,
        forwardArithmetic: arithmetic, sampleArithmetic: options.sampleArithmetic,
        packing: options.packing)
      let unread = checkpoint.unreadWarnings(
        besides: classifier.readTensors, configuration, layersFrom: layersFrom)
      return (classifier, backend.name, unread)
    }
    let (tokenizer, tokenizerWarnings) = try await reading
    let unheld = tokenizer.vocabularySize - configuration.vocabularySize
    if unheld > 0 {
      warnings.append(
        "The tokenizer has \(Wording.grouped(tokenizer.vocabularySize)) pieces, the model a vector for "
          + "\(Wording.grouped(configuration.vocabularySize)) of them: a text with "
          + (unheld == 1 ? "the last piece" : "one of the last \(Wording.grouped(unheld))")
          + " cannot be read.")
    }
    let info = ModelInfo(
      name: directory.name, path: directory.path, configuration: configuration,
      tokenizer: tokenizer,
      parameterCount: checkpoint.storedTensors.reduce(0) {
        $0 + ($1.scalarType.isWeight ? $1.count : 0)
      },
      weightBytes: checkpoint.byteCount, digest: try checkpoint.digest,
      precision: arithmetic.rawValue,
      backend: model.1, threadCount: options.threads,
      bfloat16Instructions: Arithmetic.bfloat16Instructions,
      warnings: warnings + tokenizerWarnings + model.2, cleaner: overrides.clean ?? TextCleaner())
    return ModelActor(info: info, classifier: model.0)
  }

  private static func readTokenizer(
    _ directory: ModelDirectory, _ configuration: ModelConfiguration, _ overrides: ModelOverrides
  ) async throws -> (Tokenizer, warnings: [String]) {
    var warnings: [String] = []
    let tokenizer = try Tokenizer.load(
      directory: directory, configuration: configuration, overrides: overrides
    ) { warnings.append($0) }
    return (tokenizer, warnings)
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

extension Tokenizer {
  /// The tokenizer of a model's folder, held against the model's vocabulary.
  ///
  /// `warn` is told, a line each, of what no file says and so was assumed.
  public static func load(
    directory: ModelDirectory, configuration: ModelConfiguration, overrides: ModelOverrides,
    warn: (String) -> Void = { _ in }
  ) throws -> Tokenizer {
    let folder = URL(fileURLWithPath: directory.path, isDirectory: true)
    return try load(
      directory: folder, architecture: configuration.architecture,
      vocabularyFile: overrides.vocabulary.map { URL(fileURLWithPath: $0, relativeTo: folder) },
      lowercase: overrides.lowercase, warn: warn)
  }
}
