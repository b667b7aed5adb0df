internal import Attribution
internal import Model

extension ExplanationFacts {
  /// What sentences are made from, of the explanation on screen.
  ///
  /// Where words are taken out the text is the one without them, as the model read it.
  init(
    _ report: ExplanationReport, by granularity: Granularity, trust: TrustReport?,
    training: TrainingKnowledge?
  ) {
    let (input, result, model) = (report.input, report.result, report.model)
    let estimate = result.estimate
    let mask = model.languageModel == nil ? model.baselineTokens.mask : nil
    let removed = Set(input.removed)
    let groups = FeatureStretches(estimate).joining(
      granularity.groups(
        of: result.encoding, in: input.text, pair: input.pair, fields: report.request.fields))
    let errors = AttributionErrors(estimate)
    self.init(
      estimate, report.request,
      texts: input.texts.enumerated().map { sequence, text in
        Self.text(text, without: removed, of: result.encoding, sequence, mask: mask)
      },
      ranking: model.ranking(estimate.prediction, mostPieces: 2), by: granularity,
      parts: groups.compactMap { group in
        var part = Part(group, estimate.values, errors: errors)
        guard !group.pieces.isEmpty, group.pieces.allSatisfy(removed.contains) else { return part }
        // What was left out did nothing; a mask in its place may have.
        guard let mask, part.value != 0 else { return nil }
        part.text = mask
        return part
      },
      trust: trust.flatMap { trust in
        trust.rows.firstIndex { $0.method == estimate.method }.map { (trust, $0) }
      },
      training: training, label: model.label)
    layers = (estimate.layers ?? []).map { values in
      Layer(sum: Double(values.reduce(0, +)), parts: groups.map { Part($0, values) })
    }
  }

  /// A text with a mask, or nothing, in place of pieces.
  private static func text(
    _ text: String, without removed: Set<Int>, of encoding: Encoding, _ sequence: Int, mask: String?
  ) -> String {
    let places = removed.filter {
      encoding.ids.indices.contains($0) && encoding.sequences[$0] == sequence
    }
    guard !places.isEmpty else { return text }
    let scalars = Array(text.unicodeScalars)
    var shortened = String.UnicodeScalarView()
    var end = 0
    for range in places.map({ encoding.offsets[$0].clamped(to: scalars.indices) })
      .sorted(by: { $0.lowerBound < $1.lowerBound })
    {
      shortened.append(contentsOf: scalars[end..<max(range.lowerBound, end)])
      // The pieces of one word have one mask.
      if end == 0 || range.lowerBound > end {
        shortened.append(contentsOf: (mask ?? "").unicodeScalars)
      }
      end = max(range.upperBound, end)
    }
    shortened.append(contentsOf: scalars[end...])
    return String(shortened)
  }
}
