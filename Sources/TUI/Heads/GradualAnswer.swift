/// What a pane holds of a question that the model answers bit by bit: the newest question alone counts.
protocol GradualAnswer {
  associatedtype Question: Equatable
  associatedtype Report

  /// Counts questions; an answer to an older one is dropped.
  var generation: Int { get set }
  /// What is being answered, or was answered last; nil while that is interrupted.
  var asked: Question? { get set }
  var isDone: Bool { get set }
  var report: Report? { get set }
  /// What `report` is of.
  var question: Question? { get set }
  var problem: String? { get set }
}

extension GradualAnswer {
  /// A new question takes the place of the one before.
  mutating func ask(_ question: Question) {
    asked = question
    isDone = false
    problem = nil
    generation += 1
  }

  /// Takes an answer in, unless something newer was asked since.
  mutating func receive(_ report: Report, _ generation: Int) {
    guard generation == self.generation else { return }
    self.report = report
    question = asked
  }

  /// All of the answer is there.
  mutating func finish(_ generation: Int) {
    if generation == self.generation { isDone = true }
  }

  /// The answer will not come, or not all of it.
  ///
  /// - Returns: Whether that is about the newest question.
  @discardableResult
  mutating func fail(_ problem: String, _ generation: Int) -> Bool {
    guard generation == self.generation else { return false }
    self.problem = problem
    isDone = true
    return true
  }

  /// Gives up what is being answered; what is there of it stays.
  mutating func interrupt() {
    guard asked != nil, !isDone else { return }
    generation += 1
    asked = nil
  }
}
