import ArgumentParser

/// The formats of `explain`.
enum ExplanationFormat: String, CaseIterable, ExpressibleByArgument {
  case ansi
  case text
  case table
  case json
  case jsonl
  case html
  case svg
  case prose
  case prompt

  /// Whether the edits of `--counterfactuals` are written.
  var hasCounterfactuals: Bool { !isWriting }

  /// Whether sentences are written, in a language and from what the training texts say.
  var isWriting: Bool { self == .prose || self == .prompt }
}
