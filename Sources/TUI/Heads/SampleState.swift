internal import Attribution

/// What the board's page about a sample of texts holds.
struct SampleState: GradualAnswer, Equatable, Sendable {
  /// More texts of the list are not counted: means stand long before.
  static let mostTexts = 500

  /// What was asked.
  struct Question: Equatable, Sendable {
    var texts: [ModelInput]
    var gates: HeadGates?
  }

  var generation = 0
  var asked: Question?
  var isDone = false
  var report: PatternSampleReport?
  var question: Question?
  var problem: String?

  /// What is counted of a question already: all or the first of its texts; nil where there is nothing to go on from.
  func counted(of other: Question) -> PatternSampleReport? {
    guard let report, let question, question.gates == other.gates,
      report.textCount <= other.texts.count,
      question.texts.prefix(report.textCount) == other.texts.prefix(report.textCount)
    else { return nil }
    return report
  }

  /// Takes everything back that belongs to a model.
  mutating func forget() {
    let generation = generation
    self = SampleState()
    self.generation = generation + 1
  }
}
