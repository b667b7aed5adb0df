import Attribution
import Foundation
import Model
import TUI

/// An explanation without colour and drawing: every number is written and every sign is a character, so that a screen reader,
/// a log or `grep` has all of it.
enum ExplanationText {
  /// The whole explanation, ending in an empty line.
  static func text(_ explanation: Explanation) -> String {
    var text = "text: \(VisibleText.escaped(explanation.text))\n"
    if let pair = explanation.pair { text += "pair: \(VisibleText.escaped(pair))\n" }
    if let cut = cutNotice(explanation) { text += cut + "\n" }
    text += "prediction: \(prediction(explanation))\n"
    text += "explained: \(heading(explanation))\n\n"
    let parts = explanation.parts(explanation.granularity)
    let scale = SignMarks.scale(of: parts.map(\.value))
    let total = parts.reduce(0) { $0 + abs(Double($1.value)) }
    let form = NumberForm(upTo: parts.map { abs($0.value) }.max() ?? 0)
    let hasError = parts.contains { $0.uncertainty != nil }
    var columns: [TextTable.Column] = [
      .left(explanation.granularity.rawValue), .right("value"), .right("share"), .left("sign"),
    ]
    if hasError { columns.insert(.right("± error"), at: 2) }
    let hasShares = parts.contains { $0.whole != nil }
    if hasShares { columns.append(.left("an even share of")) }
    var table = TextTable(columns: columns)
    for part in parts {
      let share = total > 0 ? abs(Double(part.value)) / total : 0
      var cells = [
        VisibleText.escaped(part.text), Figures.signed(part.value, as: form),
        String(format: "%.1f %%", share * 100), SignMarks.marks(part.value, scale: scale),
      ]
      if hasError {
        cells.insert(part.uncertainty.map { Figures.fixed($0, as: form) } ?? "", at: 2)
      }
      if hasShares { cells.append(part.whole.map { whole($0, as: form) } ?? "") }
      table.append(cells)
    }
    text += table.text + "\n"
    if let layers = LayerTable(explanation) { text += layers.text + "\n" }
    if let balance = balance(explanation) { text += balance + "\n" }
    text += measures(explanation).map { $0 + "\n" }.joined()
    if let message = explanation.estimate.message { text += "note: \(message)\n" }
    text += explanation.provenance.facts.map { "\($0.name): \(VisibleText.escaped($0.value))" }
      .joined(separator: "; ")
    return text + "\n\n"
  }

  /// `fear 0.971, sadness 0.012, …`, the largest first.
  static func prediction(_ explanation: Explanation) -> String {
    prediction(explanation.estimate.prediction, explanation.model)
  }

  /// `fear 0.971, sadness 0.012, …`, the largest first, and no more than so many.
  static func prediction(
    _ prediction: Prediction, _ model: ModelSummary, most: Int = .max
  ) -> String {
    let classes = model.ranking(prediction, mostPieces: 10).prefix(most).map { index in
      "\(VisibleText.escaped(model.label(index))) "
        + Figures.output(prediction.outputs[index], of: model)
    }
    let unit = prediction.kind == .outputs ? " (outputs, not probabilities)" : ""
    return classes.joined(separator: ", ") + unit
  }

  /// `fear (predicted), integrated-gradients of the logit, pad baseline, embeddings, 50 steps`.
  static func heading(_ explanation: Explanation) -> String {
    let estimate = explanation.estimate
    let isPredicted = estimate.target == estimate.prediction.best
    let label = VisibleText.escaped(explanation.targetLabel)
    var text = "\(label)\(isPredicted ? " (predicted)" : ""), \(estimate.method.rawValue)"
    text += " of the \(explanation.outputName)"
    if estimate.method.usesBaseline {
      text += ", \(VisibleText.escaped(explanation.request.baseline.name)) baseline"
    }
    switch explanation.request.layer {
    case _ where !estimate.method.hasLayer: break
    case .output(let layer): text += ", output of layer \(layer)"
    case let layer: text += ", \(layer.rawValue)"
    }
    if estimate.method.hasSteps {
      text += ", \(Wording.count(estimate.steps, "step"))"
    }
    if estimate.method.isSampled { text += ", \(Wording.count(estimate.steps, "sample"))" }
    if let trueLabel = explanation.trueLabel {
      text += "; true label \(VisibleText.escaped(explanation.model.label(trueLabel)))"
    }
    return text
  }

