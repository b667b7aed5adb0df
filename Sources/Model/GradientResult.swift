/// A class's output for every sequence of a batch, and its gradient at the embedding layer.
public struct GradientResult: Equatable, Sendable {
  /// The explained output F, a number a sequence.
  public var outputs: [Float]
  /// All logits, `[sequences][labels]`.
  public var logits: [[Float]]
  /// dF/dx, `[rows, hidden]`.
  public var gradient: Tensor
}
