internal import Model

/// An explanation in plain sentences: which parts, how much, how sure, which check failed, and what the training data says.
///
/// What warns comes before what it warns of: checks that failed stand in front of the parts. What is not known is said.
public struct ExplanationProse: Equatable, Sendable {
  /// What a paragraph is about, in the order in which they stand.
  public enum Subject: Sendable, CaseIterable {
    /// What the model says.
    case verdict
    /// The checks that failed.
    case failures
    /// Which parts, and how much.
    case parts
    /// What flows through every layer.
    case layers
    /// How sure the values are.
    case certainty
    /// The nearest training texts.
    case neighbours
    /// The hot words in the training texts.
    case words
  }

  /// What each paragraph is about.
  public let subjects: [Subject]
  /// Paragraphs in order, not broken into lines: how wide they may be is the caller's matter.
  public let paragraphs: [String]

  /// Writes an explanation.
  ///
  /// - Complexity: O(parts · log parts).
  public init(_ facts: ExplanationFacts, language: ExplanationLanguage = .english) {
    let sentences = language.sentences
    let groups = Subject.allCases.map { ($0, Self.sentences(about: $0, facts, sentences)) }
      .filter { !$0.1.isEmpty }
    subjects = groups.map(\.0)
    paragraphs = groups.map { sentences.paragraph($0.1) }
  }

  /// The paragraphs with an empty line between each two.
  public var text: String { paragraphs.joined(separator: "\n\n") }

  private static func sentences(
    about subject: Subject, _ facts: ExplanationFacts, _ sentences: any ExplanationSentences
  ) -> [String] {
    switch subject {
    case .verdict: verdict(facts, sentences)
    case .failures: failures(facts, sentences)
    case .parts: parts(facts, sentences)
    case .layers: facts.layers.isEmpty ? [] : [sentences.layers(facts)]
    case .certainty: certainty(facts, sentences)
    case .neighbours: neighbours(facts, sentences)
    case .words: words(facts, sentences)
    }
  }

  private static func verdict(
    _ facts: ExplanationFacts, _ sentences: any ExplanationSentences
  ) -> [String] {
    [sentences.verdict(facts)] + (explainsOther(facts) ? [sentences.otherTarget(facts)] : [])
  }

  /// Whether the values are of a class that the model did not choose.
  static func explainsOther(_ facts: ExplanationFacts) -> Bool {
    switch facts.quantity {
    case nil, .neuron: false
    default: !facts.targetIsVerdict
    }
  }

  private static func failures(
    _ facts: ExplanationFacts, _ sentences: any ExplanationSentences
  ) -> [String] {
    let failed = facts.checks.filter(\.hasFailed)
    guard !failed.isEmpty else { return [] }
    return [sentences.failures(failed.count, of: runCount(facts))]
      + failed.compactMap { sentences.check($0, facts) }
  }

  private static func parts(
    _ facts: ExplanationFacts, _ sentences: any ExplanationSentences
  ) -> [String] {
    let ordinary = facts.ordinaryParts
    let named = facts.decisiveParts
    var said: [String] = []
    if ordinary.isEmpty {
      said.append(sentences.noParts(facts))
    } else if let only = ordinary.first, ordinary.count == 1, only.value.isFinite {
      said.append(sentences.onlyPart(only, facts))
    } else if named.isEmpty {
      // Where no value is a number, that is said instead.
      if ordinary.contains(where: { $0.value == 0 }) { said.append(sentences.noWeight(facts)) }
    } else {
      said += facts.isSigned ? sides(named, facts, sentences) : [sentences.leading(named, facts)]
    }
    if !named.isEmpty {
      if !facts.isSigned { said.append(sentences.unsigned(facts)) }
      if facts.quantity == nil { said.append(sentences.sameForEveryClass(facts)) }
      if ordinary.count > 1, let half = facts.partsForHalf {
        said.append(sentences.half(half, facts))
      }
    }
    if facts.specialShare >= leastSpecialShare { said.append(sentences.specialTokens(facts)) }
    if facts.partsWithoutValue > 0 {
      said.append(sentences.withoutValue(facts.partsWithoutValue, facts))
    }
    if sayAmounts(facts) { said.append(sentences.amounts(facts)) }
    return said
  }

