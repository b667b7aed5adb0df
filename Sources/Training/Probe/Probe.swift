public import Model

/// What a network in training made of one sentence at one step, and why.
///
/// This module knows no method of explanation: whoever starts the run brings one (`Prober`).
public struct Probe: Equatable, Sendable {
  /// What a head does on the sentence.
  public struct Head: Equatable, Sendable {
    /// The name of its pattern, as `attention --format json` has it.
    public var pattern: String
    /// How much of its attention that is, 0…1.
    public var score: Float

    /// Makes one from its parts.
    public init(pattern: String, score: Float) {
      self.pattern = pattern
      self.score = score
    }
  }

  /// Why the class, as an attribution method says.
  public struct Attribution: Equatable, Sendable {
    /// The method's name on the command line.
    public var method: String
    /// The class that is explained.
    public var target: Int
    /// One number a piece.
    public var values: [Float]
    /// The class's logit for the baseline; nil for methods without one.
    public var baseOutput: Float?
    /// The class's logit.
    public var outputValue: Float
    /// Σ values − (output − base output); nil for methods without a baseline.
    public var delta: Float?

    /// Makes one from its parts.
    public init(
      method: String, target: Int, values: [Float], baseOutput: Float?, outputValue: Float,
      delta: Float?
    ) {
      self.method = method
      self.target = target
      self.values = values
      self.baseOutput = baseOutput
      self.outputValue = outputValue
      self.delta = delta
    }
  }

  /// Steps done when it was asked.
  public var step = 0
  /// Epochs done, with the share of the one that ran.
  public var epoch = 0.0
  /// The sentence as written in the recipe.
  public var text: String
  /// The sentence as the network reads it.
  public var encoding: Encoding
  /// The names of the classes.
  public var labels: [String]
  /// One a class.
  public var logits: [Float]
  /// One a class.
  public var probabilities: [Float]
  /// Why the class.
  public var attribution: Attribution
  /// Every head of every layer.
  public var heads: [[Head]]

  /// Makes one from its parts; the run says at which step.
  public init(
    text: String, encoding: Encoding, labels: [String], logits: [Float], probabilities: [Float],
    attribution: Attribution, heads: [[Head]]
  ) {
    self.text = text
    self.encoding = encoding
    self.labels = labels
    self.logits = logits
    self.probabilities = probabilities
    self.attribution = attribution
    self.heads = heads
  }

  /// The class that is explained.
  public var label: String {
    labels.indices.contains(attribution.target) ? labels[attribution.target] : ""
  }
}

/// Explains the sentences of a recipe with a network as it is at the moment, on its thread and without changing it.
public typealias Prober =
  @Sendable (_ probe: Recipe.Probe, _ model: SequenceClassifier, _ info: ModelInfo) throws ->
  [Probe]
