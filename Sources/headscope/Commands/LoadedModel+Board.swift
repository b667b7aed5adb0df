import Attribution
import Model
import TUI

/// What the pages of the board ask of a model.
extension LoadedModel {
  /// On longer texts what takes a maximum flow or a run of the layers a token is left out.
  private static let mostTokensOfSlowMeasures = 128

  /// Finds out what a page shows.
  ///
  /// - Parameter report: Receives it, more than once where it is made step by step.
  /// - Throws: `CancellationError` between two products of matrices.
  func read(
    _ page: BoardPage, of encoding: Encoding, on target: AttributionRequest.Target,
    of output: AttributionRequest.Output, gates: HeadGates?, report: (BoardReading) -> Void
  ) async throws {
    let intervention = Intervention(headGates: gates?.values)
    switch page {
    case .layers, .sample: break
    case .importance:
      let gradients = try await actor.perform { classifier in
        try classifier.headGradients(
          RaggedBatch([encoding]), of: output, intervention: intervention
        ) { target.label(in: $1) }.gates
      }
      var importance = HeadImportance()
      importance.add(gradients)
      report(.importance(importance.values))
    case .mixing:
      try await readMixing(of: encoding, on: target, of: output, gates: gates) {
        report(.mixing($0))
      }
    case .map:
      let architecture = info.configuration.architecture
      let distances = try await actor.perform { classifier in
        let result = try classifier.forward(
          RaggedBatch([encoding]), capture: .attention, intervention: intervention)
        return try HeadDistances(AttentionMaps(result.captures[0], of: architecture))
      }
      report(.map(distances, distances.layout()))
    case .lens:
      let predictions = try await actor.perform { classifier in
        try classifier.logitsOfEveryLayer(RaggedBatch([encoding]), intervention: intervention)[0]
          .map(classifier.prediction)
      }
      report(.lens(predictions))
      guard info.configuration.languageModel != nil else { return }
      let pieces = try await actor.perform { classifier in
        try classifier.logitLens(
          RaggedBatch([encoding]), most: PieceLens.most, intervention: intervention)
      }
      report(.lens(predictions, pieces: PieceLens(pieces, info.tokenizer)))
    case .contributions:
      let (label, parts) = try await actor.perform { classifier in
        try classifier.logitContributions(RaggedBatch([encoding]), headGates: gates?.values) {
          target.label(in: $0)
        }
      }
      report(.contributions(label: label, parts))
    }
  }

  /// Measures what the token that the classifier reads is made of, the quick measures first.
  private func readMixing(
    of encoding: Encoding, on target: AttributionRequest.Target,
    of output: AttributionRequest.Output, gates: HeadGates?, report: (TokenMixing) -> Void
  ) async throws {
    let configuration = info.configuration
    let (graph, first) = try await actor.perform { classifier in
      let text = try RaggedBatch([encoding])
      let capture = try classifier.headGradients(
        text, of: output, includesAttention: true,
        intervention: Intervention(headGates: gates?.values)
      ) { target.label(in: $1) }.captures[0]
      let position = classifier.pooledPositions(text)[0]
      let graph = try AttentionGraph(AttentionMaps(capture, of: configuration.architecture)) {
        gates?[$0.layer, $0.head] != 0
      }
      let shares: [TokenMixing.Measure: [Float]] = [
        .rollout: AttentionRollout(graph).row(to: position).map { Float($0) },
        .gradientAttention: Self.shares(GradientAttention(capture).tokens(reaching: position)),
      ]
      return (graph, TokenMixing(position: position, shares: shares))
    }
    var mixing = first
    guard encoding.count <= Self.mostTokensOfSlowMeasures else {
      mixing.note =
        "Flow and zeroing are measured on up to \(Self.mostTokensOfSlowMeasures) tokens."
      return report(mixing)
    }
    report(mixing)
    let zeroing = try await actor.perform { classifier in
      try ValueZeroing.of(encoding, gates: gates ?? .open(in: configuration), with: classifier)
    }
    mixing.shares[.valueZeroing] = Self.shares(zeroing.rollout(to: mixing.position))
    report(mixing)
    mixing.shares[.flow] = try AttentionFlow(graph, to: mixing.position).shares.map { Float($0) }
    report(mixing)
  }

  /// Values made to add up to 1.
  private static func shares(_ values: [Float]) -> [Float] {
    let sum = values.reduce(0, +)
    return sum > 0 ? values.map { $0 / sum } : values
  }
}
