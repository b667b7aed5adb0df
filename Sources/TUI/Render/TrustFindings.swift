internal import Attribution
internal import Model

/// What is to be said of a method before its colours are believed, a sentence a line.
enum TrustFindings {
  typealias Line = (text: String, role: ThemeRole)

  /// The share of F(x) − F(b) that may be missing from the sum: captum's tutorials call this
  /// converged.
  static let completenessTolerance = 1e-3
  /// An explanation whose strongest words change the output by less on the average explains little of it.
  static let tellingComprehensiveness = 0.05

  /// The findings about the method shown, the most telling first.
  static func lines(
    _ explain: ExplainState, _ settled: Explanation, _ main: Explanation.Entry, columns: Int,
    nothingTakenOut: NothingTakenOut?, good: String
  ) -> [Line] {
    let estimate = main.estimate
    if let nothingTakenOut {
      return [("! " + (nothingTakenOut.wordings.first ?? nothingTakenOut.reason), .warning)]
    }
    var lines: [Line] = []
    if estimate.delta != nil, estimate.baseOutput != nil {
      let share = estimate.incompleteness ?? 0
      if share <= completenessTolerance {
        lines.append((good + (columns >= 28 ? " complete:" : "") + " Σ = F(x) − F(b)", .good))
      } else {
        lines.append(
          ("! \(NumberText.percent(Float(share), decimals: 2)) missing: r adds steps", .warning))
      }
    } else if let delta = estimate.delta {
      // Relevance is conserved but for what biases and softmax take up.
      let form = explain.forms.outputs
      lines.append(
        (
          "of F(x) \(NumberText.plain(estimate.outputValue, form)) the tokens have "
            + "\(NumberText.plain(estimate.outputValue + delta, form)), biases and softmax "
            + NumberText.plain(-delta, form), .text
        ))
    } else if let surrogate = estimate.surrogate {
      lines += fit(
        surrogate, of: estimate, form: explain.forms.outputs, columns: columns, good: good)
    } else if !estimate.method.hasTarget {
      lines.append(("! mixing weights: the same for every class", .warning))
    } else {
      let wordings =
        estimate.method.usesBaseline
        ? [
          "the values need not add up to F(x) − F(b): no sum to check",
          "need not add up: no sum to check", "no sum to check",
        ]
        : [
          "no baseline: the values need not add up to anything", "no baseline: no sum to check",
          "no baseline, no sum",
        ]
      lines.append((NumberText.firstFitting(wordings, columns), .subtle))
    }
    if explain.neuron != nil {
      let wordings = ["compr, suff, loo τ: of classes only", "compr, suff: of classes only"]
      lines.append((NumberText.firstFitting(wordings, columns), .subtle))
    }
    if let measured = explain.trust?.rows.first(where: { $0.method == estimate.method })?
      .faithfulness, !tells(measured, estimate.prediction.kind)
    {
      lines.append(
        (
          "! without its strongest \(explain.granularity.rawValue)s hardly anything changes",
          .warning
        ))
    }
    let hasWholes = explain.hasWholes(settled)
    let words =
      hasWholes
      ? explain.units(of: settled).filter { !$0.isSpecial } : explain.measuredUnits(of: settled)
    let noun = hasWholes ? "parts" : "\(explain.granularity.rawValue)s"
    let magnitudes = words.map { abs($0.value(estimate.values)) }.sorted(by: >)
    let total = magnitudes.reduce(0, +)
    if total > 0, magnitudes.count > 3 {
      let three = magnitudes.prefix(3).reduce(0, +) / total
      lines.append(
        (
          "3 of \(magnitudes.count) \(noun) carry \(NumberText.percent(three))",
          .text
        ))
    }
    let special = settled.encoding.ids.indices.filter { settled.encoding.isSpecial[$0] }
    let carried = special.reduce(Float(0)) { $0 + estimate.values[$1] }
    if !special.isEmpty {
      let names = special.prefix(2).map { settled.encoding.tokens[$0] }.joined(separator: " ")
      lines.append(("\(names) carry \(NumberText.plain(carried, explain.forms.values))", .subtle))
    }
    let how =
      main.estimate.method.hasLayer
      ? ExplanationCaption.layer(of: explain.request) : ExplanationCaption.arithmetic(of: estimate)
    let asked = estimate.evaluations
    lines.append(
      ("\(Wording.grouped(asked)) evaluation\(asked == 1 ? "" : "s"), \(how)", .subtle))
    return lines
  }

  /// Whether taking out the strongest parts changes as much as there is to change.
  private static func tells(_ measured: Faithfulness, _ kind: Prediction.OutputKind) -> Bool {
    // What is near nothing cannot lose much; and a number that is no share has a unit of its own.
    guard kind != .outputs, let whole = measured.deletion.points.first?.output,
      whole >= 2 * tellingComprehensiveness
    else { return true }
    return measured.comprehensiveness >= tellingComprehensiveness
  }

