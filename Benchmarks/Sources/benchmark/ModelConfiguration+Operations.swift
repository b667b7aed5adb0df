import Model

extension ModelConfiguration {
  /// Floating-point operations of a prediction as this program computes it: in the last layer only the pooled row asks, and goes on.
  func forwardOperations(tokens: Int) -> Double {
    let (t, h, i) = (Double(tokens), Double(hiddenSize), Double(intermediateSize))
    let linear = 4 * h * h + 2 * h * i
    let full = 2 * t * linear + 4 * t * t * h
    let last = 2 * t * 2 * h * h + 2 * (2 * h * h + 2 * h * i) + 4 * t * h
    return Double(layerCount - 1) * full + last
  }

  /// Operations of one gradient with respect to the input: each product once more backwards, the attention's probabilities again and two
  /// products for each of its two.
  func gradientOperations(tokens: Int) -> Double {
    let (t, h) = (Double(tokens), Double(hiddenSize))
    let attention = 4 * t * t * h
    return 2 * forwardOperations(tokens: tokens)
      + Double(layerCount - 1) * 1.5 * attention
  }
}
