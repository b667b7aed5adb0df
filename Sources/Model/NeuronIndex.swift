/// A number of a layer's output at the position that the classifier reads.
public struct NeuronIndex: Hashable, Sendable {
  /// The layer, counted from 0.
  public var layer: Int
  /// The place in its output vector, counted from 0.
  public var index: Int

  /// Names a neuron.
  public init(layer: Int, index: Int) {
    self.layer = layer
    self.index = index
  }

  /// Reads `LAYER.INDEX`.
  public init?(_ name: some StringProtocol) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let layer = parts[0], let index = parts[1], layer >= 0, index >= 0
    else { return nil }
    self.init(layer: layer, index: index)
  }

  /// `LAYER.INDEX`.
  public var name: String { "\(layer).\(index)" }

  /// Why it cannot be explained, as an end of a sentence that names it; nil where it can.
  ///
  /// - Parameters:
  ///   - layerCount: The model's layers.
  ///   - hiddenSize: The numbers of a layer's output.
  ///   - explained: Where attributions are taken: the neuron has to come later.
  public func problem(
    layerCount: Int, hiddenSize: Int, at explained: ExplainedLayer
  ) -> String? {
    if layer >= layerCount { return "the model has \(Wording.count(layerCount, "layer"))" }
    if index >= hiddenSize { return "a layer's output has \(hiddenSize) numbers" }
    guard let next = explained.next, layer < next else { return nil }
    return "attributions are taken behind layer \(next - 1)"
  }
}
