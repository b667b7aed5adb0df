import Attribution
import Model

/// A text with some pieces taken out: masked where the model knows a mask, else left out.
struct ShortenedEncoding {
  /// What the model is given.
  let encoding: Encoding
  /// For each piece of `encoding`, its index in the whole text.
  let places: [Int]
  private let count: Int

  /// Takes pieces out of a whole text.
  ///
  /// - Parameters:
  ///   - removed: Indices of pieces; those of special tokens are left alone.
  ///   - mask: The id that takes their place; nil where the vocabulary has none.
  init(_ whole: Encoding, removing removed: [Int], mask: Int32?) {
    let removed = Set(removed.filter { whole.ids.indices.contains($0) && !whole.isSpecial[$0] })
    count = whole.count
    guard !removed.isEmpty else {
      encoding = whole
      places = Array(whole.ids.indices)
      return
    }
    if let mask {
      var masked = whole
      for index in removed { masked.ids[index] = mask }
      encoding = masked
      places = Array(whole.ids.indices)
      return
    }
    var kept = whole.ids.indices.filter { !removed.contains($0) }
    // A model cannot read nothing: the last piece stays.
    if kept.isEmpty, let last = whole.ids.indices.last { kept = [last] }
    places = kept
    encoding = Encoding(
      ids: kept.map { whole.ids[$0] }, typeIDs: kept.map { whole.typeIDs[$0] },
      tokens: kept.map { whole.tokens[$0] }, offsets: kept.map { whole.offsets[$0] },
      sequences: kept.map { whole.sequences[$0] }, wordIndices: kept.map { whole.wordIndices[$0] },
      isSpecial: kept.map { whole.isSpecial[$0] }, cutOffAt: whole.cutOffAt)
  }

  /// The same numbers with a column a piece of the whole text.
  ///
  /// A mask keeps its own number, since the sum does not hold without it; zero for what was left out.
  func restored(_ estimate: AttributionEstimate) -> AttributionEstimate {
    guard places.count != count else { return estimate }
    func column(_ values: [Float]) -> [Float] {
      var restored = [Float](repeating: 0, count: count)
      for (value, place) in zip(values, places) { restored[place] = value }
      return restored
    }
    var restored = estimate
    restored.values = column(estimate.values)
    restored.uncertainty = estimate.uncertainty.map(column)
    restored.covariance = estimate.covariance.map { covariance in
      var whole = [Float](repeating: 0, count: count * count)
      guard covariance.count == places.count * places.count else { return whole }
      for (row, place) in places.enumerated() {
        for (column, other) in places.enumerated() {
          whole[place * count + other] = covariance[row * places.count + column]
        }
      }
      return whole
    }
    restored.layers = estimate.layers.map { $0.map(column) }
    restored.features = estimate.features.map { features in
      features.map { feature in
        TextFeature(
          text: feature.text, sequence: feature.sequence, ranges: feature.ranges,
          pieces: feature.pieces.map { $0.map { places[$0] } })
      }
    }
    restored.partition = estimate.partition.map { partition in
      PartitionValues(
        partition.tree, leafPieces: partition.leafPieces.map { $0.map { places[$0] } },
        own: partition.own)
    }
    for index in restored.path.indices {
      restored.path[index].attributions = column(restored.path[index].attributions)
    }
    return restored
  }
}
