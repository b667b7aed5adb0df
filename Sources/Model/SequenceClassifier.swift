import CKernels
import Foundation

/// A loaded model: predictions, captures and gradients of texts, on the model's thread.
///
/// Not `Sendable`: it is reached through `ModelActor`. Every call can be cancelled between any two matrix products
/// (`CancellationError`), and throws `ModelError(.notFinite)` when an output is NaN or infinite.
public final class SequenceClassifier {
  /// What one call of the network takes at most: beyond this nothing gets faster, cancelling gets slower, and fresh
  /// memory takes longer to come from the system than the products in it.
  public static let maximumRows = 512
  /// Bytes that the records of one recorded call may take.
  static let tapeBudget = 128 << 20

  /// The shape and meaning of the model.
  public let configuration: ModelConfiguration
  /// What forward passes are computed in where the call does not say; gradients are fp32 always.
  public let forwardArithmetic: Arithmetic
  /// What the variants of methods that sample are computed in: their error is below that of sampling.
  public let sampleArithmetic: Arithmetic
  /// The canonical names of the tensors that the network is made of.
  let readTensors: Set<String>
  let network: Network
  private let checkpoint: Checkpoint
  private let backend: any MatrixBackend
  /// Logits that one run of a masked language model's head gives at most: 16 MB, of BERT's vocabulary 137 rows.
  var logitsPerRun = 4 << 20
  /// What reads states as pieces of the whole vocabulary, where it is not the model's own head.
  private var vocabularyHead: ClassificationHead?

  /// Builds the network of a configuration from its weights.
  ///
  /// - Throws: `ModelError` where a tensor is missing or does not fit.
  public init(
    _ configuration: ModelConfiguration, checkpoint: Checkpoint, backend: any MatrixBackend,
    forwardArithmetic: Arithmetic = .fp32, sampleArithmetic: Arithmetic? = nil,
    packing: LoadOptions.Packing = .atOnce
  ) throws {
    self.configuration = configuration
    self.forwardArithmetic = forwardArithmetic
    self.sampleArithmetic = sampleArithmetic ?? forwardArithmetic
    self.checkpoint = checkpoint
    self.backend = backend
    (network, readTensors) = try Network.load(
      configuration, from: checkpoint, on: backend, arithmetic: forwardArithmetic, packing: packing)
  }

  /// What reads a state as a piece of the whole vocabulary; nil where the model has no language-model head.
  ///
  /// Loaded at its first use: a language model that is read by a few answers does without it.
  func headOfVocabulary() throws -> ClassificationHead? {
    guard let reading = configuration.languageModel else { return nil }
    if reading.answers == nil { return network.head }
    if let vocabularyHead { return vocabularyHead }
    let loader = WeightLoader(
      checkpoint: checkpoint, configuration: configuration, backend: backend, arithmetic: .fp32,
      packing: .atOnce)
    let head = try loader.vocabularyHead(of: nil)
    vocabularyHead = head
    return head
  }

  /// Rows that one recorded call (`gradients`) takes at most, by the tape's byte budget.
  public var maximumRecordedRows: Int {
    maximumRows(recordingFor: .inputGradient)
  }

  func maximumRows(recordingFor purpose: Tape.Purpose) -> Int {
    let perRow = Tape.bytesPerRow(configuration, for: purpose)
    return min(Self.maximumRows, max(1, Self.tapeBudget / perRow))
  }

  /// Logits of every sequence, and what was asked to be captured.
  ///
  /// Batches of more than `maximumRows` rows are computed in several runs.
  ///
  /// - Parameters:
  ///   - batch: the sequences.
  ///   - vectors: what stands at `layer` instead of the ids' own vectors, `[rows, hidden]`.
  ///   - layer: where `vectors` stand.
  ///   - capture: what to keep of every sequence.
  ///   - intervention: what to change inside the network.
  ///   - arithmetic: what to compute in; nil: `forwardArithmetic`.
  public func forward(
    _ batch: RaggedBatch, vectors: Tensor? = nil, at layer: ExplainedLayer = .embeddings,
    capture: Capture = [], intervention: Intervention = .none, arithmetic: Arithmetic? = nil
  ) throws -> ForwardResult {
    try check(batch, vectors, intervention)
    var result = ForwardResult()
    for sequences in batch.chunks(maximumRows: Self.maximumRows) {
      let pass = network.pass(
        batch.slice(sequences), capture: capture, intervention: intervention.slice(sequences),
        arithmetic: arithmetic ?? forwardArithmetic)
      let start = try start(vectors, of: batch, sequences, at: layer)
      let logits = try network.forward(pass, from: start)
      try result.logits += rows(of: logits)
      result.captures += pass.captures
    }
    return result
  }

  /// What the model says of every sequence.
  public func predictions(
    _ batch: RaggedBatch, intervention: Intervention = .none, arithmetic: Arithmetic? = nil
  ) throws -> [Prediction] {
    try forward(batch, intervention: intervention, arithmetic: arithmetic).logits.map(prediction)
  }

