internal import Model

/// Rates that fall from the head down to the embeddings (Howard & Ruder 2018, section 3.2).
enum LayerRates {
  /// What a parameter's rate is multiplied by: one factor `decay` for every layer between it and the head.
  static func factor(of name: String, decay: Double, layerCount: Int) -> Double {
    guard decay != 1 else { return 1 }
    let depth =
      switch ParameterBlock(name) {
      case .embeddings: layerCount + 1
      case .layer(let index): layerCount - index
      case .head, .between: 0
      }
    return (0..<depth).reduce(1) { product, _ in product * decay }
  }
}
