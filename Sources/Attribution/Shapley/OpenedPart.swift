import Model

/// A part of a text whose words get values of their own: the next level of Owen's.
///
/// The part stays one of the players whose credit is found first, and its words share that credit out among themselves, seen with every
/// coalition of other parts that the part itself was seen with. So no other value changes, and the words' add up to the part's. What a tree
/// of all words, joined within their parts first, gives without a limit is the same (Owen 1977): the values are linear in what the
/// model says, and each coalition has the weight that it has there.
struct OpenedPart {
  /// The number of the part.
  let part: Int
  /// Its words, which have all its pieces between them.
  let words: [TextGroup]

  /// Divides a part; nil where it is one word.
  init?(_ part: Int, _ group: TextGroup, words: [TextGroup]) {
    let members = Set(group.pieces)
    self.part = part
    self.words = words.compactMap { word in
      var word = word
      word.pieces.removeAll { !members.contains($0) }
      return word.pieces.isEmpty ? nil : word
    }
    if self.words.count < 2 { return nil }
  }

  /// The words' values, `[words][labels]`, and how many variants were asked for.
  ///
  /// - Parameters:
  ///   - found: the values of the parts, with the part's sightings.
  ///   - separators: tokens whose neighbours of the same kind are joined last.
  ///   - limit: variants that may be asked for, twice the sightings at least.
  ///   - evaluate: the model's outputs for parts that are kept and pieces of this one that are.
  func values(
    in found: OwenValues, separators: Set<String>, limit: Int,
    evaluate: ([(parts: FeatureMask, pieces: Set<Int>)]) throws -> [[Double]]
  ) throws -> (values: [[Double]], evaluations: Int) {
    let own = found.values[part]
    let sightings = found.sightings[part] ?? []
    var values = words.map { _ in own.map { _ in 0.0 } }
    var evaluations = 0
    if !sightings.isEmpty {
      let tree = PartitionTree(joining: words.map(\.text), separators: separators)
      let inner = try OwenValues(tree, limit: max(limit / sightings.count / 2 * 2, 2)) { masks in
        let outputs = try evaluate(
          masks.flatMap { mask in
            let pieces = Set(mask.kept.flatMap { words[$0].pieces })
            return sightings.map { ($0.context, pieces) }
          })
        return masks.indices.map { index in
          sightings.indices.reduce(into: own.map { _ in 0.0 }) { sum, place in
            let output = outputs[index * sightings.count + place]
            for label in sum.indices { sum[label] += sightings[place].weight * output[label] }
          }
        }
      }
      values = inner.values
      evaluations = inner.evaluations * sightings.count
    }
    // What came from groups that were not split is shared by number, as everywhere.
    for label in own.indices {
      let rest = own[label] - values.reduce(0) { $0 + $1[label] }
      for word in values.indices { values[word][label] += rest / Double(words.count) }
    }
    return (values, evaluations)
  }
}
