internal import Attribution
internal import Model

extension ExplainState {
  /// What was asked last about the trust of the explanations on screen.
  struct TrustQuestion: Equatable {
    var generation: Int
    var granularity: Granularity
    /// Whether infidelity, sensitivity and stability over seeds were asked for too.
    var isThorough = false
    /// Whether the answer is awaited; what failed is not asked again unasked.
    var isPending = true
  }

  /// Whether the last question was about what is on screen now.
  var isTrustAsked: Bool {
    trustQuestion?.generation == generation && trustQuestion?.granularity == granularity
  }

  /// Whether what takes explanations of its own is being measured.
  var isMeasuringMore: Bool {
    isTrustAsked && trustQuestion?.isThorough == true && trustQuestion?.isPending == true
  }

  /// The explanations to measure, in the order of the table; nil before all of them stand, of a neuron, and while parts are taken out of the text.
  var trustSubjects: [TrustReport.Subject]? {
    // Taking words out is measured of a class.
    guard isSettled, neuron == nil, let settled, settled.input.removed.isEmpty else { return nil }
    func isFinal(_ method: AttributionMethod) -> Bool {
      currentEntry(method, in: settled).map { $0.estimate.isFinal || method.isOnePass } ?? false
    }
    guard ([request.method] + rows).allSatisfy(isFinal) else { return nil }
    // The gradient pass that came first is measured too: it costs hardly more.
    return comparedMethods(in: settled).filter(isFinal).compactMap { method in
      settled.entries[method].map { TrustReport.Subject(request(for: method), $0.estimate) }
    }
  }

  /// What is measured about the explanations on screen.
  func trustSettings(isThorough: Bool) -> TrustReport.Settings {
    var settings = TrustReport.Settings()
    settings.granularity = granularity
    settings.fields = request.fields
    settings.replacement = trustFiller
    settings.isThorough = isThorough
    return settings
  }

  /// What stands for parts that are taken out to measure: ERASER removes, and another filler is one that was asked for by name.
  var trustFiller: PieceReplacement {
    request.replacement == .automatic ? .removal : request.replacement
  }

  /// About how many seconds thorough measuring takes, by what the explanations took; nil before anything was measured.
  ///
  /// The methods explain the text again, on displaced vectors and with other seeds, and the model answers for all variants.
  var thoroughSeconds: Double? {
    guard let trust, let settled else { return nil }
    let entries = trust.rows.compactMap { settled.entries[$0.method] }
    let settings = trust.settings
    let explanations = entries.reduce(0.0) { sum, entry in
      let method = entry.estimate.method
      return sum
        + Double(settings.displacements(of: request(for: method)) + settings.seeds(of: method))
        * entry.seconds
    }
    let variants = trust.evaluations + (settings.isThorough ? 0 : settings.subsets)
    let prediction = entries.map { entry in
      // A backward pass costs about two forward passes.
      let passes = entry.estimate.method.family == .gradient ? 3.0 : 1
      return entry.seconds / (Double(max(entry.estimate.evaluations, 1)) * passes)
    }.min()
    return explanations + Double(variants) * (prediction ?? 0)
  }

  /// What thorough measuring adds for the methods on screen.
  var thoroughMeasures: [String] {
    let settings = TrustReport.Settings()
    let methods = settled.map(comparedMethods) ?? []
    return ["infidelity"]
      + (methods.contains { settings.displacements(of: request(for: $0)) > 0 }
        ? ["sensitivity"] : [])
      + (methods.contains { settings.seeds(of: $0) > 0 } ? ["stability over seeds"] : [])
  }

  /// The parts that are ranked and taken out: those of the text, sentences that were opened in one piece, groups that were joined apart.
  ///
  /// - Complexity: O(1) of what is on screen.
  func measuredUnits(of explanation: Explanation) -> [HeatUnit] {
    let source = MeasuredUnits.Source(explanation, by: granularity, fields: request.fields)
    if let measuredUnits, measuredUnits.source == source { return measuredUnits.units }
    return MeasuredUnits(source).units
  }

  /// Lets them follow what is on screen, so that drawing finds them done.
  mutating func followMeasuredUnits() {
    guard let settled else { return measuredUnits = nil }
    let source = MeasuredUnits.Source(settled, by: granularity, fields: request.fields)
    if measuredUnits?.source != source { measuredUnits = MeasuredUnits(source) }
  }
}
