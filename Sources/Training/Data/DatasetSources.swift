/// The files of a training and what is made of them: the `[data]` of a recipe.
public struct DatasetSources: Equatable, Sendable {
  /// The files that are learned from; several are merged.
  public var train: [String]
  /// The files that choose the best state.
  public var validation: [String] = []
  /// The files that judge the result.
  public var test: [String] = []
  /// How the files are written.
  public var options = DatasetOptions()
  /// The labels and their order; nil takes those of the training files.
  ///
  /// `["Negative", "Positive"]` makes a recipe of two labels of Sentiment140: neutral rows are left out and counted.
  public var labels: [String]?
  /// Whether a text of two sets stays only in the later one.
  public var isDisjoint = true
  /// What becomes of repeated texts among those that are learned from; those that judge stay as they are.
  public var deduplication = Deduplication.none
  /// The most rows of each label that are learned from.
  public var perLabel: Int?
  /// The share that is learned from where there is no validation file; the rest validates.
  public var split: Double?
  /// The seed of all choices.
  public var seed: UInt64 = 42

  /// Names the training files.
  public init(train: [String]) { self.train = train }
}
