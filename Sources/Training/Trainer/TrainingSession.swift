public import Model

/// A network while it is trained: one batch after the other moves its parameters.
///
/// Belongs to the model's thread.
public final class TrainingSession {
  /// What a step is about.
  public struct Settings: Sendable {
    /// What logits are held against.
    public var loss = ClassificationLoss()
    /// How parameters are moved.
    public var optimizer = OptimizerSettings()
    /// The length that the gradient is cut to; nil: it is taken as it is.
    public var clip: Double? = 1
    /// Decides what is dropped; nil: nothing is.
    public var dropoutSeed: UInt64?
    /// What linear layers compute in; parameters, their gradients and moments are fp32.
    public var arithmetic = Arithmetic.fp32

    /// Plain cross-entropy, AdamW without decay, gradients cut to a length of one, nothing dropped.
    public init() {}
  }

  /// What a step found before it moved the parameters.
  public struct StepResult: Equatable, Sendable {
    /// The mean loss of the batch.
    public var loss: Double
    /// Texts whose largest logit is their label's.
    public var correctCount: Int
    /// Texts that have one label.
    public var labelledCount: Int
    /// The length of the gradient before clipping.
    public var gradientNorm: Double
  }

  /// What each step is about.
  public let settings: Settings
  let optimizer: Adam
  private let model: SequenceClassifier
  private let gradients: ParameterGradients

  /// Starts at step 0.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - isTrained: says by its canonical name whether a parameter may move.
  ///   - rateFactor: from a parameter's canonical name, what its rate is multiplied by.
  public init(
    _ model: SequenceClassifier, _ settings: Settings,
    isTrained: @escaping (String) -> Bool = { _ in true },
    rateFactor: @escaping (String) -> Double = { _ in 1 }
  ) {
    self.model = model
    self.settings = settings
    gradients = ParameterGradients(of: isTrained)
    optimizer = Adam(settings.optimizer, rateFactor: rateFactor)
  }

  /// Steps taken.
  public var stepCount: Int { optimizer.stepCount }

  /// Moves the parameters by one batch.
  ///
  /// - Throws: `TrainingError.diverged` when the loss or the gradient is no longer finite; the parameters are then as before the step.
  public func step(
    _ batch: RaggedBatch, targets: [ClassificationLoss.Target], rate: Double
  ) throws -> StepResult {
    precondition(targets.count == batch.count && batch.count > 0, "every text has a target")
    gradients.clear()
    try optimizer.prepare(model, for: batch)
    let weight = targets.reduce(0) { $0 + settings.loss.weight(of: $1) }
    var loss = 0.0
    var (correct, labelled) = (0, 0)
    try model.accumulateParameterGradients(
      batch, into: gradients,
      dropout: settings.dropoutSeed.map { DropoutKey(seed: $0, step: stepCount) },
      arithmetic: settings.arithmetic
    ) { sequence, logits in
      let (value, gradient) = settings.loss(logits, targets[sequence])
      loss += value / weight
      if let label = targets[sequence].label {
        labelled += 1
        correct += logits.indices.max { logits[$0] < logits[$1] } == label ? 1 : 0
      }
      return gradient.map { Float($0 / weight) }
    }
    let norm = GradientClipping.norm(gradients, on: model)
    guard loss.isFinite, norm.isFinite else {
      throw TrainingError.diverged(step: stepCount + 1, loss: loss, gradientNorm: norm)
    }
    try optimizer.step(
      model, gradients, rate: rate,
      gradientFactor: GradientClipping.factor(norm: norm, bound: settings.clip))
    return StepResult(
      loss: loss, correctCount: correct, labelledCount: labelled, gradientNorm: norm)
  }

  /// Brings the network up to date as a whole, before it is saved or asked.
  public func settle() throws { try optimizer.settle(model) }
}
