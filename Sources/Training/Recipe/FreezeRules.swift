internal import Model

/// Which parameters a recipe leaves as they are.
///
/// `embeddings`; `layer.5`, `layer.0-4`; `encoder` (all but the head); `pooler`, `classifier` and other names, which stand for everything
/// whose canonical name begins with them.
struct FreezeRules: Sendable {
  private enum Rule: Sendable {
    case embeddings
    case layers(ClosedRange<Int>)
    case encoder
    case prefix(String)
  }

  private let rules: [Rule]

  /// - Parameters:
  ///   - patterns: as a recipe writes them.
  ///   - names: the canonical names of the network's parameters.
  /// - Throws: `TrainingError.recipe` for a pattern that stands for nothing, and where nothing is left to be trained.
  init(_ patterns: [String], names: Set<String>) throws {
    var rules: [Rule] = []
    for pattern in patterns {
      let rule = Self.rule(pattern)
      guard names.contains(where: { Self.holds(rule, $0) }) else {
        throw TrainingError.recipe(
          "`freeze`: no parameter is meant by `\(pattern)`.",
          advice: "Write embeddings, layer.0-4, encoder, or the beginning of a parameter's name.")
      }
      rules.append(rule)
    }
    self.rules = rules
    guard names.contains(where: isTrained) else {
      throw TrainingError.recipe(
        "`freeze` leaves nothing to be trained.", advice: "Leave out the classifier at least.")
    }
  }

  /// Whether a parameter may move.
  func isTrained(_ name: String) -> Bool { !rules.contains { Self.holds($0, name) } }

  private static func rule(_ pattern: String) -> Rule {
    switch pattern {
    case "embeddings": return .embeddings
    case "encoder", "base", "transformer": return .encoder
    default: break
    }
    // `transformer.layer.5` and `encoder.layer.5` are how the libraries call layer 5.
    var rest = pattern[...]
    for prefix in ["encoder.", "transformer."] where rest.hasPrefix(prefix) {
      rest = rest.dropFirst(prefix.count)
    }
    for prefix in ["layers.", "layer.", "h."] where rest.hasPrefix(prefix) {
      let bounds = rest.dropFirst(prefix.count).split(
        separator: "-", omittingEmptySubsequences: false
      )
      .map { Int($0) }
      if bounds.count == 1, let only = bounds[0] { return .layers(only...only) }
      if bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last {
        return .layers(first...last)
      }
    }
    return .prefix(pattern)
  }

  private static func holds(_ rule: Rule, _ name: String) -> Bool {
    switch rule {
    case .embeddings: ParameterBlock(name) == .embeddings
    case .layers(let range): Checkpoint.layerIndex(of: name).map(range.contains) ?? false
    case .encoder: ParameterBlock(name) != .head
    case .prefix(let prefix): name == prefix || name.hasPrefix(prefix + ".")
    }
  }
}
