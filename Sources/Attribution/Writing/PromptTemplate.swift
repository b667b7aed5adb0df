/// The text of a prompt for a chat model, with names in it where an explanation's facts go.
///
/// `{{name}}` stands for a fact, `{{#name}}…{{/name}}` for what is there only where the fact is not empty, and `{{^name}}…{{/name}}` for what
/// is there only where it is. `PromptPlaceholder` has the names. A section's mark that is alone on its line takes the line with it. Facts
/// are put in as they are and never read as a template, whatever braces they hold.
public struct PromptTemplate: Equatable, Sendable {
  /// A stretch of a template.
  indirect enum Node: Equatable, Sendable {
    case literal(String)
    case value(PromptPlaceholder)
    /// What is there where a fact is there, or where it is not.
    case section(PromptPlaceholder, isInverted: Bool, [Node])
  }

  let nodes: [Node]

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - source: its text.
  ///   - name: what errors call it, such as its file's path.
  /// - Throws: `PromptTemplateError` for a name that stands for nothing and for sections that do not end or begin.
  /// - Complexity: O(source).
  public init(_ source: String, name: String = "template") throws(PromptTemplateError) {
    var parser = PromptTemplateParser(source, name: name)
    nodes = try parser.parse()
  }

  init(nodes: [Node]) { self.nodes = nodes }

  /// The prompt for an explanation; the facts are written in the language, the template is in one already.
  public func prompt(
    for facts: ExplanationFacts, language: ExplanationLanguage = .english
  ) -> String {
    let sentences = language.sentences
    var values: [PromptPlaceholder: String] = [:]
    for placeholder in PromptPlaceholder.allCases {
      values[placeholder] = placeholder.value(of: facts, sentences)
    }
    return Self.text(of: nodes, values)
  }

  private static func text(of nodes: [Node], _ values: [PromptPlaceholder: String]) -> String {
    nodes.reduce(into: "") { text, node in
      switch node {
      case .literal(let literal): text += literal
      case .value(let name): text += values[name] ?? ""
      case .section(let name, let isInverted, let nodes):
        if (values[name] ?? "").isEmpty == isInverted { text += Self.text(of: nodes, values) }
      }
    }
  }
}
