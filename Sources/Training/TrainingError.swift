/// Why a training run cannot start or go on.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The loss or the gradient is NaN or infinite.
  case diverged(step: Int, loss: Double, gradientNorm: Double)
  /// A recipe says what cannot be done.
  case recipe(String, advice: String?)
  /// A run's folder does not hold what it should.
  case run(String, advice: String?)

  /// The problem, and what to do about it on a line of its own.
  public var description: String {
    switch self {
    case .diverged(let step, let loss, let norm):
      "Step \(step): the loss is \(loss) and the gradient's length \(norm).\n"
        + "Take a smaller learning rate, a longer warmup or a smaller `clip`."
    case .recipe(let problem, let advice), .run(let problem, let advice):
      advice.map { "\(problem)\n\($0)" } ?? problem
    }
  }
}
