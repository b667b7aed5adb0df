public import Model

/// How a class is told from a model's outputs: what has to happen for it to change.
public enum ClassDecision: String, Sendable, CaseIterable {
  /// The class is that with the largest probability, the first of equals.
  case largestProbability
  /// The class is that with the largest output, the first of equals; outputs are no probabilities.
  case largestOutput
  /// Every label is there or not on its own, from a probability of 0.5 on.
  case threshold

  /// Where a label of its own begins to be there.
  public static let thresholdProbability: Float = 0.5

  /// Reads from a model's configuration how its classes are told.
  ///
  /// - Parameters:
  ///   - kind: what its outputs are.
  ///   - problem: what they mean.
  /// - Throws: `ModelError(.unsupported)` for outputs that name no class.
  public init(
    _ kind: Prediction.OutputKind, for problem: ModelConfiguration.ProblemType
  ) throws(ModelError) {
    switch (kind, problem) {
    case (.independentProbabilities, _): self = .threshold
    case (.probabilities, _): self = .largestProbability
    case (.outputs, .singleLabel): self = .largestOutput
    case (.outputs, .regression), (.outputs, .multiLabel):
      throw ModelError(
        .unsupported,
        "The model gives numbers, not classes: there is no class for an edit to change.",
        advice: "Explain how the number comes about instead: any attribution method does that.")
    }
  }
}
