public import Model

/// What the model says when heads are closed: the causal measure beside what attention only suggests.
public struct HeadAblation: Equatable, Sendable {
  /// The prediction with all of `gates` as they are.
  public var base: Prediction
  /// The groups that were closed.
  public var groups: [HeadGroup]
  /// What the model says with each group closed besides; of one that is closed in the text, with it opened.
  public var predictions: [Prediction]
  /// Whether each group is closed in the text.
  var areClosed: [Bool]

  /// How much of a class's output each group carries: F with it − F without it; positive speaks for the class.
  public func effects(on label: Int, of output: OutputFunction) -> [Float] {
    zip(predictions, areClosed).map { prediction, isClosed in
      let change = base.value(of: label, output) - prediction.value(of: label, output)
      return isClosed ? -change : change
    }
  }

  /// Closes each group in turn, or opens it where it is closed already: what it carries is the difference either way.
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
    let areClosed = groups.map { gates.closing($0) == gates }
    let variants = zip(groups, areClosed).map { group, isClosed in
      let changed = isClosed ? gates.opening(group) : gates.closing(group)
      return StateVariants.Variant(
        layer: changed.firstDifference(from: gates) ?? max(gates.values.count - 1, 0),
        gates: changed.values)
    }
    return HeadAblation(
      base: text.prediction, groups: groups,
      predictions: try text.run(variants, with: classifier, progress: progress),
      areClosed: areClosed)
  }
}
