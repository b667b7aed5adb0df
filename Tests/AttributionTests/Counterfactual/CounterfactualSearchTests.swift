import Model
import TestSupport
import Testing

@testable import Attribution

/// The search against all subsets of toy classifiers' parts, and what must hold of any list.
@Suite struct CounterfactualSearchTests {
  private func search(
    _ model: ToyFlipModel, _ settings: CounterfactualSettings,
    _ decision: ClassDecision = .largestProbability,
    candidates: (Int) -> [FlipCandidate] = { _ in [] },
    report: (CounterfactualSearch) throws -> Void = { _ in }
  ) throws -> CounterfactualSearch {
    try CounterfactualSearch(
      of: model.partCount, settings, by: decision, variant: { $0 }, candidates: candidates,
      evaluate: {
        $0.map { decision == .threshold ? model.sigmoids($0) : model.probabilities($0) }
      }, report: report)
  }

  /// What must hold of every list.
  private func check(
    _ found: CounterfactualSearch, _ model: ToyFlipModel, _ settings: CounterfactualSettings
  ) {
    let former = ToyFlipModel.best(model.probabilities([]))
    #expect(found.former == former)
    #expect(found.original == model.probabilities([]))
    #expect(found.found.count <= settings.count)
    #expect(found.evaluations <= settings.evaluationLimit)
    for one in found.found {
      #expect(one.outputs == model.probabilities(one.edits))
      #expect(one.label == ToyFlipModel.best(one.outputs))
      if case .label(let wanted) = settings.wanted { #expect(one.label == wanted) }
      #expect(one.label != former)
      #expect(one.loss == found.original[former] - one.outputs[former])
      #expect((1...settings.mostEdits).contains(one.size))
      #expect(one.edits == one.edits.sorted() && Set(one.edits.map(\.part)).count == one.size)
    }
    #expect(found.found.map(\.size) == found.found.map(\.size).sorted())
    for (index, one) in found.found.enumerated() {
      for other in found.found[(index + 1)...] {
        #expect(!Set(one.edits).isSubset(of: Set(other.edits)))
      }
    }
  }

  @Test(arguments: 0..<40)
  func deletionsAreTheSmallestOfAllSubsets(_ seed: UInt64) throws {
    let count = Int(seed % 10) + 1
    let model = ToyFlipModel(count, interaction: seed % 3 == 0 ? 0 : 0.6, seed: seed)
    let settings = CounterfactualSettings.exhaustive(.deletions, mostEdits: count)
    let found = try search(model, settings)
    let former = ToyFlipModel.best(model.probabilities([]))
    let all = model.allSets(Array(repeating: [.deletion], count: count))
    let expected = ToyFlipModel.minimal(all) {
      ToyFlipModel.best(model.probabilities($0)) != former
    }
    #expect(Set(found.found.map(\.edits)) == expected)
    let isSettled = found.isComplete && found.found.allSatisfy { $0.isMinimal }
    #expect(isSettled)
    check(found, model, settings)
  }

  @Test(arguments: 0..<20)
  func editsOfBothKindsAreTheSmallestOfAllSets(_ seed: UInt64) throws {
    let count = Int(seed % 4) + 2
    let model = ToyFlipModel(count, seed: 100 + seed)
    let ids: [Int32] = [7, 8, 9]
    for kinds in CounterfactualSettings.Kinds.allCases {
      let settings = CounterfactualSettings.exhaustive(kinds, mostEdits: count, candidates: 2)
      let found = try search(model, settings) { part in
        ids.map { FlipCandidate(id: $0, estimate: Float(($0 + Int32(part)) % 3)) }
      }
      // Two of the three ids: those with the largest estimates.
      let changes = (0..<count).map { part in
        (kinds.includeDeletions ? [CounterfactualEdit.Change.deletion] : [])
          + (kinds.includeReplacements
            ? ids.filter { ($0 + Int32(part)) % 3 > 0 }.map { .replacement($0) } : [])
      }
      let former = ToyFlipModel.best(model.probabilities([]))
      let expected = ToyFlipModel.minimal(model.allSets(changes)) {
        ToyFlipModel.best(model.probabilities($0)) != former
      }
      #expect(Set(found.found.map(\.edits)) == expected, "\(kinds)")
      #expect(found.found.allSatisfy { $0.isMinimal })
      check(found, model, settings)
    }
  }

  @Test(arguments: 0..<12)
  func aWantedClassIsReachedByTheSmallestSets(_ seed: UInt64) throws {
    let model = ToyFlipModel(8, labels: 4, interaction: 0.8, seed: 200 + seed)
    let former = ToyFlipModel.best(model.probabilities([]))
    let all = model.allSets(Array(repeating: [.deletion], count: 8))
    for wanted in 0..<4 where wanted != former {
      let settings = CounterfactualSettings.exhaustive(
        .deletions, wanted: .label(wanted), mostEdits: 8)
      let found = try search(model, settings)
      let expected = ToyFlipModel.minimal(all) {
        ToyFlipModel.best(model.probabilities($0)) == wanted
      }
      #expect(Set(found.found.map(\.edits)) == expected)
      check(found, model, settings)
    }
  }

  @Test(arguments: 0..<12)
  func independentLabelsCrossTheThresholdEitherWay(_ seed: UInt64) throws {
    let model = ToyFlipModel(8, labels: 3, seed: 300 + seed)
    let original = model.sigmoids([])
    let all = model.allSets(Array(repeating: [.deletion], count: 8))
    for label in 0..<3 {
      let settings = CounterfactualSettings.exhaustive(
        .deletions, wanted: .label(label), mostEdits: 8)
      let found = try search(model, settings, .threshold)
      let expected = ToyFlipModel.minimal(all) {
        (model.sigmoids($0)[label] >= 0.5) != (original[label] >= 0.5)
      }
      #expect(Set(found.found.map(\.edits)) == expected)
      #expect(found.former == label)
      for one in found.found {
        #expect(one.label == label)
        #expect((one.loss > 0) == (original[label] >= 0.5))
      }
    }
    let other = try search(model, .exhaustive(.deletions, mostEdits: 8), .threshold)
    #expect(other.former == ToyFlipModel.best(original))
  }

  /// Where parts only add up, the greedy sets are the smallest, and narrow beams find them.
  @Test(arguments: 0..<20)
  func aNarrowBeamFindsTheSmallestSetOfAnAdditiveModel(_ seed: UInt64) throws {
    let model = ToyFlipModel(10, labels: 2, interaction: 0, seed: 400 + seed)
    let former = ToyFlipModel.best(model.probabilities([]))
    let expected = ToyFlipModel.minimal(
      model.allSets(Array(repeating: [.deletion], count: 10))
    ) { ToyFlipModel.best(model.probabilities($0)) != former }
    for width in [1, 3, 10] {
      let settings = CounterfactualSettings(mostEdits: 9, count: 5, beamWidth: width)
      let found = try search(model, settings)
      #expect(found.found.first?.size == expected.map(\.count).min())
      #expect(Set(found.found.map(\.edits)).isSubset(of: expected))
      check(found, model, settings)
    }
  }

  @Test(arguments: 0..<40)
  func whateverABeamFindsIsMinimal(_ seed: UInt64) throws {
    let model = ToyFlipModel(10, labels: 3, interaction: 1, seed: 500 + seed)
    let former = ToyFlipModel.best(model.probabilities([]))
    let expected = ToyFlipModel.minimal(
      model.allSets(Array(repeating: [.deletion], count: 10))
    ) { ToyFlipModel.best(model.probabilities($0)) != former }
    for (width, combined) in [(1, 10), (2, 4), (10, 16)] {
      let settings = CounterfactualSettings(
        mostEdits: 9, count: 4, beamWidth: width, combinedEdits: combined)
      let found = try search(model, settings)
      #expect(found.isComplete)
      #expect(Set(found.found.map(\.edits)).isSubset(of: expected))
      #expect(found.found.allSatisfy { $0.isMinimal })
      check(found, model, settings)
    }
  }

  /// The parts that do most alone are taken together before any pairs are tried: 1 + 12 variants, then 10.
  @Test func editsTakenTogetherAreFoundFirst() throws {
    func search(_ limit: Int) throws -> CounterfactualSearch {
      try CounterfactualSearch(
        of: 12, CounterfactualSettings(mostEdits: 12, beamWidth: 20, evaluationLimit: limit),
        by: .largestProbability, variant: { Set($0.map(\.part)) },
        evaluate: { variants in
          variants.map { deleted in
            let odd = deleted.count { $0 % 2 == 1 }
            return odd >= 5 ? [0.1, 0.9] : [0.9 - 0.05 * Float(odd), 0.1 + 0.05 * Float(odd)]
          }
        })
    }
    let first = try search(1 + 12 + 10)
    #expect(first.found.map { $0.edits.map(\.part) } == [[1, 3, 5, 7, 9]])
    #expect(!first.isComplete)
    let whole = try search(100_000)
    #expect(whole.found.count == 6, "five of the six odd parts")
    let isSettled = whole.found.allSatisfy { $0.isMinimal && $0.size == 5 }
    #expect(isSettled && whole.isComplete)
  }

  @Test func setsGoByHowClearlyTheyChangeTheClass() throws {
    let model = ToyFlipModel(10, labels: 2, seed: 2)
    let found = try search(model, .exhaustive(.deletions, mostEdits: 10))
    for (one, next) in zip(found.found, found.found.dropFirst()) where one.size == next.size {
      #expect(one.loss >= next.loss)
    }
  }

  @Test func nothingIsFoundWhereNothingChangesTheClass() throws {
    var calls = 0
    let found = try CounterfactualSearch(
      of: 6, .deletions, by: .largestProbability, variant: { $0 },
      evaluate: { variants in
        calls += 1
        return variants.map { _ in [0.2, 0.8] }
      })
    #expect(found.found.isEmpty && found.isComplete && found.former == 1)
    #expect(found.searchedSize == 5)
    #expect(calls > 1)
  }

  @Test func anEmptyTextIsNoCounterfactual() throws {
    for count in [0, 1] {
      var asked: [[CounterfactualEdit]] = []
      let found = try CounterfactualSearch(
        of: count, .deletions, by: .largestProbability, variant: { $0 },
        evaluate: { variants in
          asked += variants
          return variants.map { $0.isEmpty ? [1, 0] : [0, 1] }
        })
      #expect(found.found.isEmpty && found.isComplete)
      #expect(asked == [[]])
      #expect(found.original == [1, 0])
    }
  }

  @Test func oneWordCanBeReplaced() throws {
    let found = try CounterfactualSearch(
      of: 1, .either, by: .largestProbability, variant: { $0 },
      candidates: { _ in [FlipCandidate(id: 3, estimate: 1), FlipCandidate(id: 4, estimate: 2)] },
      evaluate: { $0.map { $0.first?.replacement == 4 ? [0, 1] : [1, 0] } })
    #expect(found.found.map(\.edits) == [[CounterfactualEdit(0, .replacement(4))]])
    #expect(found.evaluations == 3)
  }

  @Test func repeatedWordsAreAskedAndListedOnce() throws {
    // "very very good film film": two of three words must go; which of two equal ones is the same text.
    let ids: [Int32] = [5, 5, 6, 7, 7]
    var asked: [[Int32]] = []
    let found = try CounterfactualSearch(
      of: 5, .deletions, by: .largestProbability,
      variant: { edits in
        let deleted = Set(edits.map(\.part))
        return ids.indices.filter { !deleted.contains($0) }.map { ids[$0] }
      },
      evaluate: { variants in
        asked += variants
        return variants.map { ids in
          !ids.contains(6) && ids.count { $0 == 5 } < 2 ? [0.1, 0.9] : [0.7, 0.3]
        }
      })
    #expect(Set(asked).count == asked.count)
    #expect(found.evaluations == asked.count)
    #expect(
      found.found.map(\.edits)
        == [[CounterfactualEdit(0, .deletion), CounterfactualEdit(2, .deletion)]])
    #expect(found.found.allSatisfy { $0.isMinimal })
  }

