import Attribution
import Model
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
    let (estimate, request) = (explanation.estimate, explanation.request)
    let prediction = estimate.prediction
    let order = explanation.model.ranking(prediction, mostPieces: 2)
    func output(_ label: Int) -> ExplanationFacts.ClassOutput {
      ExplanationFacts.ClassOutput(
        explanation.model.label(label), Double(prediction.outputs[label]))
    }
    let quantity: ExplanationFacts.Quantity? =
      if !estimate.method.hasTarget {
        nil
      } else if let neuron = request.neuron {
        .neuron(neuron.name)
      } else if request.output == .logit {
        .logit
      } else {
        prediction.kind == .outputs ? .output : .probability
      }
    var facts = ExplanationFacts(
      text: explanation.text, verdict: output(order.first ?? estimate.target),
      runnerUp: order.count > 1 ? output(order[1]) : nil, outputKind: prediction.kind,
      target: output(estimate.target), method: estimate.method.title, quantity: quantity,
      isSigned: !estimate.method.isUnsigned, output: Double(estimate.outputValue),
      baseOutput: estimate.baseOutput.map(Double.init), delta: estimate.delta.map(Double.init),
      unit: ExplanationFacts.Unit(rawValue: explanation.granularity.rawValue) ?? .word,
      parts: explanation.parts(explanation.granularity, default: .none).map {
        ExplanationFacts.Part(
          $0.text, Double($0.value), uncertainty: $0.uncertainty.map(Double.init),
          isSpecial: $0.isSpecial)
      })
    facts.pair = explanation.pair
    facts.training = explanation.training
    facts.checks = checks(of: explanation, facts)
    return facts
  }

  private static func checks(
    of explanation: Explanation, _ facts: ExplanationFacts
  ) -> [ExplanationCheck] {
    let estimate = explanation.estimate
    var checks: [ExplanationCheck] = []
    if let base = estimate.baseOutput {
      checks.append(
        .completeness(
          delta: estimate.delta.map(Double.init), change: Double(estimate.outputValue - base)))
    }
    if let surrogate = estimate.surrogate { checks.append(.surrogate(score: surrogate.score)) }
    if estimate.uncertainty != nil { checks.append(.uncertainty(of: facts.decisiveParts)) }
    guard let trust = explanation.trust else {
      return checks + [
        .comprehensiveness(nil), .sufficiency(nil, comprehensiveness: nil), .leaveOneOut(tau: nil),
      ]
    }
    let measured = trust.row.faithfulness
    checks += [
      .comprehensiveness(measured.comprehensiveness),
      .sufficiency(measured.sufficiency, comprehensiveness: measured.comprehensiveness),
      .leaveOneOut(tau: measured.leaveOneOutTau),
    ]
    if trust.report.rows.count > 1 {
      let taus = trust.report.rows.indices.filter { $0 != trust.index }.map {
        trust.report.agreement.kendall[trust.index][$0]
      }
      checks.append(.agreement(taus: taus))
    }
    return checks
  }
}
