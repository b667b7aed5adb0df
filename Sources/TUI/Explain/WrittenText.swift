internal import Attribution

/// An explanation in words: as it is copied, and in the styles in which its pane shows it.
struct WrittenText: Equatable, Sendable {
  /// What `y` copies; nil where there is only a reason why there is nothing.
  let copied: String?
  /// Paragraphs, not yet broken at the pane's width.
  let paragraphs: [StyledLine]
  /// The columns that continued lines of each paragraph begin behind.
  private let indents: [Int]

  /// Sentences, with what warns marked.
  ///
  /// - Parameter isTrainingOpen: whether the pane itself says how it stands with the training data.
  init(_ prose: ExplanationProse, isTrainingOpen: Bool) {
    var paragraphs: [StyledLine] = []
    var indents: [Int] = []
    for (subject, text) in zip(prose.subjects, prose.paragraphs)
    where !(isTrainingOpen && subject == .neighbours) {
      if !paragraphs.isEmpty {
        paragraphs.append(StyledLine())
        indents.append(0)
      }
      switch subject {
      case .verdict: paragraphs.append(StyledLine(text, .title))
      case .failures: paragraphs.append(StyledLine("! " + text, .warning))
      case .parts, .layers, .certainty, .neighbours, .words: paragraphs.append(StyledLine(text))
      }
      indents.append(subject == .failures ? 2 : 0)
    }
    copied = prose.text
    self.paragraphs = paragraphs
    self.indents = indents
  }

  /// A prompt, line by line as a chat model gets it.
  init(prompt: String) {
    copied = prompt
    let lines = prompt.split(separator: "\n", omittingEmptySubsequences: false)
    // The line behind the last line's end is none.
    paragraphs = (lines.last?.isEmpty == true ? lines.dropLast() : lines[...]).map {
      StyledLine(String($0), $0.hasPrefix("#") ? .title : .text)
    }
    indents = paragraphs.map { $0.parts.first?.text.hasPrefix("- ") == true ? 2 : 0 }
  }

  /// Why there is none.
  init(problem: String) {
    copied = nil
    let lines = problem.split(separator: "\n")
    paragraphs = lines.enumerated().map { StyledLine(String($1), $0 == 0 ? .error : .text) }
    indents = paragraphs.map { _ in 0 }
  }

  /// The paragraphs in lines of a width.
  ///
  /// - Complexity: O(characters).
  func lines(width: Int) -> [StyledLine] {
    zip(paragraphs, indents).flatMap { $0.wrapped(width: width, indent: $1) }
  }
}
