public import Attribution

/// What activations of another text bring, cell by cell, as far as it is measured.
public struct PatchingReport: Equatable, Sendable {
  /// What is taken over.
  public var site: ActivationPatching.Site
  /// The class.
  public var target: Int
  /// F of the text that gives.
  public var clean: Float
  /// F of the text on screen.
  public var corrupted: Float
  /// F with each cell taken over, positions or heads; a layer that is not measured yet has none.
  public var layers: [[Float]]
  /// The tokens of the text that gives.
  public var sourceTokens: [String]

  /// Makes a report in which nothing is measured yet.
  public init(
    site: ActivationPatching.Site, target: Int, clean: Float, corrupted: Float, layerCount: Int,
    sourceTokens: [String]
  ) {
    self.site = site
    self.target = target
    self.clean = clean
    self.corrupted = corrupted
    self.sourceTokens = sourceTokens
    layers = Array(repeating: [], count: layerCount)
  }

  /// How much of the way from one output to the other a cell brings: 0 nothing, 1 all; nil where it is not measured.
  func recovered(layer: Int, column: Int) -> Float? {
    guard layers.indices.contains(layer), layers[layer].indices.contains(column) else { return nil }
    return ActivationPatching.share(of: layers[layer][column], from: corrupted, to: clean) ?? 0
  }
}
