internal import Model

/// What can be said of an explanation, in English.
struct EnglishSentences: ExplanationSentences {
  let space = " "

  func verdict(_ facts: ExplanationFacts) -> String {
    let (label, figure) = (quoted(facts.verdict.label), outputFigure(facts.verdict.output, facts))
    let next = facts.runnerUp.map {
      "; next comes \(quoted($0.label)) with \(outputFigure($0.output, facts))"
    }
    switch facts.outputKind {
    case .probabilities:
      return "The model reads the text as \(label) with probability \(figure)\(next ?? "")."
    case .independentProbabilities:
      return "Of labels that do not exclude each other, the model gives \(label) the highest "
        + "probability, \(figure)\(next ?? "")."
    case .outputs:
      let what = next == nil ? "The model’s output for" : "The model’s largest output is that for"
      return next.map { "\(what) \(label), \(figure)\($0); these are not probabilities." }
        ?? "\(what) \(label) is \(figure); it is not a probability."
    }
  }

  func otherTarget(_ facts: ExplanationFacts) -> String {
    "The values explain \(quoted(facts.target.label)), which the model did not choose "
      + "(\(output(facts)) \(outputFigure(facts.target.output, facts)))."
  }

  func noParts(_ facts: ExplanationFacts) -> String { "The text has no \(unit(facts, 2))." }

  func noWeight(_ facts: ExplanationFacts) -> String {
    "By \(method(facts)), no \(unit(facts)) has any weight: every value is 0."
  }

