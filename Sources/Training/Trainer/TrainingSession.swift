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
    /// Texts, or hidden pieces, that the mean is of.
    public var count: Int
    /// Texts whose largest logit is their label's, or hidden pieces that were found.
    public var correctCount: Int
    /// Texts that have one label, or hidden pieces.
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

  /// Moves the parameters of a classifier by one batch.
  ///
  /// - Throws: `TrainingError.diverged` when the loss or the gradient is no longer finite; the parameters are then as before the step.
  public func step(
    _ batch: RaggedBatch, targets: [ClassificationLoss.Target], rate: Double
  ) throws -> StepResult {
    precondition(targets.count == batch.count && batch.count > 0, "every text has a target")
    return try move(batch, rate: rate) { dropout in
      let weight = targets.reduce(0) { $0 + settings.loss.weight(of: $1) }
      var found = Found(count: targets.count)
      try model.accumulateParameterGradients(
        batch, into: gradients, dropout: dropout, arithmetic: settings.arithmetic
      ) { sequence, logits in
        let (value, gradient) = settings.loss(logits, targets[sequence])
        found.loss += value / weight
        if let label = targets[sequence].label {
          found.labelled += 1
          found.correct += logits.indices.max { logits[$0] < logits[$1] } == label ? 1 : 0
        }
        return gradient.map { Float($0 / weight) }
      }
      return found
    }
  }

  /// Moves the parameters of a masked language model by one batch.
  ///
  /// - Throws: As the step of a classifier.
  public func step(_ masked: MaskedBatch, rate: Double) throws -> StepResult {
    precondition(masked.count > 0, "something is asked for")
    return try move(masked.batch, rate: rate) { dropout in
      let loss = try model.accumulateParameterGradients(
        masked, into: gradients, dropout: dropout, arithmetic: settings.arithmetic)
      return Found(
        loss: loss.mean, count: loss.count, correct: loss.correctCount, labelled: loss.count)
    }
  }

  /// What a batch was found to be worth.
  private struct Found {
    var loss = 0.0
    var count: Int
    var correct = 0
    var labelled = 0
  }

  /// A step, whatever is learned.
  ///
  /// - Parameter accumulate: adds the batch's gradients, with what is dropped of it.
  private func move(
    _ batch: RaggedBatch, rate: Double, _ accumulate: (DropoutKey?) throws -> Found
  ) throws -> StepResult {
    gradients.clear()
    try optimizer.prepare(model, for: batch)
    let found = try accumulate(
      settings.dropoutSeed.map { DropoutKey(seed: $0, step: stepCount) })
    let norm = GradientClipping.norm(gradients, on: model)
    guard found.loss.isFinite, norm.isFinite else {
      throw TrainingError.diverged(step: stepCount + 1, loss: found.loss, gradientNorm: norm)
    }
    try optimizer.step(
      model, gradients, rate: rate,
      gradientFactor: GradientClipping.factor(norm: norm, bound: settings.clip))
    return StepResult(
      loss: found.loss, count: found.count, correctCount: found.correct,
      labelledCount: found.labelled, gradientNorm: norm)
  }

  /// Brings the network up to date as a whole, before it is saved or asked.
  public func settle() throws { try optimizer.settle(model) }
}
