/// From a sequence's pooled state to its logits: an optional dense layer with its activation, the classifier, and
/// the model's own output activation, where it has one.
///
/// BERT: tanh pooler, classifier. DistilBERT: ReLU pre-classifier, classifier. RoBERTa: tanh dense, output projection.
/// GPT-2: the score matrix alone.
final class ClassificationHead {
  private let dense: Linear?
  private let activation: ActivationFunction
  private let classifier: Linear
  private let outputActivation: ActivationFunction

  init(
    dense: Linear?, activation: ActivationFunction, classifier: Linear,
    outputActivation: ActivationFunction
  ) {
    self.dense = dense
    self.activation = activation
    self.classifier = classifier
    self.outputActivation = outputActivation
  }

  /// Logits, `[sequences, labels]`, from pooled states, `[sequences, hidden]`.
  func forward(_ pooled: MatrixBuffer, in pass: NetworkPass) throws -> MatrixBuffer {
    var hidden = pooled
    pass.tape?.headInput = pooled
    if let dense {
      let preActivation = pass.pool.matrix(pooled.rows, dense.outputSize)
      try dense.forward(pooled, in: pass.arithmetic, into: preActivation)
      hidden = pass.pool.matrix(pooled.rows, dense.outputSize)
      activation.forward(preActivation, into: hidden)
      pass.tape?.headPreActivation = preActivation
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
      outputActivation.backward(input: preActivation, gradient: logitGradient)
    }
    let hiddenGradient = pass.pool.matrix(hidden.rows, hidden.columns)
    try classifier.backward(logitGradient, into: hiddenGradient)
    if let parameters {
      classifier.accumulateGradients(
        input: hidden, outputGradient: logitGradient, into: parameters)
    }
    guard let dense, let preActivation = tape.headPreActivation else { return hiddenGradient }
    activation.backward(input: preActivation, gradient: hiddenGradient)
    if let parameters {
      dense.accumulateGradients(input: input, outputGradient: hiddenGradient, into: parameters)
    }
    let inputGradient = pass.pool.matrix(input.rows, input.columns)
    try dense.backward(hiddenGradient, into: inputGradient)
    return inputGradient
  }
}
