public import Model

extension LabeledDataset {
  /// Rows in a random order.
  ///
  /// - Complexity: O(rows).
  public func shuffled(seed: UInt64) -> LabeledDataset {
    var generator = SeededGenerator(seed: seed)
    return selecting((0..<count).shuffled(using: &generator))
  }

  /// At most `perLabel` rows of each label, chosen at random and left in their order; of several labels of a row the first counts.
  ///
  /// A label with fewer rows keeps them all.
  public func balanced(perLabel: Int, seed: UInt64) -> LabeledDataset {
    var generator = SeededGenerator(seed: seed)
    let chosen = rowsByLabel.flatMap { $0.shuffled(using: &generator).prefix(max(0, perLabel)) }
    return selecting(chosen.sorted())
  }

  /// Cuts the set in two at random so that both have the labels in the same proportions, and leaves the rows in their order.
  ///
  /// Sizes are rounded so that the first part has `fraction` of all rows; the rows that rounding down would lose go to the labels that lose
  /// most by it.
  ///
  /// - Parameters:
  ///   - fraction: The share of the first part, 0 to 1.
  ///   - seed: The seed of the choice.
  public func split(
    _ fraction: Double, seed: UInt64
  ) -> (first: LabeledDataset, second: LabeledDataset) {
    precondition((0...1).contains(fraction), "A share is between 0 and 1.")
    var generator = SeededGenerator(seed: seed)
    let groups = rowsByLabel
    let shares = groups.map { Double($0.count) * fraction }
    var sizes = shares.map { Int($0) }
    let lacking = Int((Double(count) * fraction).rounded()) - sizes.reduce(0, +)
    let byLoss = groups.indices.sorted {
      (shares[$1] - Double(sizes[$1]), $0) < (shares[$0] - Double(sizes[$0]), $1)
    }
    for label in byLoss.prefix(max(0, lacking)) { sizes[label] += 1 }
    var first: [Int] = []
    var second: [Int] = []
    for (group, size) in zip(groups, sizes) {
      let shuffled = group.shuffled(using: &generator)
      first += shuffled.prefix(size)
      second += shuffled.dropFirst(size)
    }
    return (selecting(first.sorted()), selecting(second.sorted()))
  }

  /// Cuts the set into parts for cross-validation, each with the labels in the same proportions: every row is in one part's validation set.
  ///
  /// Rows of one text stay together, whatever their labels: a model that has seen a text cannot be judged by it.
  ///
  /// - Parameters:
  ///   - count: The number of parts, at least 2.
  ///   - seed: The seed of the choice.
  public func folds(
    _ count: Int, seed: UInt64
  ) -> [(train: LabeledDataset, validation: LabeledDataset)] {
    precondition(count >= 2, "Cross-validation needs at least two parts.")
    var generator = SeededGenerator(seed: seed)
    var parts = [[Int]](repeating: [], count: count)
    for groups in textsByLabel {
      var ofLabel = [Int](repeating: 0, count: count)
      // What takes most room first. To the part that has the fewest rows of the label, and of those to the smallest: where no text is
      // repeated, sizes differ by one at most.
      let shuffled = groups.shuffled(using: &generator)
      for group in shuffled.filter({ $0.count > 1 }).sorted(by: { $0.count > $1.count })
        + shuffled.filter({ $0.count == 1 })
      {
        let part =
          parts.indices.min { (ofLabel[$0], parts[$0].count) < (ofLabel[$1], parts[$1].count) } ?? 0
        parts[part] += group
        ofLabel[part] += group.count
      }
    }
    return parts.indices.map { part in
      let others = parts.indices.filter { $0 != part }.flatMap { parts[$0] }
      return (selecting(others.sorted()), selecting(parts[part].sorted()))
    }
  }

  /// The rows of each label, by their first.
  private var rowsByLabel: [[Int]] {
    var groups = [[Int]](repeating: [], count: labels.count)
    for row in 0..<count { groups[label(row)].append(row) }
    return groups
  }

  /// For each label the texts whose first row has it, each with all its rows.
  private var textsByLabel: [[[Int]]] {
    var groups: [[[Int]]] = [[[Int]]](repeating: [], count: labels.count)
    var places: [UInt64: (label: Int, group: Int)] = [:]
    for row in 0..<count {
      if let place = places[digest(row)] {
        groups[place.label][place.group].append(row)
      } else {
        places[digest(row)] = (label(row), groups[label(row)].count)
        groups[label(row)].append([row])
      }
    }
    return groups
  }

  /// Texts that occur more than once, in the order of their first row.
  ///
  /// - Throws: `ModelError(.missing)` where the temporary file of texts cannot be read.
  /// - Complexity: O(rows).
  public func repeatedTexts() throws(ModelError) -> [RepeatedText] {
    var first: [UInt64: Int] = [:]
    var groups: [Int: [Int]] = [:]
    for row in 0..<count {
      let digest = digest(row)
      if let earlier = first[digest] {
        groups[earlier, default: [earlier]].append(row)
      } else {
        first[digest] = row
      }
    }
    var result: [RepeatedText] = []
    for (_, rows) in groups.sorted(by: { $0.key < $1.key }) {
      let text = try text(rows[0])
      result.append(RepeatedText(text: text, rows: rows, labels: rows.map { labels($0) }))
    }
    return result
  }

  /// The set with every text once: its first row.
  ///
  /// - Parameter droppingConflicts: Whether a text with different labels is dropped altogether.
  public func deduplicated(droppingConflicts: Bool = false) throws(ModelError) -> LabeledDataset {
    var dropped = Set<Int>()
    for text in try repeatedTexts() {
      dropped.formUnion(
        droppingConflicts && text.isConflict ? text.rows[...] : text.rows.dropFirst())
    }
    return selecting((0..<count).lazy.filter { !dropped.contains($0) })
  }
}
