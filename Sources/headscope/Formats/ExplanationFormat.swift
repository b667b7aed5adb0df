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

  /// Whether what `--trust` measures is written: all but the table, whose rows are captum's.
  var hasTrust: Bool { self != .table }

  /// Whether the edits of `--counterfactuals` are written.
  var hasCounterfactuals: Bool { self != .table && !isWriting }

  /// Whether sentences are written, in a language and from what the training texts say.
  var isWriting: Bool { self == .prose || self == .prompt }
}
