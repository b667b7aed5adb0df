public import Model

/// What the model says when heads are closed: the causal measure beside what attention only suggests.
public struct HeadAblation: Equatable, Sendable {
  /// The prediction with all of `gates` as they are.
  public var base: Prediction
  /// The groups that were closed.
  public var groups: [HeadGroup]
  /// What the model says with each group closed besides.
  public var predictions: [Prediction]

  /// How much of a class's output each group carries: F − F(closed); positive speaks for the class.
  public func effects(on label: Int, of output: OutputFunction) -> [Float] {
    predictions.map { base.value(of: label, output) - $0.value(of: label, output) }
  }

  /// Closes each group in turn.
  ///
  /// - Parameters:
  ///   - groups: what is closed.
  ///   - text: the text, with the heads as open as they are already.
  ///   - classifier: the model.
  ///   - progress: receives how many of the groups are done.
  /// - Throws: `CancellationError` between two products of matrices.
  /// - Complexity: at most a forward pass a group; a head of layer l of n costs (n − l)/n of one.
  public static func run(
    _ groups: [HeadGroup], of text: StateVariants, with classifier: SequenceClassifier,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> HeadAblation {
    let gates = text.gates
    let variants = groups.map { group in
      let closed = gates.closing(group)
      return StateVariants.Variant(
        layer: closed.firstDifference(from: gates) ?? max(gates.values.count - 1, 0),
        gates: closed.values)
    }
    return HeadAblation(
      base: text.prediction, groups: groups,
      predictions: try text.run(variants, with: classifier, progress: progress))
  }
}
