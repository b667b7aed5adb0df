/// Which sets of edits a search asks of next, from the answers so far.
struct CounterfactualBeam {
  private struct State {
    var edits: [CounterfactualEdit]
    var nearness: Double
  }

  /// Sets that change the class.
  private(set) var list = CounterfactualList()
  private let partCount: Int
  private let settings: CounterfactualSettings
  /// The edits of one set of the current beam.
  private var size = 1
  /// Sets of that size that do not change the class, as they are answered.
  private var states: [State] = []
  /// Single edits that do not change the class, those first that bring it nearest.
  private var singles: [State] = []
  /// Variants that were a state once, the text itself among them: equal ones lead to the same.
  private var seen: Set<Int> = [0]

  init(_ partCount: Int, _ settings: CounterfactualSettings) {
    self.partCount = partCount
    self.settings = settings
  }

  /// Sets of one edit each: deletions in the order of the text, then replacements, the most promising first.
  func singleEdits(_ candidates: (Int) throws -> [FlipCandidate]) rethrows -> [[CounterfactualEdit]]
  {
    var result: [[CounterfactualEdit]] = []
    if settings.kinds.includeDeletions, partCount > 1 {
      result = (0..<partCount).map { [CounterfactualEdit($0, .deletion)] }
    }
    guard settings.kinds.includeReplacements, settings.candidatesPerPart > 0 else { return result }
    var replacements: [(edit: CounterfactualEdit, estimate: Float)] = []
    for part in 0..<partCount {
      var ids = settings.bannedIDs
      let ranked = try candidates(part).filter { !$0.estimate.isNaN }
        .sorted { ($1.estimate, $0.id) < ($0.estimate, $1.id) }
      replacements += ranked.filter { ids.insert($0.id).inserted }
        .prefix(settings.candidatesPerPart)
        .map { (CounterfactualEdit(part, .replacement($0.id)), $0.estimate) }
    }
    replacements.sort { ($1.estimate, $0.edit) < ($0.estimate, $1.edit) }
    return result + replacements.map { [$0.edit] }
  }

  /// The edits that bring the class nearest by themselves, taken together: the first two, three … of different parts.
  func greedyEdits() -> [[CounterfactualEdit]] {
    var result: [[CounterfactualEdit]] = []
    var edits: [CounterfactualEdit] = []
    for edit in singles.lazy.compactMap(\.edits.first) {
      guard edits.count < settings.mostEdits, !edits.contains(where: { $0.part == edit.part })
      else { continue }
      edits.append(edit)
      guard leavesSomething(edits) else { break }
      if edits.count > 1 { result.append(edits.sorted()) }
    }
    return result
  }

  /// Sets of one edit more than the beam's, from its nearest and the best single edits; none where there is nothing left to try.
  mutating func expansions() -> [[CounterfactualEdit]] {
    let beam = states.prefix(settings.beamWidth)
    let edits = singles.prefix(settings.combinedEdits).compactMap(\.edits.first)
    states = []
    size += 1
    var known: Set<[CounterfactualEdit]> = []
    var result: [[CounterfactualEdit]] = []
    for state in beam {
      for edit in edits where !state.edits.contains(where: { $0.part == edit.part }) {
        let larger = (state.edits + [edit]).sorted()
        if known.insert(larger).inserted, leavesSomething(larger), !list.isCovered(larger) {
          result.append(larger)
        }
      }
    }
    return result
  }

  /// Learns what the model says of a set of any size.
  mutating func take(
    _ answer: CounterfactualAnswer, to edits: [CounterfactualEdit], in goal: CounterfactualGoal
  ) {
    if answer.isReached {
      let counterfactual = Counterfactual(
        edits: edits, outputs: answer.outputs, label: goal.label(of: answer.outputs),
        loss: goal.loss(of: answer.outputs), isMinimal: edits.count == 1)
      list.add(counterfactual, nearness: answer.nearness, variant: answer.variant)
      return
    }
    let state = State(edits: edits, nearness: answer.nearness)
    // Either of two equal words makes the same text, but both are needed to take both out.
    if size == 1, edits.count == 1, answer.variant != 0 { singles.append(state) }
    if edits.count == size, seen.insert(answer.variant).inserted { states.append(state) }
  }

  /// Puts the sets of the current size in order: to be called when all are answered.
  mutating func rank() {
    states.sort(by: Self.isBefore)
    if size == 1 { singles.sort(by: Self.isBefore) }
  }

  private static func isBefore(_ first: State, _ second: State) -> Bool {
    first.nearness == second.nearness
      ? first.edits.lexicographicallyPrecedes(second.edits) : first.nearness > second.nearness
  }

  /// Whether sets as large as the beam's are enough for the list.
  var isFull: Bool {
    list.smallest(settings.count).count { $0.size <= size } == settings.count
  }

  /// The first set that is to be listed and of whose subsets not all may have been asked.
  var unsettled: [CounterfactualEdit]? {
    list.smallest(settings.count).first {
      !$0.isMinimal && $0.size <= CounterfactualSearch.checkedSize
    }?.edits
  }

  /// Notes that no proper subset of a set changes the class.
  mutating func settle(_ edits: [CounterfactualEdit]) { list.setMinimal(edits) }

  /// All proper subsets of a set but the empty one, small ones first.
  static func subsets(of edits: [CounterfactualEdit]) -> [[CounterfactualEdit]] {
    (1..<(1 << edits.count) - 1).sorted {
      ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
    }.map { bits in edits.indices.filter { bits >> $0 & 1 == 1 }.map { edits[$0] } }
  }

  private func leavesSomething(_ edits: [CounterfactualEdit]) -> Bool {
    edits.count { $0.change == .deletion } < partCount
  }
}
