public import Training

/// An evaluation as it is saved.
public struct EvaluationReport: Sendable {
  /// The model on screen.
  public var evaluation: Evaluation
  /// The intervals of its metrics, as far as they are drawn.
  public var intervals: [Metric: Bootstrap.Interval]
  /// A second model on the same rows.
  public var comparison: ModelComparison?
}

extension State {
  /// The evaluation on screen; nil while there is none.
  public var evaluationReport: EvaluationReport? {
    evaluate.evaluation.map {
      EvaluationReport(
        evaluation: $0, intervals: evaluate.intervals, comparison: evaluate.comparison)
    }
  }
}

extension EvaluateState {
  /// What a saved picture of the screen says of itself.
  var provenance: Provenance {
    var facts = [Provenance.Fact("program", "headscope")]
    guard let evaluation else { return Provenance(facts) }
    facts += [
      Provenance.Fact("model", evaluation.model.name),
      Provenance.Fact("weights", evaluation.model.digest),
      Provenance.Fact("data", evaluation.data.map(\.path).joined(separator: ", ")),
      Provenance.Fact("rows", "\(evaluation.rows.count)"),
      Provenance.Fact("precision", evaluation.model.precision),
    ]
    if let second = comparison?.second.model {
      facts.append(Provenance.Fact("second model", "\(second.name) (\(second.digest))"))
    }
    return Provenance(facts)
  }
}