  /// Probabilities, or outputs as they are, from a sequence's logits.
  public func prediction(_ logits: [Float]) -> Prediction {
    switch configuration.outputKind {
    case .outputs: return Prediction(logits: logits, outputs: logits, kind: .outputs)
    case .independentProbabilities:
      return Prediction(
        logits: logits, outputs: logits.map(Self.sigmoid), kind: .independentProbabilities)
    case .probabilities:
      var outputs = logits
      headscope_softmax(
        logits, logits.count, 1, logits.count, &outputs, logits.count)
      return Prediction(logits: logits, outputs: outputs, kind: .probabilities)
    }
  }

  /// The vectors at a layer, `[rows, hidden]`.
  ///
  /// - Throws: `CancellationError` between two products of matrices; `ModelError(.invalidInput)` for a layer that there is not.
  public func embed(
    _ batch: RaggedBatch, at layer: ExplainedLayer, intervention: Intervention = .none
  ) throws -> Tensor {
    try check(batch, nil, intervention)
    guard case .output(let last) = layer else {
      return try network.embed(batch, wordsOnly: wordsOnly(layer)).tensor()
    }
    try check(layer)
    var values: [Float] = []
    values.reserveCapacity(batch.rows * configuration.hiddenSize)
    for sequences in batch.chunks(maximumRows: Self.maximumRows) {
      let pass = network.pass(
        batch.slice(sequences), intervention: intervention.slice(sequences))
      let state = try network.output(ofLayer: last, pass)
      values += UnsafeBufferPointer(start: state.pointer, count: state.count)
    }
    return Tensor(shape: [batch.rows, configuration.hiddenSize], values: values)
  }

  /// The explained output of every sequence and its gradient at a layer.
  ///
  /// - Parameters:
  ///   - batch: the sequences; where `vectors` is given, their ids matter for positions and pooling only.
  ///   - vectors: what stands at the layer instead of the ids' own vectors, `[rows, hidden]`.
  ///   - layer: where the gradient is taken.
  ///   - targets: the class of every sequence.
  ///   - output: which number of the class.
  ///   - intervention: what is changed inside the network.
  ///   - rule: what stands for the derivative; `deepLIFT` takes a batch of a text and its baseline.
  /// - Complexity: twice a forward pass, in runs of at most `maximumRecordedRows`.
  public func gradients(
    _ batch: RaggedBatch, vectors: Tensor? = nil, at layer: ExplainedLayer, targets: [Int],
    of output: OutputFunction, intervention: Intervention = .none,
    by rule: PropagationRule = .gradient
  ) throws -> GradientResult {
    precondition(targets.count == batch.count, "every sequence has a target")
    return try gradients(
      batch, vectors: vectors, at: layer, of: output, intervention: intervention, by: rule
    ) { sequence, _ in targets[sequence] }
  }

  /// The explained output of every sequence and its gradient, of a class that is chosen when the prediction is known.
  ///
  /// Saves the forward pass that would otherwise tell the class.
  ///
  /// - Parameters:
  ///   - batch: as in `gradients(_:vectors:at:targets:of:intervention:by:)`, like what is not named here.
  ///   - target: from a sequence's index and prediction, the class.
  public func gradients(
    _ batch: RaggedBatch, vectors: Tensor? = nil, at layer: ExplainedLayer,
    of output: OutputFunction, intervention: Intervention = .none,
    by rule: PropagationRule = .gradient,
    target: (_ sequence: Int, _ prediction: Prediction) -> Int
  ) throws -> GradientResult {
    try check(batch, vectors, intervention)
    try check(layer)
    var result = GradientResult(
      outputs: [], logits: [],
      gradient: Tensor(shape: [0, configuration.hiddenSize], values: []))
    result.gradient.values.reserveCapacity(batch.rows * configuration.hiddenSize)
    for sequences in runs(of: batch, by: rule) {
      let pass = network.pass(
        batch.slice(sequences), intervention: intervention.slice(sequences),
        recordingFor: .inputGradient, by: rule, fromLayer: layer.next)
      let start = try start(vectors, of: batch, sequences, at: layer)
      let logits = try network.forward(pass, from: start)
      result.logits += try writeLogitGradients(
        of: output, to: logits, first: sequences.lowerBound, outputs: &result.outputs,
        target: target)
      if rule.comparesTwoRuns, output == .probability {
        writeProbabilityMultipliers(result.logits.map(prediction), target: target, to: logits)
      }
      var gradient = try network.backward(
        pass, logitGradient: logits, throughEmbeddings: wordsOnly(layer))
      if layer.next == configuration.layerCount {
        // Behind the last layer only what the head reads has a gradient.
        let all = network.pool.matrix(pass.batch.rows, gradient.columns)
        all.clear()
        pass.scatterAdd(gradient, to: pass.pooledRows, of: all)
        gradient = all
      }
      result.gradient.values += UnsafeBufferPointer(
        start: gradient.pointer, count: gradient.count)
    }
    result.gradient.shape[0] = batch.rows
    return result
  }

