import Attribution

/// Heads of which it is known what they do, on one text or over many.
protocol ProfiledHeads {
  /// The layers that are shown.
  var layers: Range<Int> { get }
  /// The heads of a layer that are shown.
  var heads: Range<Int> { get }
  /// What a head does.
  func profile(_ layer: Int, _ head: Int) -> HeadProfile
}
