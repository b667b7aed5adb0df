/// The smallest sets of edits found that change the class of a text.
///
/// Every edit is tried alone. Then edits are taken together in the order of what they do alone until the class changes (greedy), and a
/// beam goes through sets of two, of three … edits, so that smaller ones come first. Replacements are proposed by a gradient (HotFlip,
/// Ebrahimi et al. 2018; see `FlipCandidates`) and decided by the model: nothing is listed that it was not asked of. As in the Learning
/// Interpretability Tool's generators, a set is listed only if none of its subsets will do (Watson et al. 2021).
///
/// Deterministic: the same answers of the model give the same list.
public struct CounterfactualSearch: Equatable, Sendable {
  /// A larger set is listed without asking of all of its subsets, which are too many.
  public static let checkedSize = 10

  /// What was found, smallest first, of one size those first that change the class most clearly; no one's edits contain another's.
  public private(set) var found: [Counterfactual] = []
  /// The model's outputs for the text as it is, `[labels]`.
  public private(set) var original: [Float]
  /// The class of the text as it is; where labels are independent, the one that is to cross the threshold.
  public private(set) var former: Int
  /// Variants that the model was asked of, the text itself among them.
  public private(set) var evaluations: Int
  /// Sets of up to so many edits were gone through.
  public private(set) var searchedSize = 0
  /// Whether the search came to its end; false on the way, and where the bound on evaluations cut it short.
  public private(set) var isComplete = false

  /// Searches.
  ///
  /// - Parameters:
  ///   - partCount: the text's parts: pieces, or words. One always stays, as an empty text is no counterfactual of use.
  ///   - settings: how far to go.
  ///   - decision: how the model's outputs tell a class.
  ///   - variant: what the model reads where a set of edits, sorted by part, is made: all that decides its answer, such as token and
  ///     segment ids. Of equal variants one is asked. Without edits: the text as it is.
  ///   - candidates: what might stand in a part's place; asked once a part, and only where replacements are wanted.
  ///   - evaluate: the model's probabilities (or outputs) for variants, `[variants][labels]`, none twice; what it throws, such as
  ///     `CancellationError`, ends the search.
  ///   - report: called with what is known after every call of `evaluate`, and with the final result; minimality may not be settled before
  ///     that, so that what is listed can still be replaced by a part of it.
  /// - Throws: `ModelError(.invalidInput)` for a wanted class that there is not or that the text has.
  /// - Complexity: at most 1 + single edits + (mostEdits − 1)·(1 + beamWidth·combinedEdits) variants, those that settle the minimality of
  ///   what is listed, and never more than `evaluationLimit`.
  public init<Variant: Hashable>(
    of partCount: Int, _ settings: CounterfactualSettings, by decision: ClassDecision,
    variant: ([CounterfactualEdit]) throws -> Variant,
    candidates: (_ part: Int) throws -> [FlipCandidate] = { _ in [] },
    evaluate: ([Variant]) throws -> [[Float]],
    report: (CounterfactualSearch) throws -> Void = { _ in }
  ) throws {
    precondition(
      settings.mostEdits > 0 && settings.count > 0 && settings.beamWidth > 0
        && settings.combinedEdits >= 0 && settings.candidatesPerPart >= 0
        && settings.evaluationLimit > 0 && settings.blockSize > 0, "a search of some size")
    var answers = try CounterfactualAnswers(
      decision, settings, original: try variant([]), evaluate: evaluate)
    var beam = CounterfactualBeam(partCount, settings)
    original = answers.original
    former = answers.goal.former
    evaluations = answers.evaluations
    func note() throws {
      evaluations = answers.evaluations
      found = beam.list.smallest(settings.count)
      try report(self)
    }
    /// Asks block by block; false where the bound on evaluations left some out.
    func ask(_ sets: [[CounterfactualEdit]]) throws -> Bool {
      for start in stride(from: 0, to: sets.count, by: settings.blockSize) {
        let block = sets[start..<min(start + settings.blockSize, sets.count)]
        let given = try answers.answers(to: block, variant: variant, evaluate: evaluate)
        for (edits, answer) in zip(block, given) {
          if let answer { beam.take(answer, to: edits, in: answers.goal) }
        }
        if answers.evaluations > evaluations { try note() }
        if answers.isExhausted { return false }
      }
      return true
    }
    /// Makes sure that what is listed is minimal; a subset that will do takes its place.
    func settle() throws -> Bool {
      while let edits = beam.unsettled {
        guard try ask(CounterfactualBeam.subsets(of: edits)) else { return false }
        beam.settle(edits)
      }
      return true
    }
    func run() throws -> Bool {
      guard try ask(try beam.singleEdits(candidates)) else { return false }
      beam.rank()
      searchedSize = 1
      guard !beam.isFull, settings.mostEdits > 1 else { return true }
      guard try ask(beam.greedyEdits()) else { return false }
      while searchedSize < settings.mostEdits, !beam.isFull {
        guard try ask(beam.expansions()), try settle() else { return false }
        beam.rank()
        searchedSize += 1
      }
      return try settle()
    }
    isComplete = try run()
    try note()
  }
}
