public import Model

extension ExplanationFacts {
  /// Makes facts from an estimate and what is known of it.
  ///
  /// - Parameters:
  ///   - estimate: the explanation's numbers.
  ///   - request: what was asked for them.
  ///   - texts: the text, and behind it the second one of a pair.
  ///   - ranking: the classes by their outputs, the largest first; two are enough.
  ///   - granularity: what the parts are.
  ///   - parts: all of them in the text's order.
  ///   - trust: what was measured of explanations of the text, and the row of this one; nil where nothing was.
  ///   - training: what the training data has to say; nil where it is not known.
  ///   - label: the label of a class.
  /// - Complexity: O(parts · log parts).
  public init(
    _ estimate: AttributionEstimate, _ request: AttributionRequest, texts: [String],
    ranking: [Int], by granularity: Granularity, parts: [Part],
    trust: (report: TrustReport, row: Int)? = nil, training: TrainingKnowledge? = nil,
    label: (Int) -> String
  ) {
    let prediction = estimate.prediction
    func output(_ index: Int) -> ClassOutput {
      ClassOutput(label(index), Double(prediction.outputs[index]))
    }
    let quantity: Quantity? =
      if !estimate.method.hasTarget {
        nil
      } else if let neuron = request.neuron {
        .neuron(neuron.name)
      } else if request.output == .logit {
        .logit
      } else {
        prediction.kind == .outputs ? .output : .probability
      }
    self.init(
      text: texts.first ?? "", verdict: output(ranking.first ?? estimate.target),
      runnerUp: ranking.count > 1 ? output(ranking[1]) : nil, outputKind: prediction.kind,
      target: output(estimate.target), method: estimate.method.title, quantity: quantity,
      isSigned: !estimate.method.isUnsigned, output: Double(estimate.outputValue),
      baseOutput: estimate.baseOutput.map(Double.init), delta: estimate.delta.map(Double.init),
      unit: Unit(rawValue: granularity.rawValue) ?? .word, parts: parts, training: training)
    pair = texts.count > 1 ? texts[1] : nil
    shownLayer = request.conductedLayer
    checks = checks(of: estimate, trust)
  }

  private func checks(
    of estimate: AttributionEstimate, _ trust: (report: TrustReport, row: Int)?
  ) -> [ExplanationCheck] {
    var checks: [ExplanationCheck] = []
    if let base = estimate.baseOutput {
      checks.append(
        .completeness(
          delta: estimate.delta.map(Double.init), change: Double(estimate.outputValue - base)))
    }
    if let surrogate = estimate.surrogate { checks.append(.surrogate(score: surrogate.score)) }
    if estimate.uncertainty != nil { checks.append(.uncertainty(of: decisiveParts)) }
    guard let (report, row) = trust, report.rows.indices.contains(row) else {
      return checks + [
        .comprehensiveness(nil), .sufficiency(nil, comprehensiveness: nil), .leaveOneOut(tau: nil),
      ]
    }
    // Values that are all 0 rank nothing: what was measured is that of parts in the order in which they stand.
    let measured = estimate.values.contains { $0 != 0 } ? report.rows[row].faithfulness : nil
    checks += [
      .comprehensiveness(measured?.comprehensiveness),
      .sufficiency(measured?.sufficiency, comprehensiveness: measured?.comprehensiveness),
      .leaveOneOut(tau: measured?.leaveOneOutTau),
    ]
    if report.rows.count > 1 {
      let taus = report.rows.indices.filter { $0 != row }.map { report.agreement.kendall[row][$0] }
      checks.append(.agreement(taus: taus))
    }
    return checks + (report.settings.isThorough ? thoroughChecks(report.rows[row]) : [])
  }

  /// What takes explanations of its own; a method that draws nothing has no seeds that could be compared.
  private func thoroughChecks(_ row: TrustReport.Row) -> [ExplanationCheck] {
    let checks: [ExplanationCheck] = [
      .infidelity(row.infidelity), .sensitivity(row.sensitivity?.maximum),
    ]
    return row.method.isSampled
      ? checks + [.stability(tau: row.stability?.meanKendall)] : checks
  }
}

extension ExplanationFacts.Part {
  /// Makes a part from a group of pieces and an estimate of them.
  public init(_ group: TextGroup, _ values: [Float], errors: AttributionErrors? = nil) {
    self.init(
      group.text, Double(group.value(values)),
      uncertainty: errors?[group.pieces].map(Double.init),
      isSpecial: group.isSpecial)
  }
}
