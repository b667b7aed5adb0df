extension AttributionEstimate {
  /// One number a piece, such that a part which stands at several places has its number once in all: an even share at each of them.
  ///
  /// LIME leaves a word out everywhere it stands, and its weight is what that does. `values` shows it at each place, as lime does; added
  /// up, or held against what leaving out one place does, it would count as often as the word stands.
  ///
  /// - Complexity: O(pieces).
  public var additiveValues: [Float] {
    var result = values
    for feature in features ?? [] {
      // What stands behind the model's limit is not left out.
      let places = feature.pieces.filter { !$0.isEmpty }
      guard places.count > 1 else { continue }
      for piece in places.joined() where result.indices.contains(piece) {
        result[piece] /= Float(places.count)
      }
    }
    return result
  }
}
