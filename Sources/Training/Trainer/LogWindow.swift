internal import Model

/// What the steps since the last line of the log found together.
struct LogWindow: Equatable {
  private var loss = 0.0
  /// Texts, or hidden pieces, that `loss` is the sum of.
  private var count = 0
  private var correct = 0
  private var labelled = 0
  private var examples = 0
  private var seconds = 0.0
  private var gradientNorm = 0.0

  /// No steps.
  init() {}

  /// What a checkpoint kept of it; no steps where it kept nothing.
  init(_ kept: JSONValue?) {
    func whole(_ key: String) -> Int { kept?[key]?.intValue ?? 0 }
    func number(_ key: String) -> Double { kept?[key]?.doubleValue ?? 0 }
    loss = number("loss")
    count = whole("count")
    correct = whole("correct")
    labelled = whole("labelled")
    examples = whole("examples")
    seconds = number("seconds")
    gradientNorm = number("grad_norm")
  }

  /// Keeps it, for a run that goes on from here.
  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.member("loss", loss)
      $0.member("count", count)
      $0.member("correct", correct)
      $0.member("labelled", labelled)
      $0.member("examples", examples)
      $0.member("seconds", seconds)
      $0.member("grad_norm", gradientNorm)
    }
  }

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
