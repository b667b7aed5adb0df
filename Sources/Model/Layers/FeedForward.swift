/// The position-wise block: W₂·f(W₁·x + b₁) + b₂.
final class FeedForward {
  private let layer: Int
  private let expansion: Linear
  private let contraction: Linear
  private let activation: ActivationFunction

  init(
    layer: Int, expansion: Linear, contraction: Linear, activation: ActivationFunction
  ) {
    self.layer = layer
    self.expansion = expansion
    self.contraction = contraction
    self.activation = activation
  }

  /// What is added to the residual stream, `[rows, hidden]`, and the pre-activation when a tape wants it.
  ///
  /// Without a tape an erf GELU is computed while the product is still in registers.
  func forward(
    _ input: MatrixBuffer, activeRows: [Int]?, in pass: NetworkPass
  ) throws -> (output: MatrixBuffer, preActivation: MatrixBuffer) {
    let inner = pass.pool.matrix(input.rows, expansion.outputSize)
    var activated = inner
    if pass.tape == nil && activation.kind == .gelu {
      try expansion.forward(input, epilogue: .gelu, in: pass.arithmetic, into: inner)
    } else {
      try expansion.forward(input, in: pass.arithmetic, into: inner)
      if pass.tape != nil { activated = pass.pool.matrix(input.rows, expansion.outputSize) }
      activation.forward(inner, into: activated)
    }
    let output = pass.pool.matrix(input.rows, contraction.outputSize)
    try contraction.forward(activated, in: pass.arithmetic, into: output)
    pass.replace(at: .feedForward(layer), in: output, rows: activeRows)
    pass.drop(at: .feedForward(layer: layer), in: output)
    return (output, inner)
  }

  /// The gradient of the block's input from that of its output, both `[active rows, hidden]`.
  func backward(
    _ record: Tape.Layer, blockInput: MatrixBuffer?, outputGradient: MatrixBuffer,
    in pass: NetworkPass,
    parameters: ParameterGradients?
  ) throws -> MatrixBuffer {
    pass.clearGradient(at: .feedForward(layer), in: outputGradient, rows: record.activeRows)
    pass.drop(at: .feedForward(layer: layer), in: outputGradient)
    let innerGradient = pass.pool.matrix(outputGradient.rows, expansion.outputSize)
    try contraction.backward(outputGradient, in: pass.arithmetic, into: innerGradient)
    if let parameters {
      let activated = pass.pool.matrix(outputGradient.rows, expansion.outputSize)
      activation.forward(record.preActivation, into: activated)
      try contraction.accumulateGradients(
        input: activated, outputGradient: outputGradient, in: pass.arithmetic, into: parameters)
    }
    activation.backward(
      input: record.preActivation, gradient: innerGradient, by: pass.rule, in: pass.pool)
    if let parameters, let blockInput {
      try expansion.accumulateGradients(
        input: blockInput, outputGradient: innerGradient, in: pass.arithmetic, into: parameters)
    }
    let inputGradient = pass.pool.matrix(outputGradient.rows, expansion.inputSize)
    try expansion.backward(innerGradient, in: pass.arithmetic, into: inputGradient)
    return inputGradient
  }

  /// Calls `body` with the block's parameters, to be changed in place.
  func update(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    try expansion.update(where: isTrained, body)
    try contraction.update(where: isTrained, body)
  }
}
