extension SequenceClassifier {
  /// A neuron's value in every sequence and its gradient at a layer before it.
  ///
  /// The layers behind the neuron's are not computed.
  ///
  /// - Parameters:
  ///   - batch: the sequences; where `vectors` is given, their ids matter for positions and pooling only.
  ///   - vectors: what stands at the layer instead of the ids' own vectors, `[rows, hidden]`.
  ///   - layer: where the gradient is taken.
  ///   - neuron: whose value, at the position that the classifier reads.
  ///   - intervention: what is changed inside the network.
  ///   - rule: what stands for the derivative.
  /// - Returns: the values and gradients; no logits.
  /// - Throws: `ModelError(.invalidInput)` for a neuron that there is not, or that does not follow the layer; `CancellationError`.
  public func gradients(
    _ batch: RaggedBatch, vectors: Tensor? = nil, at layer: ExplainedLayer,
    ofNeuron neuron: NeuronIndex, intervention: Intervention = .none,
    by rule: PropagationRule = .gradient
  ) throws -> GradientResult {
    try check(batch, vectors, intervention)
    try check(layer)
    try check(neuron, after: layer)
    var result = GradientResult(
      outputs: [], logits: [],
      gradient: Tensor(shape: [0, configuration.hiddenSize], values: []))
    for sequences in runs(of: batch, by: rule) {
      let pass = network.pass(
        batch.slice(sequences), intervention: intervention.slice(sequences),
        recordingFor: .inputGradient, by: rule, fromLayer: layer.next)
      let states = try network.output(
        ofLayer: neuron.layer, pass, from: start(vectors, of: batch, sequences, at: layer))
      let gradient = network.pool.matrix(pass.pooledRows.count, configuration.hiddenSize)
      gradient.clear()
      for (index, row) in pass.pooledRows.enumerated() {
        result.outputs.append(states.row(row)[neuron.index])
        gradient.row(index)[neuron.index] = 1
      }
      guard result.outputs.allSatisfy({ $0.isFinite }) else { throw notFinite }
      guard let tape = pass.takeTape() else {
        preconditionFailure("only a recorded pass runs backwards")
      }
      let inputGradient = try network.backward(
        tape, stateGradient: gradient, in: pass, throughEmbeddings: wordsOnly(layer),
        parameters: nil, fromLayer: neuron.layer)
      result.gradient.values += UnsafeBufferPointer(
        start: inputGradient.pointer, count: inputGradient.count)
    }
    result.gradient.shape[0] = batch.rows
    return result
  }

  /// The explained output of every sequence, the states at the embeddings and behind every layer, and its gradient at each of them.
  ///
  /// - Parameters:
  ///   - batch: as in `gradients(_:vectors:at:targets:of:intervention:by:)`, like what is not named here.
  ///   - vectors: what stands at `layer`, which is the embeddings' or the words'.
  /// - Returns: F of each sequence and its capture, with `hiddenStates` and `stateGradients`.
  /// - Complexity: twice a forward pass; memory for all states of the batch, which the caller keeps small.
  public func stateGradients(
    _ batch: RaggedBatch, vectors: Tensor, at layer: ExplainedLayer, targets: [Int],
    of output: OutputFunction, intervention: Intervention = .none
  ) throws -> (outputs: [Float], captures: [ForwardResult.SequenceCapture]) {
    try check(batch, vectors, intervention)
    precondition(layer.next == nil, "the states of all layers follow the embeddings")
    precondition(targets.count == batch.count, "every sequence has a target")
    var outputs: [Float] = []
    var captures: [ForwardResult.SequenceCapture] = []
    for sequences in runs(of: batch, by: .gradient) {
      let pass = network.pass(
        batch.slice(sequences), capture: [.hiddenStates, .stateGradients],
        intervention: intervention.slice(sequences), recordingFor: .inputGradient)
      let logits = try network.forward(
        pass, from: start(vectors, of: batch, sequences, at: layer))
      _ = try writeLogitGradients(
        of: output, to: logits, first: sequences.lowerBound, outputs: &outputs
      ) { sequence, _ in targets[sequence] }
      _ = try network.backward(pass, logitGradient: logits, throughEmbeddings: false)
      captures += pass.captures
    }
    return (outputs, captures)
  }

  /// The last layer's state at the position that the classifier reads, of every sequence, `[sequences][hidden]`.
  ///
  /// What the classifier knows of a text: those that it takes for alike have vectors of nearly one direction.
  ///
  /// - Throws: `CancellationError` between two products of matrices.
  public func pooledVectors(
    _ batch: RaggedBatch, arithmetic: Arithmetic? = nil
  ) throws -> [[Float]] {
    try check(batch)
    var vectors: [[Float]] = []
    for sequences in batch.chunks(maximumRows: Self.maximumRows) {
      let pass = network.pass(
        batch.slice(sequences), arithmetic: arithmetic ?? forwardArithmetic)
      vectors += try rows(of: network.states(pass))
    }
    return vectors
  }

  /// The runs in which recorded sequences are computed; what is compared goes through the network together.
  func runs(of batch: RaggedBatch, by rule: PropagationRule) -> [Range<Int>] {
    guard rule.comparesTwoRuns else { return batch.chunks(maximumRows: maximumRecordedRows) }
    precondition(
      batch.count == 2 && batch.range(0).count == batch.range(1).count,
      "a text and its baseline, of one length")
    return [0..<batch.count]
  }

  private func check(_ neuron: NeuronIndex, after layer: ExplainedLayer) throws(ModelError) {
    guard (layer.next ?? 0)..<configuration.layerCount ~= neuron.layer,
      0..<configuration.hiddenSize ~= neuron.index
    else {
      throw ModelError(
        .invalidInput,
        "Neuron \(neuron.name) was asked for; the model has \(configuration.layerCount) layers of "
          + "\(configuration.hiddenSize) numbers"
          + (layer.next.map { ", and attributions are taken behind layer \($0 - 1)." } ?? "."),
        advice: "Name it LAYER.INDEX, both counted from 0, of a layer behind --layer.")
    }
  }
}
