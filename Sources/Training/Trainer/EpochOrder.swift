internal import Model

/// Which examples an epoch reads, and in what order: the same for the same seed, whatever ran before.
struct EpochOrder: Sendable {
  let sampling: Recipe.Sampling
  let seed: UInt64
  /// The examples of each class.
  private let classes: [[Int]]
  private let count: Int

  /// - Parameter labels: of every example.
  init(_ sampling: Recipe.Sampling, labels: [Int], seed: UInt64) {
    self.sampling = sampling
    self.seed = seed
    count = labels.count
    var classes = [[Int]](repeating: [], count: (labels.max() ?? -1) + 1)
    for (example, label) in labels.enumerated() { classes[label].append(example) }
    self.classes = classes.filter { !$0.isEmpty }
  }

  /// Examples of one epoch.
  var exampleCount: Int {
    let sizes = classes.map(\.count)
    return switch sampling {
    case .none, .weighted: count
    case .oversample: (sizes.max() ?? 0) * sizes.count
    case .undersample: (sizes.min() ?? 0) * sizes.count
    }
  }

  /// The examples of an epoch, counted from 0.
  ///
  /// - Complexity: O(examples).
  func examples(epoch: Int) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: epoch)
    var drawn: [Int] = []
    drawn.reserveCapacity(exampleCount)
    switch sampling {
    case .none: drawn = Array(0..<count)
    case .oversample:
      let size = classes.map(\.count).max() ?? 0
      for examples in classes {
        // Whole copies first, so that no example comes twice more often than another.
        for _ in 0..<size / examples.count { drawn += examples }
        drawn += examples.shuffled(using: &generator).prefix(size % examples.count)
      }
    case .undersample:
      let size = classes.map(\.count).min() ?? 0
      for examples in classes { drawn += examples.shuffled(using: &generator).prefix(size) }
    case .weighted:
      for _ in 0..<count {
        let examples = classes[Int.random(in: 0..<classes.count, using: &generator)]
        drawn.append(examples[Int.random(in: 0..<examples.count, using: &generator)])
      }
    }
    drawn.shuffle(using: &generator)
    return drawn
  }
}
