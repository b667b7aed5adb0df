internal import Model

/// The names that a prompt's template may use, and what each stands for.
public enum PromptPlaceholder: String, Sendable, CaseIterable {
  /// The text, fenced.
  case text
  /// The second text of a pair, fenced; empty without one.
  case pair
  /// The verdict's label, in quotation marks.
  case label
  /// The verdict's probability; empty where the model's outputs are none.
  case probability
  /// The verdict's output; empty where it is a probability.
  case output
  /// The second class with its probability or output; empty where there is one class.
  case runnerUp = "runner-up"
  /// The class explained with its probability or output; empty where it is the verdict.
  case target
  /// The method, and what it shares out.
  case method
  /// At most five most decisive parts with their weights, a line each; empty where no part has any.
  case fields
  /// The checks that failed, a line each; empty where none did.
  case failures
  /// All checks with what came out, a line each; empty where there are none.
  case checks
  /// What the values leave open, a line each; empty where they leave nothing open.
  case uncertain
  /// How many training texts there are; empty where the training data is not known.
  case training
  /// The nearest training texts, a line each; empty where there are none.
  case neighbours
  /// How often hot words stood with each label in training, a line each; empty where it was not counted.
  case counts

  /// What stands in its place.
  func value(of facts: ExplanationFacts, _ sentences: any ExplanationSentences) -> String {
    let isProbability = facts.outputKind != .outputs
    let figure = sentences.outputFigure(facts.verdict.output, facts)
    switch self {
    case .text: return TextFence.fenced(facts.text)
    case .pair: return facts.pair.map(TextFence.fenced) ?? ""
    case .label: return sentences.quoted(facts.verdict.label)
    case .probability: return isProbability ? figure : ""
    case .output: return isProbability ? "" : figure
    case .runnerUp: return facts.runnerUp.map { sentences.classOutput($0, facts) } ?? ""
    case .target:
      return ExplanationProse.explainsOther(facts)
        ? sentences.classOutput(facts.target, facts) : ""
    case .method: return sentences.method(facts)
    case .fields:
      return facts.decisiveParts.enumerated()
        .map { "\($0.offset + 1). \(sentences.field($0.element, facts))" }
        .joined(separator: "\n")
    case .failures:
      return lines(facts.checks.filter(\.hasFailed).map { sentences.checkLine($0, facts) })
    case .checks: return lines(facts.checks.map { sentences.checkLine($0, facts) })
    case .uncertain:
      return lines(
        facts.openOrders.map { sentences.openOrder($0, facts) }
          + (ExplanationProse.hasUnknownErrors(facts) ? [sentences.noUncertainty(facts)] : []))
    case .training: return facts.training.map { sentences.labelledTexts($0.textCount) } ?? ""
    case .neighbours: return lines((facts.training?.nearest ?? []).map(sentences.neighbour))
    case .counts:
      return lines(
        facts.training.map { known in known.words.map { sentences.word($0, known) } } ?? [])
    }
  }

  private func lines(_ items: [String]) -> String {
    items.map { "- \($0)" }.joined(separator: "\n")
  }
}
