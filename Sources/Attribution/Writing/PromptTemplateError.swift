/// What is wrong with a prompt's template, and where.
public struct PromptTemplateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The classes of mistakes that callers tell apart.
  public enum Kind: Sendable {
    /// A name that stands for nothing.
    case unknownPlaceholder
    /// Two opening braces without two closing ones on the same line.
    case unclosedPlaceholder
    /// A section that does not end.
    case unclosedSection
    /// The end of a section that is not the innermost open one.
    case unexpectedEnd
  }

  /// The class of mistake.
  public var kind: Kind
  /// The template's name: its file, or what the program calls it.
  public var template: String
  /// The line it is on, from 1.
  public var line: Int
  /// The placeholder as it stands there, with its braces.
  public var placeholder: String
  /// One sentence: what was expected, what was found, and where.
  public var problem: String
  /// What to do next, as one sentence.
  public var advice: String

  init(
    _ kind: Kind, template: String, line: Int, placeholder: String, found: String, advice: String
  ) {
    self.kind = kind
    self.template = template
    self.line = line
    // A template is a file of somebody's: what it holds must not reach a terminal as it is.
    self.placeholder = QuotedText.escaped(
      QuotedText.shortened(placeholder, limit: QuotedText.partLimit), escapesMarks: false)
    problem = "\(template), line \(line): \(self.placeholder) \(found)."
    self.advice = advice
  }

  /// The problem, then the advice on a line of its own.
  public var description: String { "\(problem)\n\(advice)" }
}