  /// The position of each sequence whose state the classifier reads.
  public func pooledPositions(_ batch: RaggedBatch) -> [Int] {
    zip(network.pooledRows(batch), batch.offsets).map { $0 - $1 }
  }

  func start(
    _ vectors: Tensor?, of batch: RaggedBatch, _ sequences: Range<Int>, at layer: ExplainedLayer
  ) throws -> Network.Start {
    guard let vectors else { return .tokens }
    let matrix = network.pool.matrix(vectors, rows: batch.rows(sequences))
    return wordsOnly(layer) ? .wordVectors(matrix) : .states(matrix, layer: layer.next ?? 0)
  }

  /// GPT-2 has no block around its token embeddings: captum's users hook `wte` for either.
  func wordsOnly(_ layer: ExplainedLayer) -> Bool {
    layer == .wordEmbeddings || layer == .embeddings && configuration.architecture == .gpt2
  }

  func check(_ layer: ExplainedLayer) throws(ModelError) {
    guard case .output(let index) = layer, index >= configuration.layerCount else { return }
    throw ModelError(
      .invalidInput, "Layer \(index) was asked for; the model has \(configuration.layerCount).",
      advice: "Layers are counted from 0.")
  }

  /// Puts dF/dlogits in the place of every sequence's logits and returns the logits, `[sequences][labels]`.
  ///
  /// - Parameters:
  ///   - first: the index of the first row's sequence.
  ///   - outputs: receives F of every sequence.
  func writeLogitGradients(
    of output: OutputFunction, to logits: MatrixBuffer, first: Int, outputs: inout [Float],
    target: (_ sequence: Int, _ prediction: Prediction) -> Int
  ) throws -> [[Float]] {
    let logitRows = try rows(of: logits)
    for (index, values) in logitRows.enumerated() {
      let prediction = prediction(values)
      outputs.append(
        writeLogitGradient(
          prediction, target: target(first + index, prediction), output, to: logits.row(index)))
    }
    return logitRows
  }

  /// Writes dF/dlogits of one sequence and returns F.
  private func writeLogitGradient(
    _ prediction: Prediction, target: Int, _ output: OutputFunction,
    to gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let value = prediction.outputs[target]
    for index in prediction.logits.indices {
      let isTarget: Float = index == target ? 1 : 0
      gradient[index] =
        switch (output, prediction.kind) {
        case (.logit, _), (.probability, .outputs): isTarget
        case (.probability, .probabilities): value * (isTarget - prediction.outputs[index])
        case (.probability, .independentProbabilities): isTarget * value * (1 - value)
        }
    }
    return prediction.value(of: target, output)
  }

  private static func sigmoid(_ x: Float) -> Float { Float(1 / (1 + exp(-Double(x)))) }

  func rows(of logits: MatrixBuffer) throws -> [[Float]] {
    guard !headscope_has_non_finite(logits.pointer, logits.count) else { throw notFinite }
    return (0..<logits.rows).map {
      Array(UnsafeBufferPointer(start: logits.row($0), count: logits.columns))
    }
  }

  /// What to say of outputs that are NaN or infinite.
  var notFinite: ModelError {
    checkpoint.firstNonFiniteTensor().map {
      ModelError(
        .notFinite, "The weight \($0) holds NaN or infinity, and so do the model's outputs.",
        advice: "The training run that wrote it diverged: use an earlier checkpoint.")
    }
      ?? ModelError(
        .notFinite, "The model's outputs for this text are NaN or infinite.",
        advice: "Its activations overflow fp32: check the checkpoint.")
  }

  func check(
    _ batch: RaggedBatch, _ vectors: Tensor? = nil, _ intervention: Intervention = .none
  ) throws {
    precondition(
      vectors.map { $0.rows == batch.rows && $0.rowSize == configuration.hiddenSize } ?? true,
      "a vector of the hidden size for every row")
    for sequence in 0..<batch.count
    where batch.range(sequence).count > configuration.maximumTokens {
      throw ModelError(
        .invalidInput,
        "A text has \(batch.range(sequence).count) tokens; the model takes "
          + "\(configuration.maximumTokens) at most.",
        advice: "Encode it with maximumTokens, which cuts it and says where.")
    }
    for gates in [intervention.headGates].compactMap(\.self)
      + Array(intervention.sequenceHeadGates.values)
    {
      precondition(
        gates.count == configuration.layerCount
          && gates.allSatisfy { $0.count == configuration.headCount },
        "a gate for every layer and head")
    }
  }
}

extension ModelConfiguration {
  /// What `Prediction.outputs` are for this model.
  public var outputKind: Prediction.OutputKind {
    if outputActivation != .identity { return .outputs }
    switch problemType {
    case .singleLabel: return .probabilities
    case .multiLabel: return .independentProbabilities
    case .regression: return .outputs
    }
  }
}
