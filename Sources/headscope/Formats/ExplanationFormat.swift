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
}
