import Attribution
import Model
import TUI

/// What the Heads screen asks of a model.
extension LoadedModel {
  /// Texts of this many tokens are as many variants as are run in one go: between two goes other work gets its turn.
  static let tokensAtOnce = 512

  /// Many variants of a text, so many at a time that other work gets its turn soon.
  func goes(_ variants: Range<Int>, of encoding: Encoding) -> [Range<Int>] {
    let perGo = max(1, Self.tokensAtOnce / encoding.count)
    return stride(from: variants.lowerBound, to: variants.upperBound, by: perGo).map {
      $0..<min($0 + perGo, variants.upperBound)
    }
  }

  /// Where every head looks.
  func attention(
    of text: ShortenedEncoding, gates: HeadGates?, thumbnails: HeadThumbnails.Form,
    extras: AttentionReport.Extras
  ) async throws -> AttentionReport {
    let configuration = info.configuration
    let roles = TokenRoles(text.encoding, info.tokenizer)
    let places = text.places
    let encoding = text.encoding
    return try await actor.perform { classifier in
      let result = try classifier.forward(
        RaggedBatch([encoding]),
        capture: extras.isEmpty ? .attention : [.attention, .queryKeyValue],
        intervention: Intervention(headGates: gates?.values))
      let maps = AttentionMaps(result.captures[0], of: configuration.architecture)
      return try AttentionReport(
        maps, roles, pieces: places,
        vectors: extras.contains(.vectors)
          ? HeadVectors(result.captures[0], configuration) : nil,
        norms: extras.contains(.norms)
          ? try NormWeightedAttention.of(
            result.captures[0],
            gates: gates ?? .open(in: configuration), with: classifier) : nil,
        thumbnails: thumbnails)
    }
  }

  /// Closes one head after the other, or opens it where it is closed, then one layer after the other, and tells what that
  /// does, some at a time.
  ///
  /// - Throws: `CancellationError` between two products of matrices.
  func measureEffects(
    on target: AttributionRequest.Target, of output: AttributionRequest.Output,
    in encoding: Encoding, gates: HeadGates?, report: (HeadEffects) -> Void
  ) async throws {
    let open = HeadGates.open(in: info.configuration)
    let groups = open.values.indices.flatMap { layer in
      open.values[layer].indices.map { HeadGroup.head(layer: layer, head: $0) }
    }
    let layers = open.values.indices.map { HeadGroup.layer($0) }
    let text = try await actor.perform { classifier in
      try StateVariants(of: encoding, gates: gates ?? open, with: classifier)
    }
    let label = target.label(in: text.prediction)
    guard text.prediction.logits.indices.contains(label) else { return }
    let base = text.prediction.value(of: label, output)
    var values: [Float] = []
    for go in goes(0..<groups.count + layers.count, of: encoding) {
      let run = Array((groups + layers)[go])
      let ablation = try await actor.perform { classifier in
        try HeadAblation.run(run, of: text, with: classifier)
      }
      values += ablation.effects(on: label, of: output)
      report(
        HeadEffects(
          target: label, base: base, values: Array(values.prefix(groups.count)),
          layers: Array(values.dropFirst(groups.count))))
    }
  }
}
