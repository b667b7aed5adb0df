import ArgumentParser
import Attribution
import Model

/// What the options cannot be, and which of them decide nothing.
extension ExplainOptions {
  /// Checks what the parser cannot.
  func validate() throws {
    _ = try methods
    for (name, count, most) in [
      ("--steps", steps, 100_000), ("--samples", samples, 10_000_000),
      ("--features", features, 100_000), ("--max-evaluations", maxEvaluations, 10_000_000),
      ("--window", window, 100_000),
    ] {
      if let count, !(1...most).contains(count) {
        throw ValidationError("\(name) \(count): give a number from 1 to \(most).")
      }
    }
    if let adaptive, !(adaptive > 0 && adaptive < 1) {
      throw ValidationError("--adaptive \(adaptive): give a share between 0 and 1, such as 1e-3.")
    }
    if let noise, !(noise.isFinite && noise >= 0) {
      throw ValidationError("--noise \(noise): give a number from 0 up.")
    }
    for (name, share) in [("--suppression", suppression), ("--similarity", similarity)] {
      if let share, !(0...1).contains(share) {
        throw ValidationError("\(name) \(share): give a number from 0 to 1.")
      }
    }
    if let fields, (try? FieldSplit(argument: fields)) == nil {
      throw ValidationError("--fields \(fields): no regular expression.")
    }
    if isThorough, !measuresTrust { throw ValidationError("--thorough belongs to --trust.") }
    if baseline == "" {
      throw ValidationError("--baseline is empty: give pad, mask, zero, unk, or a text.")
    }
    try checkCompatibility()
  }

  /// Checks that nothing is asked of Partition SHAP that shap's own masker of texts cannot do.
  private func checkCompatibility() throws {
    let methods = try methods
    guard compatible, methods.contains(where: \.hasLibraryMasker) else { return }
    if let granularity, granularity != .piece {
      throw ValidationError(
        "--granularity \(granularity.rawValue): with --compatible partition-shap takes out tokens, as shap does; "
          + "leave out one of the two.")
    }
    let isForOthers =
      replacesForTrust
      || methods.contains { $0.usesBaseline || $0.takesOutPieces && !$0.hasLibraryMasker }
    if let baseline, !isForOthers {
      throw ValidationError(
        "--baseline \(baseline): with --compatible partition-shap puts the mask token in place, as shap does; "
          + "leave out one of the two.")
    }
  }

  /// What was given on the command line and decides none of the numbers asked for, in words.
  var unused: String? {
    get throws {
      let methods = try methods
      let integrates = methods.contains(where: \.integrates)
      let isSampled = methods.contains(where: \.isSampled)
      let perturbs = methods.contains(.lime)
      // LIME has no words of its own where fields or sentences are left out.
      let parts = granularity?.rawValue ?? ""
      let isByGroups = granularity?.opensIntoWords == true
      let options: [(String, Bool)] = [
        ("--steps", steps != nil && !methods.contains(where: \.hasSteps)),
        (
          "--adaptive", adaptive != nil && !methods.contains(.integratedGradients)
        ),
        ("--quadrature", quadrature != nil && !integrates),
        (
          "--baseline",
          baseline != nil && !replacesForTrust
            && !methods.contains { $0.usesBaseline || $0.takesOutPieces }
        ),
        ("--layer", layer != nil && !methods.contains(where: \.hasLayer)),
        (
          "--reduce",
          reduce != nil
            && !methods.contains { $0.family == .gradient && $0.fixedReduction == nil }
        ),
        ("--samples", samples != nil && !isSampled), ("--seed", seed != nil && !isSampled),
        ("--neuron", neuron != nil && !methods.contains { $0.family == .gradient }),
        ("--noise", noise != nil && !methods.contains(.smoothGrad)),
        ("--features", features != nil && !perturbs),
        ("--suppression", suppression != nil && !methods.contains(.atMan)),
        ("--similarity", similarity != nil && !methods.contains(.atMan)),
        ("--selection", selection != nil && !perturbs),
        ("--words", words != nil && (!perturbs || isByGroups)),
        ("--positions", isByPosition && !perturbs),
        ("--compatible", compatible && !methods.contains(where: \.hasLibraryForm)),
        (
          "--strategy", strategy != nil && !methods.contains(.discretizedIntegratedGradients)
        ),
        ("--window", window != nil && !methods.contains(.occlusion)),
        ("--sampling", sampling != nil && !methods.contains(.kernelSHAP)),
        ("--max-evaluations", maxEvaluations != nil && !methods.contains(.partitionSHAP)),
      ]
      let names = options.filter(\.1).map(\.0)
      guard !names.isEmpty else { return nil }
      return "\(names.joined(separator: ", ")) \(names.count == 1 ? "means" : "mean") nothing to "
        + methods.map { $0 == .lime && isByGroups ? "\($0.rawValue) by \(parts)" : $0.rawValue }
        .joined(separator: ", ")
    }
  }

  /// What was given on the command line and is not to be seen in a format, or divides nothing, in words.
  func unused(in format: ExplanationFormat) -> [String] {
    func named(_ name: String, _ shows: (ExplanationFormat) -> Bool) -> String? {
      guard !shows(format) else { return nil }
      let formats = ExplanationFormat.allCases.filter(shows).map(\.rawValue)
      return "\(name) means nothing to --format \(format.rawValue): it belongs to "
        + formats.joined(separator: ", ")
    }
    let warnings = [
      counterfactuals == nil ? nil : named("--counterfactuals", \.hasCounterfactuals),
      language == nil ? nil : named("--language", \.isWriting),
      trainingFiles.isEmpty ? nil : named("--training", \.isWriting),
      template == nil ? nil : named("--template") { $0 == .prompt },
      fields != nil && granularity != .field
        ? "--fields means nothing without --granularity field" : nil,
    ]
    return warnings.compactMap(\.self)
  }

  /// Whether `--baseline` says what stands for the parts that `--trust` takes out.
  private var replacesForTrust: Bool {
    measuresTrust && baseline.flatMap(PieceReplacement.init(argument:)) != nil
  }
}