  /// `F(x) 6.210 = F(b) 0.440 + 5.770, delta -3.1e-06 (0.00 %)`; of relevance how much of F(x) reached the tokens; of LIME what its
  /// linear model says in place of F(x); nil for other methods whose values need not add up.
  static func balance(_ explanation: Explanation) -> String? {
    let estimate = explanation.estimate
    func text(_ value: Float, in form: NumberForm) -> String { Figures.fixed(value, as: form) }
    let output = estimate.outputValue
    if let surrogate = estimate.surrogate {
      let local = Float(surrogate.localPrediction)
      let form = NumberForm(upTo: max(abs(output), abs(local)))
      return
        "F(x) \(text(output, in: form)), local prediction of the linear model \(text(local, in: form))"
    }
    guard let base = estimate.baseOutput else {
      return estimate.delta.map {
        let form = NumberForm(upTo: max(abs(output), abs($0)))
        return "F(x) \(text(output, in: form)), relevance of the tokens "
          + "\(text(output + $0, in: form)), of biases and softmax \(text(-$0, in: form))"
      }
    }
    let difference = output - base
    let form = NumberForm(upTo: max(abs(output), abs(base)))
    var balance = "F(x) \(text(output, in: form)) = F(b) \(text(base, in: form))"
    // `-0.0` and what rounds to zero are added: a minus before 0.000 would be read as a change.
    let isLess = Figures.signed(difference, as: form).hasPrefix("-")
    balance += " \(isLess ? "-" : "+") \(text(abs(difference), in: form))"
    if let delta = estimate.delta {
      balance += ", delta \(Figures.significant(delta))"
      if difference != 0 {
        balance += String(format: " (%.2f %%)", abs(Double(delta / difference)) * 100)
      }
    }
    return balance
  }

