/// A measure of trust that a report has no number for, and why: what is not there must not look as if nobody had thought of it.
public struct TrustAbsence: Equatable, Sendable {
  /// What takes explanations of its own; all other measures are in every report.
  public enum Measure: String, Sendable, CaseIterable {
    case infidelity
    case sensitivity
    case stability = "stability over seeds"
  }

  /// Why there is no number.
  public enum Reason: Equatable, Sendable {
    /// It takes explanations of its own, and nobody asked for them.
    case notAskedFor
    /// The text has no parts besides special tokens.
    case nothingToTakeOut
    /// As the Python library does it, changed texts are read anew; sensitivity is about vectors that are displaced.
    case readsVariantsAnew
    /// The method gives the same for every seed.
    case drawsNothing

    /// The reason in words.
    public var text: String {
      switch self {
      case .notAskedFor: "not asked for"
      case .nothingToTakeOut: "there is nothing to take out"
      case .readsVariantsAnew: "changed texts are read anew: no vectors to displace"
      case .drawsNothing: "draws nothing: the same for every seed"
      }
    }
  }

  /// What was not measured.
  public var measure: Measure
  /// Why.
  public var reason: Reason
}

extension TrustReport {
  /// What there is no number for in one of the rows, and why.
  ///
  /// What asking would not help is told apart from what only was not asked for.
  public func absences(from row: Row) -> [TrustAbsence] {
    var absences: [TrustAbsence] = []
    func add(_ measure: TrustAbsence.Measure, _ reason: TrustAbsence.Reason) {
      absences.append(TrustAbsence(measure: measure, reason: reason))
    }
    let isEmpty = row.faithfulness.leaveOneOut.isEmpty
    if row.infidelity == nil {
      add(.infidelity, isEmpty ? .nothingToTakeOut : .notAskedFor)
    }
    if row.sensitivity == nil {
      add(.sensitivity, row.readsVariantsAnew ? .readsVariantsAnew : .notAskedFor)
    }
    if row.stability == nil {
      add(.stability, row.method.isSampled ? .notAskedFor : .drawsNothing)
    }
    return absences
  }
}
