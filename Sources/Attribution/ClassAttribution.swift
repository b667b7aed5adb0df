/// What a run of a method that asks the model of variants says of one class.
///
/// The variants' answers are of all classes, so that one run explains them all.
public struct ClassAttribution: Equatable, Sendable {
  /// Classes that are kept of a run at most: of a language model's vocabulary only the one asked for is.
  public static let limit = 64

  /// One number a piece.
  public var values: [Float]
  /// One number a piece where the method samples: the standard error.
  public var uncertainty: [Float]?
  /// F with nothing kept; nil for methods without a baseline.
  public var baseOutput: Float?
  /// F at the text.
  public var outputValue: Float
  /// Σ values − (F(x) − F(nothing)); nil for methods without a baseline.
  public var delta: Float?
  /// LIME's linear model.
  public var surrogate: LocalSurrogate?
  /// Partition SHAP's values as they hang on its tree.
  public var partition: PartitionValues?
  /// How far the model's answers about variants are from those in fp32; nil where they are those.
  public var arithmeticError: Float?

  /// Makes it from its parts.
  public init(
    values: [Float], uncertainty: [Float]? = nil, baseOutput: Float? = nil, outputValue: Float,
    delta: Float? = nil, surrogate: LocalSurrogate? = nil, partition: PartitionValues? = nil,
    arithmeticError: Float? = nil
  ) {
    self.values = values
    self.uncertainty = uncertainty
    self.baseOutput = baseOutput
    self.outputValue = outputValue
    self.delta = delta
    self.surrogate = surrogate
    self.partition = partition
    self.arithmeticError = arithmeticError
  }
}

extension AttributionEstimate {
  /// The same run's estimate for another class; nil where it was not kept.
  public func explaining(_ label: Int) -> AttributionEstimate? {
    guard label != target else { return self }
    guard classes.indices.contains(label) else { return nil }
    var other = self
    let share = classes[label]
    other.target = label
    other.values = share.values
    other.uncertainty = share.uncertainty
    other.baseOutput = share.baseOutput
    other.outputValue = share.outputValue
    other.delta = share.delta
    other.surrogate = share.surrogate
    other.partition = share.partition
    other.arithmeticError = share.arithmeticError
    return other
  }
}
