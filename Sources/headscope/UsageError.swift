/// A command line that asks for something that cannot be done: exit status 2.
///
/// Failures on the way of a command line that was right are `ModelError`s and end with status 1.
struct UsageError: Error, Equatable, CustomStringConvertible {
  /// What was expected and found, as one sentence.
  var problem: String
  /// What to do next.
  var advice: String?

  /// Makes an error from what is wrong and what to do about it.
  init(_ problem: String, advice: String? = nil) {
    self.problem = problem
    self.advice = advice
  }

  /// The problem, then the advice on a line of its own.
  var description: String { advice.map { "\(problem)\n\($0)" } ?? problem }
}
