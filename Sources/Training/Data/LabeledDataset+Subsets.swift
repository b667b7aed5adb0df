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
  /// Rows of one text stay together, whatever their labels: a model that has seen a text cannot be judged by it. Sizes are rounded so that
  /// the first part has `fraction` of all rows, as far as repeated texts let it; the rows that rounding down would lose go to the labels that
  /// lose most by it.
  ///
  /// - Parameters:
  ///   - fraction: The share of the first part, 0 to 1.
  ///   - seed: The seed of the choice.
  public func split(
    _ fraction: Double, seed: UInt64
  ) -> (first: LabeledDataset, second: LabeledDataset) {
    precondition((0...1).contains(fraction), "A share is between 0 and 1.")
    var generator = SeededGenerator(seed: seed)
    let texts = textsByLabel
    let shares = texts.map { Double($0.rowCount) * fraction }
    var sizes = shares.map { Int($0) }
    let lacking = Int((Double(count) * fraction).rounded()) - sizes.reduce(0, +)
    let byLoss = texts.indices.sorted {
      (shares[$1] - Double(sizes[$1]), $0) < (shares[$0] - Double(sizes[$0]), $1)
    }
    for label in byLoss.prefix(max(0, lacking)) { sizes[label] += 1 }
    var first: [Int] = []
    var second: [Int] = []
    for (texts, size) in zip(texts, sizes) {
      let repeated = Self.parting(
        texts.repeated.shuffled(using: &generator), fraction, most: size)
      let once = texts.once.shuffled(using: &generator)
      let lacking = max(0, size - repeated.first.count)
      first += repeated.first + once.prefix(lacking)
      second += repeated.second + once.dropFirst(lacking)
    }
    return (selecting(first.sorted()), selecting(second.sorted()))
  }

  /// Groups of rows, one after the other to the part that lacks more, and at most so many rows to the first.
  private static func parting(
    _ groups: [[Int]], _ fraction: Double, most: Int
  ) -> (first: [Int], second: [Int]) {
    var (first, second): ([Int], [Int]) = ([], [])
    for group in groups {
      let all = Double(first.count + second.count + group.count)
      let isNearer = Double(first.count) + Double(group.count) / 2 <= fraction * all
      // A label of one text that is repeated is learned, and not only asked for.
      let fits = first.count + group.count <= most || (first.isEmpty && most > 0)
      if isNearer, fits { first += group } else { second += group }
    }
    return (first, second)
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
    for texts in textsByLabel {
      var ofLabel = [Int](repeating: 0, count: count)
      // What takes most room first. To the part that has the fewest rows of the label, and of those to the smallest: where no text is
      // repeated, sizes differ by one at most.
      func place(_ group: some Collection<Int>) {
        let part =
          parts.indices.min { (ofLabel[$0], parts[$0].count) < (ofLabel[$1], parts[$1].count) } ?? 0
        parts[part] += group
        ofLabel[part] += group.count
      }
      for group in texts.repeated.shuffled(using: &generator).sorted(by: { $0.count > $1.count }) {
        place(group)
      }
      for row in texts.once.shuffled(using: &generator) { place(CollectionOfOne(row)) }
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

  /// The texts of a label.
  private struct LabelTexts {
    /// Rows whose text no other row has.
    var once: [Int] = []
    /// Texts of several rows, each with all of them.
    var repeated: [[Int]] = []

    var rowCount: Int { once.count + repeated.reduce(0) { $0 + $1.count } }
  }

  /// For each label the texts whose first row has it, with all their rows.
  private var textsByLabel: [LabelTexts] {
    var texts = [LabelTexts](repeating: LabelTexts(), count: labels.count)
    let repeated = repeatedDigests
    var places: [UInt64: (label: Int, group: Int)] = [:]
    for row in 0..<count {
      let (digest, label) = (digest(row), label(row))
      if !repeated.contains(digest) {
        texts[label].once.append(row)
      } else if let place = places[digest] {
        texts[place.label].repeated[place.group].append(row)
      } else {
        places[digest] = (label, texts[label].repeated.count)
        texts[label].repeated.append([row])
      }
    }
    return texts
  }

  /// The digests that several rows have; sorted, for a set of all would take ten times the room.
  private var repeatedDigests: Set<UInt64> {
    let sorted = (0..<count).map(digest).sorted()
    return Set(zip(sorted, sorted.dropFirst()).lazy.filter { $0 == $1 }.map(\.0))
  }

  /// Texts that occur more than once, in the order of their first row.
  ///
  /// - Throws: `ModelError(.missing)` where the temporary file of texts cannot be read.
  /// - Complexity: O(rows).
  public func repeatedTexts() throws(ModelError) -> [RepeatedText] {
    let repeated = repeatedDigests
    guard !repeated.isEmpty else { return [] }
    var places: [UInt64: Int] = [:]
    var groups: [[Int]] = []
    for row in 0..<count {
      let digest = digest(row)
      guard repeated.contains(digest) else { continue }
      if let place = places[digest] {
        groups[place].append(row)
      } else {
        places[digest] = groups.count
        groups.append([row])
      }
    }
    var result: [RepeatedText] = []
    for rows in groups {
      let text = try text(rows[0])
      result.append(RepeatedText(text: text, rows: rows, labels: rows.map { labels($0) }))
    }
    return result
  }

  /// The set without the rows that repeat a text.
  ///
  /// - Parameters:
  ///   - deduplication: Which of them stay.
  ///   - repeated: What `repeatedTexts` gives.
  func deduplicated(
    _ deduplication: Deduplication, _ repeated: [RepeatedText]
  ) -> LabeledDataset {
    guard deduplication != .none, !repeated.isEmpty else { return self }
    var dropped = Set<Int>()
    for text in repeated {
      let areAllDropped = deduplication == .conflicts && text.isConflict
      dropped.formUnion(areAllDropped ? text.rows[...] : text.rows.dropFirst())
    }
    return selecting((0..<count).lazy.filter { !dropped.contains($0) })
  }
}
