import Attribution
import Model

/// The `hierarchy` member of Partition SHAP's JSON: the tree that the credit was shared out over, and what every group of it has.
///
/// An array of nodes numbered as SciPy's linkages are: the parts that were taken out in the text's order, then the groups in the order in
/// which they were joined, the whole text last. It is flat, since a tree may be as deep as the text is long and readers of JSON are not.
///
/// - `start`, `end`: where the node's parts stand, in scalars of the text as typed; 0 and 0 of a special token that is a part, as shap has
///   it, and null of a group of both texts of a pair.
/// - `sequence`: 1 where that is the second text of a pair, absent in the first, null of a group of both.
/// - `attribution`: a part's value, or the sum of the two that a group joins; the last is F(x) − F(nothing).
/// - `own`: what the node got itself before it was handed down, shap's `hierarchical_values`. Of a group it is what a budget was too small to
///   share out; it is in the attributions of the parts below by their number.
/// - `children`: of a group the numbers of the two nodes that it joins.
///
/// Numbers are those of the class explained, in its output's unit: `normalize` does not touch them.
enum HierarchyJSON {
  /// Where the parts of a node stand.
  private struct Place {
    /// 0 the first text, 1 the second; nil: both.
    var sequence: Int?
    var range: Range<Int>

    /// Both together; what has no place in the text adds none.
    func union(_ next: Place) -> Place {
      let isOfBoth = sequence == nil || next.sequence == nil
      if !isOfBoth, next.range.isEmpty { return self }
      if !isOfBoth, range.isEmpty { return next }
      guard !isOfBoth, sequence == next.sequence else {
        return Place(sequence: nil, range: 0..<0)
      }
      let lower = min(range.lowerBound, next.range.lowerBound)
      return Place(
        sequence: sequence, range: lower..<max(range.upperBound, next.range.upperBound))
    }
  }

  /// Writes the nodes.
  static func write(
    _ partition: PartitionValues, of explanation: Explanation, to writer: inout JSONWriter
  ) {
    let places = places(partition, explanation)
    let attributions = partition.attributions
    writer.array(0..<partition.tree.nodeCount) { writer, node in
      writer.object { object in
        let place = places[node]
        let range = place.sequence == nil ? nil : place.range
        object.member("start", range?.lowerBound)
        object.member("end", range?.upperBound)
        if place.sequence != 0 { object.member("sequence", place.sequence) }
        object.member("attribution", attributions[node])
        object.member("own", partition.own[node])
        if let merge = partition.tree.children(of: node) {
          object.member("children") { writer in
            writer.array([merge.left, merge.right]) { $0.value($1) }
          }
        }
      }
    }
  }

  private static func places(
    _ partition: PartitionValues, _ explanation: Explanation
  ) -> [Place] {
    let encoding = explanation.encoding
    // Parts that are no pieces stand where the features of the same document do.
    let features = explanation.estimate.features ?? []
    let owners = Dictionary(
      features.flatMap { feature in feature.pieces.flatMap { $0.map { ($0, feature) } } },
      uniquingKeysWith: { first, _ in first })
    var places = partition.leafPieces.map { pieces in
      guard let piece = pieces.first else { return Place(sequence: 0, range: 0..<0) }
      if let feature = owners[piece] {
        return Place(sequence: feature.sequence, range: feature.ranges[0])
      }
      return Place(sequence: encoding.sequences[piece] ?? 0, range: encoding.offsets[piece])
    }
    for merge in partition.tree.merges {
      places.append(places[merge.left].union(places[merge.right]))
    }
    return places
  }
}
