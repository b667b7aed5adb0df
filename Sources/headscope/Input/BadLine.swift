import Model

/// A line of a file or pipe that cannot be used.
struct BadLine: Error {
  /// Counted from one.
  var number: Int
  /// What is wrong with it.
  var error: ModelError

  /// Makes it from its parts.
  init(number: Int, error: ModelError) {
    self.number = number
    self.error = error
  }

  /// Blames a text's line for an error; nil where the text is no line's, or not at fault.
  init?(_ error: any Error, of text: InputText) {
    guard let line = text.line else { return nil }
    switch error {
    case let error as ModelError where error.kind == .invalidInput:
      self.init(number: line, error: error)
    case let error as UsageError:
      self.init(
        number: line, error: ModelError(.invalidInput, error.problem, advice: error.advice))
    default: return nil
    }
  }
}
