/// What the model says of sets of edits, each different variant asked once and within a bound.
///
/// Outputs are kept of variants that change the class only: a language model has as many as pieces.
struct CounterfactualAnswers<Variant: Hashable> {
  let goal: CounterfactualGoal
  let original: [Float]
  /// Whether there were variants to ask and the bound did not allow them.
  private(set) var isExhausted = false
  private var known: [Variant: CounterfactualAnswer] = [:]
  private let limit: Int

  /// Variants that were asked.
  var evaluations: Int { known.count }

  /// Asks of the text as it is.
  ///
  /// - Throws: what `evaluate` throws; `ModelError(.invalidInput)` for a class that cannot be wanted.
  init(
    _ decision: ClassDecision, _ settings: CounterfactualSettings, original variant: Variant,
    evaluate: ([Variant]) throws -> [[Float]]
  ) throws {
    let outputs = try evaluate([variant])
    precondition(outputs.count == 1, "outputs for every variant")
    original = outputs[0]
    goal = try CounterfactualGoal(decision, wanted: settings.wanted, original: original)
    limit = settings.evaluationLimit
    keep(variant, original)
  }

  /// The answers to sets of edits, in one call; nil for those that the bound does not allow.
  mutating func answers(
    to sets: some Collection<[CounterfactualEdit]>,
    variant: ([CounterfactualEdit]) throws -> Variant,
    evaluate: ([Variant]) throws -> [[Float]]
  ) throws -> [CounterfactualAnswer?] {
    let variants = try sets.map(variant)
    var asked: [Variant] = []
    var isAsked: Set<Variant> = []
    for variant in variants where known[variant] == nil && !isAsked.contains(variant) {
      guard evaluations + asked.count < limit else {
        isExhausted = true
        continue
      }
      isAsked.insert(variant)
      asked.append(variant)
    }
    if !asked.isEmpty {
      let outputs = try evaluate(asked)
      precondition(outputs.count == asked.count, "outputs for every variant")
      for (variant, outputs) in zip(asked, outputs) { keep(variant, outputs) }
    }
    return variants.map { known[$0] }
  }

  private mutating func keep(_ variant: Variant, _ outputs: [Float]) {
    precondition(outputs.count == original.count, "outputs of the same labels")
    let isReached = goal.isReached(by: outputs)
    known[variant] = CounterfactualAnswer(
      variant: known.count, isReached: isReached, nearness: goal.nearness(of: outputs),
      outputs: isReached ? outputs : [])
  }
}