  /// How well LIME's linear model does what the real one does.
  private static func fit(
    _ surrogate: LocalSurrogate, of estimate: AttributionEstimate, form: NumberForm,
    columns: Int, good: String
  ) -> [Line] {
    let fit = SurrogateFit(surrogate, of: estimate)
    let score = NumberText.correlation(surrogate.score)
    let local = NumberText.plain(Float(surrogate.localPrediction), form)
    let output = NumberText.plain(estimate.outputValue, form)
    let residual = NumberText.plain(
      abs(estimate.outputValue - Float(surrogate.localPrediction)), form)
    let finding =
      switch fit {
      case .good: "\(good) R² \(score)"
      case .offText: "! R² \(score), but the text is off by \(residual)"
      case .poor: "! R² \(score): no linear model fits"
      case .untested: "R² \(score): one part, nothing to fit"
      }
    let intercept = NumberText.plain(Float(surrogate.intercept), form)
    let answers = [
      "linear \(local) for F(x) \(output), without all \(intercept)",
      "linear \(local) for F(x) \(output)", "linear \(local)",
    ]
    return [(finding, fit.role), (NumberText.firstFitting(answers, columns), .text)]
  }

  // MARK: What takes explanations of its own

  /// What was measured on demand of the method shown: a line, or one a measure where it is narrow, or short names where it is low too.
  static func more(
    _ measured: TrustReport.Row?, of report: TrustReport?, columns: Int, rows: Int = .max
  ) -> [Line] {
    guard let measured else { return [] }
    var parts: [(name: String, short: String, value: String)] = []
    if let infidelity = measured.infidelity, infidelity.value.isFinite {
      parts.append(("infidelity", "infid", NumberText.small(Float(infidelity.value))))
    }
    if let sensitivity = measured.sensitivity, sensitivity.maximum.isFinite {
      parts.append(("sensitivity", "sens", NumberText.small(Float(sensitivity.maximum))))
    }
    if let stability = measured.stability, let tau = stability.meanKendall {
      parts.append(("seeds τ", "τ", NumberText.correlation(tau)))
    }
    let named = parts.map { "\($0.name) \($0.value)" }
    let whole = named.joined(separator: ", ")
    let short = parts.map { "\($0.short) \($0.value)" }.joined(separator: " ")
    let lines =
      VisibleText.columns(of: whole) <= columns
      ? [whole] : rows < parts.count ? [short] : named
    return lines.filter { !$0.isEmpty }.map { Line($0, .text) }
      + absent(measured, report, columns: columns)
  }

  /// Why there is no sensitivity of the method shown, where more was measured.
  static func absent(
    _ measured: TrustReport.Row?, _ report: TrustReport?, columns: Int
  ) -> [Line] {
    guard let measured, let report, report.settings.isThorough,
      let reason = report.absences(from: measured).first(where: { $0.measure == .sensitivity })?
        .reason, reason != .notAskedFor
    else { return [] }
    let wordings = [
      "no sensitivity: \(reason.text)", "no sensitivity: it reads texts anew", "no sensitivity",
    ]
    return [Line(NumberText.firstFitting(wordings, columns), .subtle)]
  }

  /// What can be measured besides, and its cost; nil where it is measured, or nothing is measured yet.
  static func offer(_ state: State, columns: Int) -> Line? {
    let explain = state.explain
    if explain.isMeasuringMore {
      let wordings = [measuring(explain), "measuring… Esc stops"]
      return (NumberText.firstFitting(wordings, columns), .subtle)
    }
    guard explain.trust?.settings.isThorough == false, let seconds = explain.thoroughSeconds,
      explain.trustSubjects != nil
    else { return nil }
    let key = state.name(of: .measureMore)
    let cost = span(seconds)
    let wordings = [
      "\(key) measures \(listed(explain.thoroughMeasures)) too: \(cost)",
      "\(key) measures \(explain.thoroughMeasures.first ?? "") and more: \(cost)",
      "\(key) measures more: \(cost)", "\(key): more, \(cost)", "\(key) measures more",
    ]
    return (NumberText.firstFitting(wordings, columns), .subtle)
  }

  /// What is being measured on demand.
  static func measuring(_ explain: ExplainState) -> String {
    let cost = explain.thoroughSeconds.map { ": \(span($0))" } ?? ""
    return "measuring \(listed(explain.thoroughMeasures))\(cost) · Esc stops"
  }

  private static func listed(_ names: [String]) -> String {
    names.count < 2
      ? names.joined()
      : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  /// About how long it takes; what takes minutes in minutes.
  private static func span(_ seconds: Double) -> String {
    seconds < 90
      ? NumberText.duration(seconds) : "~\(Wording.grouped(Int((seconds / 60).rounded()))) min"
  }
}
