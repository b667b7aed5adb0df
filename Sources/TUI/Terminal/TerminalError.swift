/// Why the terminal cannot be used for the dashboard.
public struct TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as a sentence.
  public let problem: String
  /// What to do about it.
  public let advice: String

  /// Makes an error.
  public init(_ problem: String, advice: String) {
    self.problem = problem
    self.advice = advice
  }

  /// Both sentences.
  public var description: String { problem + "\n" + advice }
}