  func onlyPart(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String {
    let value = value(part, facts)
    let begin =
      "By \(method(facts)), the only \(unit(facts)), \(quoted(part.text)), has the value \(value)"
    switch part.direction {
    case .towards where facts.isSigned: return begin + " and speaks for \(subject(facts))."
    case .against where facts.isSigned: return begin + " and speaks against \(subject(facts))."
    default: return begin + "."
    }
  }

  func leading(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    let what =
      facts.quantity == nil
      ? "most weight is on"
      : "\(subject(facts)) \(facts.isSigned ? "is supported most by" : "depends most on")"
    return "By \(method(facts)), \(what) \(ranked(parts, facts, namesWeight: true))."
  }

  func nothingFor(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    "By \(method(facts)), no \(unit(facts)) speaks for \(subject(facts)); most against it is "
      + "\(ranked(parts, facts, namesWeight: true))."
  }

  func leadingAgainst(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    "By \(method(facts)), what weighs most speaks against \(subject(facts)): "
      + "\(ranked(parts, facts, namesWeight: true))."
  }

  func against(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    let list = list(parts.map { named($0, facts) })
    return "Against it \(parts.count == 1 ? "speaks" : "speak") \(list)."
  }

  func nothingAgainst(_ facts: ExplanationFacts) -> String {
    "No \(unit(facts)) speaks against it."
  }

  func atMost(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String {
    "\(part.direction == .towards ? "For" : "Against") it speaks at most \(named(part, facts))."
  }

  func unsigned(_ facts: ExplanationFacts) -> String {
    "The method does not tell for from against."
  }

  func sameForEveryClass(_ facts: ExplanationFacts) -> String {
    "These values are the same for every label."
  }

  func half(_ count: Int, _ facts: ExplanationFacts) -> String {
    let all = facts.ordinaryParts.count
    let whose =
      facts.specialShare > 0 ? "half of the \(unit(facts, 2))’ weight" : "half of the weight"
    if count == all { return "It takes all \(all) \(unit(facts, all)) to carry \(whose)." }
    return "\(count) of the \(Wording.grouped(all)) \(unit(facts, all)) "
      + "\(count == 1 ? "carries" : "carry") \(whose)."
  }

  func specialTokens(_ facts: ExplanationFacts) -> String {
    let names = specialNames(facts)
    return "The special \(names.count == 1 ? "token" : "tokens") \(list(names)) "
      + "\(names.count == 1 ? "carries" : "carry") \(percent(facts.specialShare)) of the weight."
  }

  func withoutValue(_ count: Int, _ facts: ExplanationFacts) -> String {
    Wording.count(count, "value")
      + (count == 1 ? " is no number and is left out." : " are no numbers and are left out.")
  }

  func amounts(_ facts: ExplanationFacts) -> String {
    let name = quantity(facts)
    let whose = isNeuron(facts) ? "" : " of \(quoted(facts.target.label))"
    guard let base = facts.baseOutput else {
      guard let delta = facts.delta else {
        return "The \(name)\(whose) is \(ProseFigures.alone(facts.output))."
      }
      let relevance = facts.output + delta
      let decimals = ProseFigures.decimals(for: [facts.output, relevance])
      return "The \(name)\(whose) is \(ProseFigures.fixed(facts.output, decimals: decimals)): "
        + "of its relevance the tokens have \(ProseFigures.fixed(relevance, decimals: decimals)), "
        + "biases and softmax \(ProseFigures.fixed(-delta, decimals: decimals))."
    }
    let decimals = ProseFigures.decimals(for: [facts.output, base])
    let change = ProseFigures.signed(facts.change, decimals: decimals)
    return "The \(name)\(whose) is \(ProseFigures.fixed(facts.output, decimals: decimals)), and "
      + "\(ProseFigures.fixed(base, decimals: decimals)) for the baseline: "
      + "the change to explain is \(change)."
  }

  func layers(_ facts: ExplanationFacts) -> String {
    let layers = facts.layers.enumerated().map { index, layer in
      let parts = layer.strongest.map { "\(quoted($0.text)) (\(layerValue($0.value, facts)))" }
      return "layer \(index) \(layerValue(layer.sum, facts))"
        + (parts.isEmpty ? "" : ", most at \(list(parts))")
    }
    return "What flows through each layer: \(layers.joined(separator: "; ")). "
      + "The values above are those of layer \(facts.shownLayer)."
  }

  func openOrder(_ order: ExplanationFacts.OpenOrder, _ facts: ExplanationFacts) -> String {
    "Which of \(quoted(order.first.text)) and \(quoted(order.second.text)) weighs more is open: "
      + "they differ by less than their errors."
  }

  func noUncertainty(_ facts: ExplanationFacts) -> String {
    "How far the values may be off is not known."
  }

  func method(_ facts: ExplanationFacts) -> String {
    guard facts.quantity != nil else { return facts.method }
    return "\(facts.method) of the \(quantity(facts))"
  }

  func classOutput(
    _ output: ExplanationFacts.ClassOutput, _ facts: ExplanationFacts
  ) -> String {
    "\(quoted(output.label)) with \(self.output(facts)) \(outputFigure(output.output, facts))"
  }

  func field(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String {
    let side = part.direction == .towards ? "for" : "against"
    return
      "\(quoted(part.text)): \(value(part, facts)), \(percent(facts.share(of: part))) of the weight"
      + (facts.isSigned ? ", \(side) \(subject(facts))" : "")
  }

  // MARK: Parts of sentences

  func unit(_ facts: ExplanationFacts, _ count: Int = 1) -> String {
    facts.unit.rawValue + (count == 1 ? "" : "s")
  }

  /// What values speak for or against.
  private func subject(_ facts: ExplanationFacts) -> String {
    isNeuron(facts) ? "the \(quantity(facts))" : quoted(facts.target.label)
  }

  private func isNeuron(_ facts: ExplanationFacts) -> Bool {
    if case .neuron = facts.quantity { true } else { false }
  }

  func quantity(_ facts: ExplanationFacts) -> String {
    switch facts.quantity {
    case .logit: "logit"
    case .probability: "probability"
    case .output, nil: "output"
    case .neuron(let name): "neuron \(name)"
    }
  }

  /// What the model's outputs are called.
  private func output(_ facts: ExplanationFacts) -> String {
    facts.outputKind == .outputs ? "output" : "probability"
  }

  private func named(
    _ part: ExplanationFacts.Part, _ facts: ExplanationFacts, namesWeight: Bool = false
  ) -> String {
    "\(quoted(part.text)) (\(value(part, facts)), \(percent(facts.share(of: part)))"
      + "\(namesWeight ? " of the weight" : ""))"
  }

  /// `“a” (…), then “b” (…) and “c” (…)`.
  private func ranked(
    _ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts, namesWeight: Bool
  ) -> String {
    guard let first = parts.first else { return "" }
    let begin = named(first, facts, namesWeight: namesWeight)
    return parts.count == 1
      ? begin : "\(begin), then \(list(parts.dropFirst().map { named($0, facts) }))"
  }

  private func specialNames(_ facts: ExplanationFacts) -> [String] {
    var seen: Set<String> = []
    return facts.parts.filter { $0.isSpecial && seen.insert($0.text).inserted }.map {
      quoted($0.text)
    }
  }

  func percent(_ share: Double) -> String { ProseFigures.percent(share) + " %" }

  func grouped(_ count: Int, _ noun: String) -> String {
    "\(Wording.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