  /// Below this share special tokens are not worth a sentence.
  private static let leastSpecialShare = 0.05

  /// The parts for and against a class, each side also where none of it is among the named.
  private static func sides(
    _ named: [ExplanationFacts.Part], _ facts: ExplanationFacts,
    _ sentences: any ExplanationSentences
  ) -> [String] {
    let ranked = facts.rankedParts
    let towards = named.filter { $0.direction == .towards }
    let against = named.filter { $0.direction == .against }
    if towards.isEmpty {
      guard let strongest = ranked.first(where: { $0.direction == .towards }) else {
        return [sentences.nothingFor(against, facts)]
      }
      return [sentences.leadingAgainst(against, facts), sentences.atMost(strongest, facts)]
    }
    let other =
      if !against.isEmpty {
        sentences.against(against, facts)
      } else if let strongest = ranked.first(where: { $0.direction == .against }) {
        sentences.atMost(strongest, facts)
      } else {
        sentences.nothingAgainst(facts)
      }
    return [sentences.leading(towards, facts), other]
  }

  /// Whether F(x) says more than the verdict has said.
  private static func sayAmounts(_ facts: ExplanationFacts) -> Bool {
    switch facts.quantity {
    case nil: false
    case .logit, .neuron: true
    case .probability, .output: facts.baseOutput != nil
    }
  }

  private static func certainty(
    _ facts: ExplanationFacts, _ sentences: any ExplanationSentences
  ) -> [String] {
    var said = facts.openOrders.map { sentences.openOrder($0, facts) }
    if hasUnknownErrors(facts) { said.append(sentences.noUncertainty(facts)) }
    let passed = facts.checks.filter(\.hasPassed)
    let run = runCount(facts)
    if run == 0 { return said + [sentences.noChecks()] }
    if !passed.isEmpty {
      said.append(sentences.passes(passed.count, of: run))
      said += passed.compactMap { sentences.check($0, facts) }
    }
    let missing = facts.checks.filter { $0.result == .notRun }.map(\.kind)
    if !missing.isEmpty { said.append(sentences.notRun(missing)) }
    return said
  }

  /// Whether there are named values and none of them has an error.
  static func hasUnknownErrors(_ facts: ExplanationFacts) -> Bool {
    let named = facts.decisiveParts
    return !named.isEmpty && named.allSatisfy { $0.uncertainty == nil }
  }

  private static func neighbours(
    _ facts: ExplanationFacts, _ sentences: any ExplanationSentences
  ) -> [String] {
    guard let training = facts.training else { return [sentences.noTraining()] }
    guard !training.nearest.isEmpty else { return [sentences.noNeighbours(training)] }
    let same = training.nearest.filter(\.isSameText)
    var said: [String] = []
    if !same.isEmpty {
      var seen: Set<String> = []
      said.append(sentences.sameText(same.map(\.label).filter { seen.insert($0).inserted }))
    }
    // It is its own nearest text, which says nothing.
    let others = training.nearest.filter { !$0.isSameText }
    if !others.isEmpty {
      said.append(
        sentences.nearest(Array(others.prefix(TrainingKnowledge.namedTexts)), training))
    }
    if training.nearest.count > 1 { said.append(sentences.nearestLabels(training)) }
    return said
  }

  private static func words(
    _ facts: ExplanationFacts, _ sentences: any ExplanationSentences
  ) -> [String] {
    guard let training = facts.training else { return [] }
    return training.words.map { sentences.word($0, training) }
  }

  private static func runCount(_ facts: ExplanationFacts) -> Int {
    facts.checks.count { $0.value != nil }
  }
}
