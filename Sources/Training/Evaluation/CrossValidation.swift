/// What a cross-validation found: each part's model, judged on the texts it has not seen.
public struct CrossValidation: Equatable, Sendable {
  /// One part.
  public struct Fold: Equatable, Sendable {
    /// Its number, counted from 1.
    public var number: Int
    /// Texts that were learned from.
    public var trainCount: Int
    /// The step whose state was judged.
    public var step: Int
    /// The metrics that are defined on the texts held out.
    public var values: [Metric: Double]
    /// How often each class was taken for each.
    public var matrix: ConfusionMatrix
  }

  /// Parts it is cut into.
  public let count: Int
  /// A number that is another one for other texts, or other parts of the same.
  let digest: UInt64
  /// The names of the classes.
  public let labels: [String]
  /// What is known so far, in the order of the parts.
  public var folds: [Fold] = []

  /// Begins one of which nothing is known yet.
  init(_ parts: [(train: LabeledDataset, validation: LabeledDataset)], labels: [String]) {
    count = parts.count
    self.labels = labels
    // The texts held out, and where each part ends.
    var digest = StableDigest()
    for part in parts {
      for row in 0..<part.validation.count { digest.add(part.validation.digest(row)) }
      digest.add(UInt64(part.validation.count))
    }
    self.digest = digest.value
  }

  init(count: Int, digest: UInt64, labels: [String], folds: [Fold]) {
    self.count = count
    self.digest = digest
    self.labels = labels
    self.folds = folds
  }

  /// Whether every part is judged.
  public var isComplete: Bool { folds.count == count }

  /// A metric over the parts; nil where not all of them have it.
  public func spread(_ metric: Metric) -> MetricSpread? {
    let values = folds.compactMap { $0.values[metric] }
    return values.isEmpty || values.count < folds.count ? nil : MetricSpread(values)
  }

  /// A class's score over the parts.
  public func spread(
    label: Int, _ score: KeyPath<ConfusionMatrix.ClassScore, Double>
  ) -> MetricSpread {
    MetricSpread(folds.map { $0.matrix.classScores[label][keyPath: score] })
  }

  /// The confusions of all parts together: every text once, by a model that has not seen it.
  public var matrix: ConfusionMatrix {
    folds.reduce(ConfusionMatrix(classCount: labels.count)) { $0 + $1.matrix }
  }
}
