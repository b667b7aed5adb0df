import Attribution

/// Heads of which it is known what they do, on one text or over many.
protocol ProfiledHeads {
  /// Layers of the model.
  var layerCount: Int { get }
  /// Heads of a layer.
  var headCount: Int { get }
  /// Which layer is shown; nil for all.
  var layer: Int? { get }
  /// The layers that `--include-layers` names, rising; nil for all.
  var includedLayers: [Int]? { get }
  /// Which head of it is shown; nil for all.
  var head: Int? { get }
  /// The heads of every layer that `--include-heads` names, rising; nil for all.
  var includedHeads: [Int]? { get }
  /// What each head does, layer by layer.
  var profiles: [HeadProfile] { get }
}

extension ProfiledHeads {
  /// The layers that are shown.
  var layers: [Int] { layer.map { [$0] } ?? includedLayers ?? Array(0..<layerCount) }
  /// The layers of what is listed a layer each whichever is shown: those that `--include-layers` names, or all.
  var listedLayers: [Int] { includedLayers ?? Array(0..<layerCount) }
  /// The states of a lens that are listed: the embeddings', and those behind the listed layers.
  var listedDepths: [Int] { [0] + listedLayers.map { $0 + 1 } }
  /// The heads of a layer that are shown.
  var heads: [Int] { head.map { [$0] } ?? listedHeads }
  /// The heads of what is listed a head each whichever is shown: those that `--include-heads` names, or all.
  var listedHeads: [Int] { includedHeads ?? Array(0..<headCount) }

  /// What a head does.
  func profile(_ layer: Int, _ head: Int) -> HeadProfile { profiles[layer * headCount + head] }
}
