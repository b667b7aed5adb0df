/// What a masked language model made of the pieces that were hidden from it.
public struct MaskedLoss: Equatable, Sendable {
  /// Σ −ln p of the pieces that stood there.
  public var sum = 0.0
  /// Pieces that no other one was likelier than.
  public var correctCount = 0
  /// Pieces that were asked for.
  public var count = 0

  /// Nothing was asked.
  public init() {}

  /// The mean of −ln p, as PyTorch's `CrossEntropyLoss`; perplexity is its exponential.
  public var mean: Double { sum / Double(max(1, count)) }

  /// Adds what was found of other pieces.
  public static func += (left: inout MaskedLoss, right: MaskedLoss) {
    left.sum += right.sum
    left.correctCount += right.correctCount
    left.count += right.count
  }
}
