import Attribution
import TUI

/// An explanation in sentences: plain prose, and a prompt that carries the same facts to a chat model.
struct ExplanationWriting: Equatable, Sendable {
  var language = ExplanationLanguage.english
  var template: PromptTemplate

  /// Plain sentences, ending in an empty line.
  func prose(_ explanation: Explanation) -> String {
    ExplanationProse(Self.facts(explanation), language: language).text + "\n\n"
  }

  /// The prompt, ending in an empty line.
  func prompt(_ explanation: Explanation) -> String {
    let text = template.prompt(for: Self.facts(explanation), language: language)
    return text + (text.hasSuffix("\n") ? "\n" : "\n\n")
  }

  /// What the sentences are made from.
  static func facts(_ explanation: Explanation) -> ExplanationFacts {
    var facts = ExplanationFacts(
      explanation.estimate, explanation.request,
      texts: [explanation.text] + [explanation.pair].compactMap(\.self),
      ranking: explanation.model.ranking(explanation.estimate.prediction, mostPieces: 2),
      by: explanation.granularity,
      parts: explanation.parts(explanation.granularity, areJoined: true).map(part),
      trust: explanation.trust.map { ($0.report, $0.index) }, training: explanation.training,
      label: explanation.model.label)
    facts.layers = (LayerTable(explanation)?.rows ?? []).map { row in
      ExplanationFacts.Layer(sum: Double(row.sum), parts: row.strongest.map(part))
    }
    return facts
  }

  private static func part(_ part: Explanation.Part) -> ExplanationFacts.Part {
    ExplanationFacts.Part(
      part.text, Double(part.value), uncertainty: part.uncertainty.map(Double.init),
      isSpecial: part.isSpecial)
  }
}
