/// From a sequence's pooled state to its logits: an optional dense layer with its activation, a norm where there is one, the
/// classifier, and the model's own output activation, where it has one.
///
/// BERT: tanh pooler, classifier. DistilBERT: ReLU pre-classifier, classifier. RoBERTa: tanh dense, output projection.
/// GPT-2: the score matrix alone. Masked language models: dense layer, norm and the table of pieces; GPT-2's: the table alone.
final class ClassificationHead {
  private let dense: Linear?
  private let activation: ActivationFunction
  private let norm: LayerNorm?
  private let classifier: Linear
  private let outputActivation: ActivationFunction

  init(
    dense: Linear?, activation: ActivationFunction, norm: LayerNorm? = nil, classifier: Linear,
    outputActivation: ActivationFunction
  ) {
    self.dense = dense
    self.activation = activation
    self.norm = norm
    self.classifier = classifier
    self.outputActivation = outputActivation
  }

  /// Logits, `[sequences, labels]`, from pooled states, `[sequences, hidden]`.
  func forward(_ pooled: MatrixBuffer, in pass: NetworkPass) throws -> MatrixBuffer {
    var hidden = pooled
    pass.drop(at: dense == nil ? .classifierInput : .headInput, in: pooled)
    pass.tape?.headInput = pooled
    if let dense {
      let preActivation = pass.pool.matrix(pooled.rows, dense.outputSize)
      try dense.forward(pooled, in: pass.arithmetic, into: preActivation)
      hidden = pass.pool.matrix(pooled.rows, dense.outputSize)
      activation.forward(preActivation, into: hidden)
      pass.drop(at: .classifierInput, in: hidden)
      pass.tape?.headPreActivation = preActivation
    }
    if let norm {
      let normed = pass.pool.matrix(hidden.rows, hidden.columns)
      let record = norm.forward(hidden, into: normed, in: pass)
      pass.tape?.headNorm = record
      hidden = normed
    }
    pass.tape?.headHidden = hidden
    let outputs = pass.pool.matrix(pooled.rows, classifier.outputSize)
    // The logits are worth their own precision, and cost nothing beside the layers.
    try classifier.forward(hidden, in: .fp32, into: outputs)
    guard outputActivation.kind != .identity else { return outputs }
    pass.tape?.outputPreActivation = outputs
    let activated = pass.pool.matrix(outputs.rows, outputs.columns)
    outputActivation.forward(outputs, into: activated)
    return activated
  }

  /// The gradient of the pooled states, `[sequences, hidden]`, from that of the logits, which it overwrites.
  func backward(
    _ tape: Tape, logitGradient: MatrixBuffer, in pass: NetworkPass, parameters: ParameterGradients?
  ) throws -> MatrixBuffer {
    guard let input = tape.headInput, let hidden = tape.headHidden else {
      preconditionFailure("the classification head was recorded")
    }
    if let preActivation = tape.outputPreActivation {
      outputActivation.backward(
        input: preActivation, gradient: logitGradient, by: pass.rule, in: pass.pool)
    }
    let hiddenGradient = pass.pool.matrix(hidden.rows, hidden.columns)
    try classifier.backward(logitGradient, in: .fp32, into: hiddenGradient)
    if let parameters {
      try classifier.accumulateGradients(
        input: hidden, outputGradient: logitGradient, in: .fp32, into: parameters)
    }
    if let norm, let record = tape.headNorm {
      norm.backward(
        record, outputGradient: hiddenGradient, into: hiddenGradient, parameters: parameters,
        in: pass)
    }
    pass.drop(at: .classifierInput, in: hiddenGradient)
    guard let dense, let preActivation = tape.headPreActivation else { return hiddenGradient }
    activation.backward(
      input: preActivation, gradient: hiddenGradient, by: pass.rule, in: pass.pool)
    if let parameters {
      try dense.accumulateGradients(
        input: input, outputGradient: hiddenGradient, in: pass.arithmetic, into: parameters)
    }
    let inputGradient = pass.pool.matrix(input.rows, input.columns)
    try dense.backward(hiddenGradient, in: pass.arithmetic, into: inputGradient)
    pass.drop(at: .headInput, in: inputGradient)
    return inputGradient
  }

  /// Calls `body` with the head's parameters, to be changed in place.
  func update(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    try dense?.update(where: isTrained, body)
    try norm?.update(body)
    try classifier.update(where: isTrained, body)
  }

  /// The row v with logit = v·pooled + constant when every activation is held at its ratio of output to input and the norm
  /// at its mean and deviation, `[1, hidden]`.
  ///
  /// Exact at this pooled state: what the head does to it is split, not approximated.
  func frozenGradient(
    of label: Int, at pooled: MatrixBuffer, in pass: NetworkPass
  ) throws -> MatrixBuffer {
    var hidden = pooled
    var preActivation: MatrixBuffer?
    if let dense {
      let inner = pass.pool.matrix(1, dense.outputSize)
      try dense.forward(pooled, in: .fp32, into: inner)
      hidden = pass.pool.matrix(1, dense.outputSize)
      activation.forward(inner, into: hidden)
      preActivation = inner
    }
    var read = hidden
    if let norm {
      read = pass.pool.matrix(1, hidden.columns)
      norm.forward(hidden, into: read, in: pass)
    }
    let outputs = pass.pool.matrix(1, classifier.outputSize)
    try classifier.forward(read, in: .fp32, into: outputs)
    let activated = pass.pool.matrix(1, classifier.outputSize)
    outputActivation.forward(outputs, into: activated)
    let logitGradient = pass.pool.matrix(1, classifier.outputSize)
    logitGradient.clear()
    logitGradient.row(0)[label] = Self.ratio(activated.row(0)[label], outputs.row(0)[label])
    let gradient = pass.pool.matrix(1, classifier.inputSize)
    try classifier.backward(logitGradient, in: .fp32, into: gradient)
    if let norm {
      let frozen = norm.frozen(at: hidden.tensor().values.map(Double.init))
      let pulled = frozen.pull(gradient.tensor().values.map(Double.init)).gradient
      for (index, value) in pulled.enumerated() { gradient.row(0)[index] = Float(value) }
    }
    guard let dense, let preActivation else { return gradient }
    for index in 0..<gradient.columns {
      gradient.row(0)[index] *= Self.ratio(hidden.row(0)[index], preActivation.row(0)[index])
    }
    let inputGradient = pass.pool.matrix(1, dense.inputSize)
    try dense.backward(gradient, in: .fp32, into: inputGradient)
    return inputGradient
  }

  private static func ratio(_ output: Float, _ input: Float) -> Float {
    abs(input) < .leastNormalMagnitude ? 0 : output / input
  }
}
