/// A piece of the vocabulary that might change the class in the place of another, with what a gradient says of it.
public struct FlipCandidate: Hashable, Sendable {
  /// The piece's vocabulary id.
  public var id: Int32
  /// How much nearer to the wanted class the piece brings the model, to first order.
  public var estimate: Float

  /// Makes a candidate.
  public init(id: Int32, estimate: Float) {
    self.id = id
    self.estimate = estimate
  }
}
