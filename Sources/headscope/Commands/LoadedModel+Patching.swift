import Attribution
import Model
import TUI

/// Activation patching for the dashboard.
extension LoadedModel {
  /// Takes the activations of one text over into another, from the last layer, which is the quickest, to the first, or the heads of
  /// one layer at one position after the other.
  ///
  /// - Parameters:
  ///   - layer: The layer whose heads are taken over at single positions; nil for the cells of all layers.
  ///   - report: Receives what is measured after every layer or head.
  /// - Throws: `CancellationError` between two products of matrices.
  func patch(
    from source: Encoding, into encoding: Encoding, at site: ActivationPatching.Site,
    layer: Int? = nil, on target: AttributionRequest.Target, of output: AttributionRequest.Output,
    gates: HeadGates?,
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
      site: site, layer: layer, target: label, clean: texts.clean.value(of: label, output),
      corrupted: texts.corrupted.value(of: label, output),
      rowCount: layer == nil ? configuration.layerCount : configuration.headCount,
      sourceTokens: TokenRoles(source, info.tokenizer).tokens.map(\.text))
    report(result)
    let positions = Array(0..<texts.positions)
    let columns = layer == nil ? texts.columns(at: site) : positions.count
    // Heads are counted through all layers.
    let firstHead = (layer ?? 0) * configuration.headCount
    let rows = Array(result.rows.indices)
    for row in layer == nil ? rows.reversed() : rows {
      var values: [Float] = []
      let start = (layer == nil ? row : firstHead + row) * columns
      for cells in goes(start..<start + columns, of: encoding) {
        values += try await actor.perform { classifier in
          layer == nil
            ? try texts.predictions(at: site, cells: cells, with: classifier)
            : try texts.headPredictions(at: positions, cells: cells, with: classifier)
        }.map { $0.value(of: label, output) }
      }
      result.rows[row] = values
      report(result)
    }
  }
}