  /// All subsets again, where many make the same text.
  @Test(arguments: 0..<20)
  func textsOfRepeatedWordsAreTheSmallestOfAllSubsets(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: 800 + seed)
    let ids = (0..<8).map { _ in Int.random(in: 0..<3, using: &generator) }
    let model = ToyFlipModel(3 * 8, labels: 2, interaction: 0.3, seed: 820 + seed)
    func text(_ edits: [CounterfactualEdit]) -> [Int] {
      let deleted = Set(edits.map(\.part))
      return ids.indices.filter { !deleted.contains($0) }.map { ids[$0] }
    }
    // The n-th of equal words has a term of its own.
    func outputs(_ text: [Int]) -> [Float] {
      var counts = [0, 0, 0]
      var kept: Set<Int> = []
      for id in text {
        kept.insert(id * 8 + counts[id])
        counts[id] += 1
      }
      return model.probabilities(
        (0..<24).filter { !kept.contains($0) }.map { CounterfactualEdit($0, .deletion) })
    }
    let former = ToyFlipModel.best(outputs(ids))
    let all = ToyFlipModel(8, seed: 0).allSets(Array(repeating: [.deletion], count: 8))
    let expected = ToyFlipModel.minimal(all) { ToyFlipModel.best(outputs(text($0))) != former }
    let found = try CounterfactualSearch(
      of: 8, .exhaustive(.deletions, mostEdits: 8), by: .largestProbability, variant: text,
      evaluate: { $0.map(outputs) })
    let texts = found.found.map { text($0.edits) }
    #expect(Set(texts) == Set(expected.map(text)))
    #expect(Set(texts).count == texts.count)
  }

  /// Equal texts take one place of the beam: the other is left for what is needed here.
  @Test func equalTextsAreOneOfTheBeam() throws {
    let ids: [Int32] = [5, 5, 5, 6, 7]
    let found = try CounterfactualSearch(
      of: 5, CounterfactualSettings(mostEdits: 2, beamWidth: 2), by: .largestProbability,
      variant: { edits in
        let deleted = Set(edits.map(\.part))
        return ids.indices.filter { !deleted.contains($0) }.map { ids[$0] }
      },
      evaluate: { variants in
        variants.map { ids in
          let equal = ids.count { $0 == 5 }
          if equal < 3 { return [0.6, 0.4] }
          return ids.count == 3 ? [0.1, 0.9] : ids.contains(6) ? [0.9, 0.1] : [0.8, 0.2]
        }
      })
    #expect(found.found.map { $0.edits.map(\.part) } == [[3, 4]])
  }

  @Test func bannedAndRepeatedCandidatesAreNotTried() throws {
    var settings = CounterfactualSettings.replacements
    settings.bannedIDs = [1, 2]
    settings.candidatesPerPart = 2
    var tried: Set<Int32> = []
    _ = try CounterfactualSearch(
      of: 2, settings, by: .largestProbability, variant: { $0 },
      candidates: { _ in
        [(1, 9), (3, 8), (3, 7), (2, 6), (4, 5), (5, 4), (6, .nan)].map {
          FlipCandidate(id: $0.0, estimate: $0.1)
        }
      },
      evaluate: { variants in
        for edits in variants { tried.formUnion(edits.compactMap(\.replacement)) }
        return variants.map { _ in [1, 0] }
      })
    #expect(tried == [3, 4])
  }

  /// A piece in its own place is the text as it is.
  @Test func aReplacementThatChangesNothingIsNotAsked() throws {
    var calls = 0
    let found = try CounterfactualSearch(
      of: 1, .replacements, by: .largestProbability,
      variant: { $0.first?.replacement ?? 8 },
      candidates: { _ in [FlipCandidate(id: 8, estimate: 0)] },
      evaluate: { variants in
        calls += 1
        return variants.map { _ in [1, 0] }
      })
    #expect(calls == 1 && found.evaluations == 1 && found.found.isEmpty)
  }

  @Test(arguments: [1, 2, 7, 11, 12, 30, 60, 200])
  func theBoundOnEvaluationsHolds(_ limit: Int) throws {
    for seed in UInt64(0)..<10 {
      let model = ToyFlipModel(10, interaction: 1, seed: 600 + seed)
      var settings = CounterfactualSettings.deletions
      settings.evaluationLimit = limit
      let found = try search(model, settings)
      check(found, model, settings)
      settings.evaluationLimit = 100_000
      let whole = try search(model, settings)
      #expect(found.isComplete == (whole.evaluations <= limit))
      if found.isComplete { #expect(found == whole) }
    }
  }

  @Test(arguments: [1, 3, 64, 100_000])
  func blocksChangeNothing(_ size: Int) throws {
    for seed in UInt64(0)..<6 {
      let model = ToyFlipModel(9, interaction: 1, seed: 700 + seed)
      var settings = CounterfactualSettings.deletions
      let whole = try search(model, settings)
      settings.blockSize = size
      var reports: [CounterfactualSearch] = []
      let found = try search(model, settings, report: { reports.append($0) })
      #expect(found == whole)
      #expect(reports.last == found)
      #expect(reports.dropLast().allSatisfy { !$0.isComplete })
      #expect(reports.map(\.evaluations) == reports.map(\.evaluations).sorted())
      for report in reports { check(report, model, settings) }
    }
  }

  @Test func whatTheModelThrowsEndsTheSearch() {
    let model = ToyFlipModel(10, interaction: 1, seed: 1)
    for last in 1...4 {
      var calls = 0
      #expect(throws: CancellationError.self) {
        try CounterfactualSearch(
          of: 10, CounterfactualSettings(blockSize: 4), by: .largestProbability, variant: { $0 },
          evaluate: { variants in
            calls += 1
            #expect(variants.count <= 4 && Set(variants).count == variants.count)
            if calls == last { throw CancellationError() }
            return variants.map { _ in [1, 0] }
          })
      }
      #expect(calls == last)
    }
    #expect(throws: CancellationError.self) {
      try search(model, .deletions, report: { _ in throw CancellationError() })
    }
  }

  @Test func impossibleWishesAreRefused() {
    func wish(_ wanted: Int, _ outputs: [Float], _ decision: ClassDecision) throws {
      _ = try CounterfactualSearch(
        of: 2, CounterfactualSettings(wanted: .label(wanted)), by: decision, variant: { $0 },
        evaluate: { $0.map { _ in outputs } })
    }
    for (wanted, outputs) in [(1, [0.1, 0.9]), (2, [0.1, 0.9]), (-1, [0.1, 0.9]), (0, [1])]
      as [(Int, [Float])]
    {
      #expect(throws: ModelError.self) { try wish(wanted, outputs, .largestProbability) }
      #expect(throws: ModelError.self) { try wish(wanted, outputs, .largestOutput) }
    }
    #expect(throws: Never.self) { try wish(0, [0.3], .threshold) }
    #expect(throws: ModelError.self) {
      try CounterfactualSearch(
        of: 2, .deletions, by: .largestProbability, variant: { $0 },
        evaluate: { $0.map { _ in [1] } })
    }
  }

  /// Probabilities of a certain classifier are 1 and 0; their logarithms still tell which edit goes the right way.
  @Test func aCertainClassifierIsTurnedByItsSmallProbabilities() throws {
    var settings = CounterfactualSettings.deletions
    settings.beamWidth = 1
    settings.combinedEdits = 3
    let found = try CounterfactualSearch(
      of: 12, settings, by: .largestProbability, variant: { Set($0.map(\.part)) },
      evaluate: { variants in
        variants.map { deleted in
          // Parts 9, 10 and 11 hold the class together.
          let count = deleted.intersection([9, 10, 11]).count
          return count == 3 ? [0, 1] : [1, [1e-30, 1e-20, 1e-10][count]]
        }
      })
    #expect(found.found.first?.edits.map(\.part) == [9, 10, 11])
  }
}
