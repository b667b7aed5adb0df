internal import Model

/// What was looked at to find out whether the values can be trusted, in English.
extension EnglishSentences {
  func failures(_ count: Int, of run: Int) -> String {
    let what =
      run == 1
      ? "The one check that was run failed"
      : count == run ? "All \(run) checks failed" : "\(count) of \(run) checks failed"
    return "\(what), so read the values with care."
  }

  func passes(_ count: Int, of run: Int) -> String {
    run == 1
      ? "The one check that was run passed."
      : count == run ? "All \(run) checks passed." : "\(count) of \(run) checks passed."
  }

  func notRun(_ kinds: [ExplanationCheck.Kind]) -> String {
    "Not checked: \(list(kinds.map(name)))."
  }

  func noChecks() -> String { "The values were not checked." }

  func check(_ check: ExplanationCheck, _ facts: ExplanationFacts) -> String? {
    check.value.map { "\(title(check.kind)): \(finding(check, $0, facts))." }
  }

  private func finding(
    _ check: ExplanationCheck, _ value: Double, _ facts: ExplanationFacts
  ) -> String {
    let failed = check.hasFailed
    let tau = ProseFigures.fixed(value, decimals: 2)
    switch check.kind {
    case .completeness:
      let what = facts.baseOutput == nil ? "the \(quantity(facts))" : "the change"
      let amount = ProseFigures.alone(abs(value))
      if facts.change == 0 { return "the values miss \(what), which is 0, by \(amount)" }
      let share = abs(value / facts.change)
      return failed
        ? "the values miss \(what) by \(amount), \(ProseFigures.smallPercent(share)) % of it"
        : "the values add up to \(what) within \(ProseFigures.percentBound(share)) %"
    case .comprehensiveness:
      return "without the \(unit(facts, 2)) ranked highest the output "
        + moves(value, only: failed)
    case .sufficiency:
      return "with nothing but the \(unit(facts, 2)) ranked highest the output "
        + moves(value, only: false)
    case .leaveOneOut:
      return "the order \(failed ? "is unlike" : "is like") that of leaving out one \(unit(facts)) "
        + "at a time (τ \(tau))"
    case .agreement:
      return "other methods rank the \(unit(facts, 2)) \(failed ? "differently" : "alike") "
        + "(mean τ \(tau))"
    case .infidelity:
      return "the values \(failed ? "do not foretell" : "foretell") what taking out random "
        + "\(unit(facts, 2)) does (mean square error \(ProseFigures.alone(value)) at their best scale)"
    case .sensitivity:
      let much = "\(percent(value)) of themselves"
      return "where the vectors hardly change, the values change by "
        + (failed ? "as much as \(much)" : "\(much) at most")
    case .stability:
      return "other seeds rank the \(unit(facts, 2)) \(failed ? "differently" : "alike") "
        + "(mean τ \(tau))"
    case .surrogate:
      return "the linear model behind the values \(failed ? "does not fit" : "fits") "
        + "(R² \(tau))"
    case .uncertainty:
      let named = facts.decisiveParts.count
      if value == 0 { return "no named value is smaller than its error" }
      if named == 1 { return "the named value is smaller than its error, so its sign is open" }
      let count = Int(exactly: value) ?? named
      return "\(count) of the \(named) named values \(count == 1 ? "is" : "are") smaller than "
        + (count == 1
          ? "its error, so its sign is open" : "their errors, so their signs are open")
    }
  }

  private func moves(_ fall: Double, only: Bool) -> String {
    if fall == 0 { return "does not change" }
    let amount = ProseFigures.alone(abs(fall))
    return fall > 0
      ? "falls by \(only ? "only " : "")\(amount) on average" : "rises by \(amount) on average"
  }

  func checkLine(_ check: ExplanationCheck, _ facts: ExplanationFacts) -> String {
    guard let value = check.value else { return "\(title(check.kind)), not checked." }
    let outcome = check.hasFailed ? "failed" : "passed"
    return "\(title(check.kind)), \(outcome): \(finding(check, value, facts))."
  }

  private func name(_ kind: ExplanationCheck.Kind) -> String {
    switch kind {
    case .completeness, .comprehensiveness, .sufficiency, .uncertainty, .infidelity, .sensitivity:
      kind.rawValue
    case .stability: "stability over seeds"
    case .leaveOneOut: "leave-one-out"
    case .agreement: "agreement between methods"
    case .surrogate: "surrogate fit"
    }
  }

  /// The name at a sentence's beginning.
  private func title(_ kind: ExplanationCheck.Kind) -> String {
    Wording.capitalized(name(kind))
  }
}
