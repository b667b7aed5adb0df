/// What LIME alone has to be told; defaults are those of lime 0.2.0.1.
public struct LimeSettings: Equatable, Sendable {
  /// What is a word.
  public var split = WordSplit.word
  /// Whether the same word is one part of the text everywhere.
  public var isBag = true
  /// How many parts the linear model may have.
  public var featureLimit = 10
  /// How they are chosen.
  public var selection = FeatureSelection.automatic
  /// Width of the kernel over 100 times the cosine distance.
  public var kernelWidth = 25.0
  /// What stands for a word that is left out of a string by place; nil: lime's own (`UNKWORDZ`, or the character 0).
  public var maskString: String?

  /// lime's defaults.
  public init() {}
}
