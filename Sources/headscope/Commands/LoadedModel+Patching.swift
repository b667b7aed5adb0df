import Attribution
import Model
import TUI

/// Activation patching for the dashboard.
extension LoadedModel {
  /// Takes the activations of one text over into another, from the last layer, which is the quickest, to the first.
  ///
  /// - Parameter report: Receives what is measured after every layer.
  /// - Throws: `CancellationError` between two products of matrices.
  func patch(
    from source: Encoding, into encoding: Encoding, at site: ActivationPatching.Site,
    on target: AttributionRequest.Target, of output: AttributionRequest.Output, gates: HeadGates?,
    report: (PatchingReport) -> Void
  ) async throws {
    let configuration = info.configuration
    let texts = try await actor.perform { classifier in
      try ActivationPatching.Texts(
        from: source, into: encoding, gates: gates ?? .open(in: configuration), with: classifier)
    }
    let label = target.label(in: texts.corrupted)
    guard texts.corrupted.logits.indices.contains(label) else { return }
    var result = PatchingReport(
      site: site, target: label, clean: texts.clean.value(of: label, output),
      corrupted: texts.corrupted.value(of: label, output), layerCount: configuration.layerCount,
      sourceTokens: TokenRoles(source, info.tokenizer).tokens.map(\.text))
    report(result)
    let columns = texts.columns(at: site)
    for layer in (0..<configuration.layerCount).reversed() {
      var values: [Float] = []
      for cells in goes(layer * columns..<(layer + 1) * columns, of: encoding) {
        values += try await actor.perform { classifier in
          try texts.predictions(at: site, cells: cells, with: classifier)
        }.map { $0.value(of: label, output) }
      }
      result.layers[layer] = values
      report(result)
    }
  }
}
