package import Model

extension ModelConfiguration {
  /// The same gate for every head, `[layers][heads]`.
  package func gates(_ value: Float) -> [[Float]] {
    [[Float]](repeating: [Float](repeating: value, count: headCount), count: layerCount)
  }
}
