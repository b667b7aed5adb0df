/// What the heads had to do with a class's output, for every sequence of a batch.
public struct HeadGradients: Equatable, Sendable {
  /// The explained output F, a number a sequence.
  public var outputs: [Float] = []
  /// All logits, `[sequences][labels]`.
  public var logits: [[Float]] = []
  /// dF/dgate of every head, `[sequences][layers][heads]`.
  public var gates: [[[Float]]] = []
  /// Attention and dF/dattention, an element a sequence; empty where they were not asked for.
  public var captures: [ForwardResult.SequenceCapture] = []
}
