/// What the steps since the last line of the log found together.
struct LogWindow {
  private var loss = 0.0
  /// Texts, or hidden pieces, that `loss` is the sum of.
  private var count = 0
  private var correct = 0
  private var labelled = 0
  private var examples = 0
  private var seconds = 0.0
  private var gradientNorm = 0.0

  mutating func add(_ result: TrainingSession.StepResult, examples: Int, seconds: Double) {
    loss += result.loss * Double(result.count)
    count += result.count
    correct += result.correctCount
    labelled += result.labelledCount
    self.examples += examples
    self.seconds += seconds
    gradientNorm = result.gradientNorm
  }

  /// - Parameter rate: the learning rate of the last step.
  func record(step: Int, epoch: Double, rate: Double) -> TrainingEvent.Step {
    TrainingEvent.Step(
      step: step, epoch: epoch, loss: loss / Double(max(1, count)),
      accuracy: labelled > 0 ? Double(correct) / Double(labelled) : nil,
      learningRate: rate, gradientNorm: gradientNorm,
      examplesPerSecond: seconds > 0 ? Double(examples) / seconds : 0)
  }
}
