/// What went wrong with a model, its files or its input, in words a user can act on.
///
/// Every error of this module is of this type: `problem` says what was found and where, `advice` says
/// what to do next. Callers that need to tell cases apart look at `kind`.
public struct ModelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of failure that callers tell apart.
  public enum Kind: Sendable {
    /// A file or folder that was named does not exist or cannot be read.
    case missing
    /// A file's bytes contradict its format or themselves.
    case damaged
    /// A well-formed file asks for something this program does not do, or refuses on purpose.
    case unsupported
    /// Two well-formed things do not fit each other: a shape, a label count, a vocabulary size.
    case mismatch
    /// What the user gave (a text, a label, an option) cannot be used.
    case invalidInput
    /// A weight or a result is NaN or infinite.
    case notFinite
  }

  /// The class of failure.
  public var kind: Kind
  /// One sentence: what was expected, what was found, and where (file, tensor, line, byte).
  public var problem: String
  /// What to do next, as one sentence, or nil where nothing helps.
  public var advice: String?

  /// Makes an error from what was found and what to do about it.
  public init(_ kind: Kind, _ problem: String, advice: String? = nil) {
    self.kind = kind
    self.problem = problem
    self.advice = advice
  }

  /// The problem, then the advice on a line of its own.
  public var description: String { advice.map { "\(problem)\n\($0)" } ?? problem }
}
