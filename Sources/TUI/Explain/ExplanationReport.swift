public import Attribution
internal import Model

/// An explanation with all that made it: what `w` saves as JSON.
public struct ExplanationReport: Equatable, Sendable {
  /// What was asked about.
  public var input: ModelInput
  /// What the model answered.
  public var result: ModelResult
  /// How it was explained; its target is the class by index.
  public var request: AttributionRequest
  /// Which model it was.
  public var model: ModelSummary

  /// Makes a report from its parts.
  public init(
    input: ModelInput, result: ModelResult, request: AttributionRequest, model: ModelSummary
  ) {
    self.input = input
    self.result = result
    self.request = request
    self.model = model
  }
}

extension State {
  /// The explanation on screen; nil while there is none.
  public var report: ExplanationReport? {
    guard let model, let settled = explain.settled,
      let entry = settled.entry(for: explain.request.method)
    else { return nil }
    var request = explain.request(for: entry.estimate.method)
    request.target = .index(settled.target)
    request.neuron = explain.neuron
    return ExplanationReport(
      input: settled.input,
      result: ModelResult(
        encoding: settled.encoding, estimate: entry.estimate, seconds: entry.seconds),
      request: request, model: model)
  }

  /// What a saved picture of this screen says of itself.
  public var provenance: Provenance {
    if screen == .train { return train.provenance }
    if screen == .evaluate { return evaluate.provenance }
    if screen == .heads { return headsProvenance }
    guard let report else { return Provenance([Provenance.Fact("program", "headscope")]) }
    let estimate = report.result.estimate
    let choices = AttributionChoices(
      report.request, estimate, granularity: explain.granularity, fields: report.request.fields,
      hasMask: report.model.baselineTokens.mask != nil)
    var facts = Self.facts(report.model, report.input)
    facts += [
      ("method", estimate.method.rawValue), ("class", report.model.label(estimate.target)),
      report.request.neuron.map { ("neuron", $0.name) }
        ?? ("output", report.request.output.rawValue),
    ]
    facts += choices.parameters.map { ($0.name, $0.fact) }
    if let library = ExplanationCaption.library(report.request) {
      facts.append(("computed", library))
    }
    if let surrogate = estimate.surrogate {
      facts += [
        ("intercept", NumberText.small(Float(surrogate.intercept))),
        ("score", NumberText.small(Float(surrogate.score))),
      ]
    }
    if let delta = estimate.delta { facts.append(("delta", NumberText.small(delta))) }
    facts += [
      ("evaluations", "\(estimate.evaluations)"),
      ("precision", ExplanationCaption.arithmetic(of: estimate)),
    ]
    return Provenance(facts.map { Provenance.Fact($0.0, $0.1) })
  }

  /// That of the Heads screen: what Explain asks of a method is not in its pictures.
  private var headsProvenance: Provenance {
    guard let model, let basis = heads.basis else {
      return Provenance([Provenance.Fact("program", "headscope")])
    }
    let label = explain.live.map { model.label($0.target) }
    let facts =
      Self.facts(model, basis.input) + heads.facts(explain.request, label: label)
      + [("precision", model.precision)] + Self.facts(basis.gates)
    return Provenance(facts.map { Provenance.Fact($0.0, $0.1) })
  }

  /// Which program, model and text.
  private static func facts(_ model: ModelSummary, _ input: ModelInput) -> [(String, String)] {
    [
      ("program", "headscope"), ("model", model.name), ("weights", model.digest),
      ("text", input.text),
    ] + (input.pair.map { [("second text", $0)] } ?? [])
  }

  /// The heads that are not as the model was trained.
  private static func facts(_ gates: HeadGates?) -> [(String, String)] {
    guard let gates else { return [] }
    let changed = gates.values.indices.flatMap { layer in
      gates.values[layer].indices.filter { gates[layer, $0] != 1 }.map {
        "\(HeadIndex(layer: layer, head: $0))=\(NumberText.plain(gates[layer, $0], decimals: 1))"
      }
    }
    return [("head gates", changed.joined(separator: " "))]
  }
}
