internal import Model

/// What can be said of facts, sentence by sentence, in one language.
///
/// Which sentences are said, and in which order, is not the language's matter: `ExplanationProse` decides it, and `PromptTemplate` takes
/// the lists.
protocol ExplanationSentences: Sendable {
  /// What stands between two sentences of a paragraph.
  var space: String { get }

  // What the model says.
  func verdict(_ facts: ExplanationFacts) -> String
  /// Which class the values explain, where it is not the verdict.
  func otherTarget(_ facts: ExplanationFacts) -> String

  // Which parts, and how much.
  func noParts(_ facts: ExplanationFacts) -> String
  func noWeight(_ facts: ExplanationFacts) -> String
  func onlyPart(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String
  /// The named parts that speak for the class, or all where there is no sign.
  func leading(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String
  /// The named parts where none of all speaks for the class.
  func nothingFor(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String
  /// The named parts where none of them speaks for the class, but others do.
  func leadingAgainst(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String
  /// The named parts that speak against the class, after those that speak for it.
  func against(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String
  func nothingAgainst(_ facts: ExplanationFacts) -> String
  /// The strongest part of a direction that none of the named parts has.
  func atMost(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String
  func unsigned(_ facts: ExplanationFacts) -> String
  func sameForEveryClass(_ facts: ExplanationFacts) -> String
  func half(_ count: Int, _ facts: ExplanationFacts) -> String
  func specialTokens(_ facts: ExplanationFacts) -> String
  func withoutValue(_ count: Int, _ facts: ExplanationFacts) -> String
  func amounts(_ facts: ExplanationFacts) -> String

  /// What flows through every layer, and where most.
  func layers(_ facts: ExplanationFacts) -> String

  // How sure.
  func openOrder(_ order: ExplanationFacts.OpenOrder, _ facts: ExplanationFacts) -> String
  func noUncertainty(_ facts: ExplanationFacts) -> String
  func failures(_ count: Int, of run: Int) -> String
  func passes(_ count: Int, of run: Int) -> String
  func notRun(_ kinds: [ExplanationCheck.Kind]) -> String
  func noChecks() -> String
  /// A check with its number, as a sentence that begins with its name; nil where it was not run.
  func check(_ check: ExplanationCheck, _ facts: ExplanationFacts) -> String?

  // What the training data says.
  func noTraining() -> String
  func noNeighbours(_ training: TrainingKnowledge) -> String
  /// The nearest texts, the first of them at most.
  func nearest(_ neighbours: [NearestTexts.Neighbour], _ training: TrainingKnowledge) -> String
  func nearestLabels(_ training: TrainingKnowledge) -> String
  func sameText(_ labels: [String]) -> String
  func word(_ word: WordLabelCounts.Word, _ training: TrainingKnowledge) -> String

  // Lines of a prompt.
  func method(_ facts: ExplanationFacts) -> String
  func classOutput(_ output: ExplanationFacts.ClassOutput, _ facts: ExplanationFacts) -> String
  func field(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String
  func labelledTexts(_ count: Int) -> String
  func neighbour(_ neighbour: NearestTexts.Neighbour) -> String
  /// A check with what came out, also where it was not run.
  func checkLine(_ check: ExplanationCheck, _ facts: ExplanationFacts) -> String
}

extension ExplanationSentences {
  /// Sentences as one paragraph.
  func paragraph(_ sentences: [String?]) -> String {
    sentences.compactMap(\.self).joined(separator: space)
  }

  /// A part's value with its error, in the digits that all named parts share: `+3.12 ± 0.10`.
  func value(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String {
    let decimals = ProseFigures.decimals(for: facts.decisiveParts.map(\.value))
    let value =
      facts.isSigned
      ? ProseFigures.signed(part.value, decimals: decimals)
      : ProseFigures.fixed(part.value, decimals: decimals)
    return value
      + (part.uncertainty.map { " ± " + ProseFigures.fixed($0, decimals: decimals) } ?? "")
  }

  /// A number of a layer, in the digits that all layers share.
  func layerValue(_ value: Double, _ facts: ExplanationFacts) -> String {
    let values = facts.layers.flatMap { [$0.sum] + $0.strongest.map(\.value) }
    return ProseFigures.signed(value, decimals: ProseFigures.decimals(for: values))
  }

  /// An output as what it is: a probability, or a number.
  func outputFigure(_ value: Double, _ facts: ExplanationFacts) -> String {
    facts.outputKind == .outputs ? ProseFigures.alone(value) : ProseFigures.probability(value)
  }

  func similarity(_ neighbour: NearestTexts.Neighbour) -> String {
    ProseFigures.fixed(neighbour.similarity, decimals: 2)
  }

  func quoted(_ text: String) -> String { QuotedText.quoted(text) }
}