  /// What was measured of an explanation and which edits change the class, line by line; empty where none of it was asked for.
  static func measures(_ explanation: Explanation) -> [String] {
    let blocks = [
      explanation.trust.map(trust),
      explanation.counterfactuals.map { counterfactuals($0, explanation.model) },
    ]
    return blocks.compactMap(\.self).flatMap {
      $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The edits that change the class, a line each, the smallest first.
  static func counterfactuals(_ report: CounterfactualReport, _ model: ModelSummary) -> String {
    guard !report.entries.isEmpty else {
      return "counterfactuals: none of \(Wording.grouped(report.evaluations)) edits of up to "
        + "\(Wording.count(report.mostEdits, "part")) changes \(VisibleText.escaped(model.label(report.former)))"
    }
    let lines = report.entries.map { entry in
      let found = entry.counterfactual
      let texts = entry.texts.map { VisibleText.escaped($0) }.joined(separator: " | ")
      return "  \(VisibleText.escaped(model.label(found.label))) "
        + "\(Figures.output(found.outputs[found.label], of: model)): \(texts)"
    }
    return "counterfactuals (\(Wording.grouped(report.evaluations)) texts tried):\n"
      + lines.joined(separator: "\n")
  }

  /// What was measured of an explanation, a line a kind.
  static func trust(_ trust: Explanation.Trust) -> String {
    let (report, row) = (trust.report, trust.row)
    func figure(_ value: Double?) -> String { value.map { Figures.fixed(Float($0)) } ?? "none" }
    let isRemoved = report.settings.replacement == .removal
    var lines = [
      "trust: comprehensiveness \(figure(row.faithfulness.comprehensiveness)), "
        + "sufficiency \(figure(row.faithfulness.sufficiency)) (ERASER, \(report.settings.granularity.rawValue)s "
        + (isRemoved ? "removed" : "replaced by \(report.settings.replacement.rawValue)") + "), "
        + "deletion area \(figure(row.faithfulness.deletion.area)), insertion area "
        + "\(figure(row.faithfulness.insertion.area)), leave-one-out tau \(figure(row.faithfulness.leaveOneOutTau))"
    ]
    let others = report.rows.indices.filter { $0 != trust.index }.map {
      "\(report.rows[$0].method.rawValue) \(figure(report.agreement.kendall[trust.index][$0]))"
    }
    if !others.isEmpty { lines.append("agreement (tau): " + others.joined(separator: ", ")) }
    var more: [String] = []
    if let infidelity = row.infidelity {
      more.append(
        "infidelity \(Figures.significant(Float(infidelity.value))) (scaled "
          + "\(Figures.significant(Float(infidelity.normalized))))")
    }
    if let sensitivity = row.sensitivity {
      more.append("sensitivity \(figure(sensitivity.maximum))")
    }
    if let stability = row.stability {
      more.append("tau between seeds \(figure(stability.meanKendall))")
    }
    if !more.isEmpty { lines.append(more.joined(separator: ", ")) }
    let absences = report.absences(from: row).map {
      "\($0.measure.rawValue) (\(reason($0.reason)))"
    }
    if !absences.isEmpty { lines.append("not measured: " + absences.joined(separator: ", ")) }
    return lines.joined(separator: "\n")
  }

  /// Why something was not measured, with the option that measures it.
  static func reason(_ reason: TrustAbsence.Reason) -> String {
    reason == .notAskedFor ? "not asked for: --thorough" : reason.text
  }

  /// `in italics: even shares of what was left out as one: so so felt +0.300, anxious crowd -0.100`, or nil.
  ///
  /// - Parameters:
  ///   - parts: what is shown, in the text's order.
  ///   - mark: how shares are marked there.
  static func evenShares(_ parts: [Explanation.Part], mark: String? = nil) -> String? {
    var wholes: [Explanation.Whole] = []
    for whole in parts.compactMap(\.whole) where wholes.last != whole { wholes.append(whole) }
    guard !wholes.isEmpty else { return nil }
    let form = NumberForm(upTo: SignMarks.scale(of: wholes.map(\.value)))
    let named = wholes.prefix(namedWholes).map { whole($0, as: form) }
    let more = wholes.count - named.count
    return (mark.map { "\($0): " } ?? "") + "even shares of what was left out as one: "
      + named.joined(separator: ", ") + (more > 0 ? " and \(Wording.grouped(more)) more" : "")
  }

  /// Wholes that the line about even shares names.
  private static let namedWholes = 4
  /// Characters of a whole that are shown.
  private static let wholeLimit = 40

  /// `so so felt +0.300`.
  static func whole(_ whole: Explanation.Whole, as form: NumberForm) -> String {
    let text = whole.text
    let shown = text.count > wholeLimit ? text.prefix(wholeLimit - 1) + "…" : text[...]
    return "\(VisibleText.escaped(String(shown))) \(Figures.signed(whole.value, as: form))"
  }

  /// What of the text the model did not see, or nil.
  static func cutNotice(_ explanation: Explanation) -> String? {
    cutNotice(explanation.encoding, isPair: explanation.pair != nil)
  }

  /// What of the text the model did not see, or nil.
  static func cutNotice(_ encoding: Encoding, isPair: Bool) -> String? {
    let names = isPair ? ["text", "pair"] : ["text"]
    let count = encoding.count
    let read = count == 1 ? "first token was read" : "first \(count) tokens were read"
    let notices = zip(names, encoding.cutOffAt).compactMap { name, place in
      place.map {
        "note: the \(name) was cut at character \($0): only the \(read)"
      }
    }
    return notices.isEmpty ? nil : notices.joined(separator: "\n")
  }
}
