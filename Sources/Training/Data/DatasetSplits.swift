public import Model

/// The three sets of a training: what is learned from, what chooses the best state, and what judges it.
public struct DatasetSplits: Sendable {
  /// Which of the sets; later ones are worth more.
  public enum Part: String, Sendable, CaseIterable {
    case train
    case validation
    case test

    /// Whether a text of both stays in the other one.
    func yields(to other: Part) -> Bool {
      switch self {
      case .train: other != .train
      case .validation: other == .test
      case .test: false
      }
    }
  }

  /// A text of two sets: a model that has seen it in one cannot be judged by it in the other.
  public struct Overlap: Equatable, Sendable {
    /// The text.
    public let text: String
    /// The set it was taken out of, with its row there before that.
    public let removed: Part
    /// Its row there.
    public let row: Int
    /// The later set that keeps it.
    public let kept: Part
  }

  /// What is learned from.
  public private(set) var train: LabeledDataset
  /// What chooses the best state.
  public private(set) var validation: LabeledDataset?
  /// What judges the result.
  public private(set) var test: LabeledDataset?
  /// The rows that were taken out because a later set has their text.
  public private(set) var overlaps: [Overlap] = []
  /// What the training set repeats; nil where nobody has looked.
  public private(set) var repetition: Repetition?

  /// Puts sets together as they are.
  public init(train: LabeledDataset, validation: LabeledDataset? = nil, test: LabeledDataset? = nil)
  {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// Reads the sets of a recipe.
  ///
  /// Later sets have the labels of the training set: their rows with others are left out and counted in `foreignLabels`. Then, in this
  /// order: texts of two sets stay in the later one, the training set is deduplicated and balanced, and where there is no validation file it
  /// is split.
  ///
  /// - Throws: `ModelError` where a file cannot be read or has no row left.
  public static func read(_ sources: DatasetSources) throws(ModelError) -> DatasetSplits {
    let train = try LabeledDataset.read(
      sources.train, options: sources.options, labels: sources.labels)
    func later(_ paths: [String]) throws(ModelError) -> LabeledDataset? {
      guard !paths.isEmpty else { return nil }
      return try LabeledDataset.read(paths, options: sources.options, labels: train.labels)
    }
    var splits = DatasetSplits(
      train: train, validation: try later(sources.validation), test: try later(sources.test))
    if sources.isDisjoint { try splits.makeDisjoint() }
    try splits.deduplicate(sources.deduplication)
    if let perLabel = sources.perLabel {
      splits.train = splits.train.balanced(perLabel: perLabel, seed: sources.seed)
    }
    if let share = sources.split, splits.validation == nil {
      let (first, second) = splits.train.split(share, seed: sources.seed)
      guard first.count > 0, second.count > 0 else {
        throw ModelError(
          .invalidInput,
          "A `split` of \(share) leaves none of \(Wording.count(splits.train.count, "text")) to "
            + "\(first.count > 0 ? "validate with" : "learn from").",
          advice: "Give more texts, another share, or a file of `validation` texts.")
      }
      (splits.train, splits.validation) = (first, second)
    }
    return splits
  }

  /// The sets that there are, the earlier first.
  public var parts: [(part: Part, data: LabeledDataset)] {
    [(.train, train)]
      + [(Part.validation, validation), (.test, test)].compactMap { part, data in
        data.map { (part, $0) }
      }
  }

  /// What of the files was not used, or is not as they have it, and which texts are in two sets, a line each.
  public var notes: [String] {
    // Two parts of one split have the same to say.
    var lines: [String] = []
    for (part, data) in parts
    where part == .train || data.reports.map(\.path) != train.reports.map(\.path) {
      lines += data.notes
    }
    lines += repetition?.notes ?? []
    guard !overlaps.isEmpty else { return lines }
    lines.append("\(Wording.count(overlaps.count, "text")) left out: a later set has the same")
    let names = overlaps.lazy.map {
      "\($0.removed.rawValue), kept in \($0.kept.rawValue): \($0.text)"
    }
    return lines + Wording.beginning(of: names, count: overlaps.count)
  }

  /// Takes repeated rows out of the training set, and counts what it repeats.
  ///
  /// - Throws: `ModelError(.invalidInput)` where nothing is left of it.
  /// - Complexity: O(rows).
  private mutating func deduplicate(_ deduplication: Deduplication) throws(ModelError) {
    let repeated = try train.repeatedTexts()
    let rest = train.deduplicated(deduplication, repeated)
    guard rest.count > 0 else {
      throw ModelError(
        .invalidInput, "Every text to learn from comes with different labels.",
        advice: "Take deduplicate = \"none\" or \"texts\", or other files.")
    }
    repetition = Repetition(
      repeated, labels: train.labels, droppedCount: train.count - rest.count)
    train = rest
  }

  /// Takes every text that a later set has out of the earlier ones.
  ///
  /// - Throws: `ModelError(.invalidInput)` where nothing is left of a set.
  /// - Complexity: O(rows).
  public mutating func makeDisjoint() throws(ModelError) {
    var keeper: [UInt64: Part] = [:]
    for (part, data) in parts.reversed() {
      var kept: [Int] = []
      kept.reserveCapacity(data.count)
      var taken: [Overlap] = []
      for row in 0..<data.count {
        if let later = keeper[data.digest(row)], part.yields(to: later) {
          taken.append(Overlap(text: try data.text(row), removed: part, row: row, kept: later))
        } else {
          kept.append(row)
        }
      }
      guard !kept.isEmpty else {
        throw ModelError(
          .invalidInput, "Every text of the \(part.rawValue) set is in a later set as well.",
          advice: "Give different files, or none, for the later set.")
      }
      if part != .train {
        for row in kept { keeper[data.digest(row)] = part }
      }
      guard !taken.isEmpty else { continue }
      overlaps = taken + overlaps
      let rest = data.selecting(kept)
      switch part {
      case .train: train = rest
      case .validation: validation = rest
      case .test: test = rest
      }
    }
  }
}
