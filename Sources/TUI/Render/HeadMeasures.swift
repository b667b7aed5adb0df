internal import Attribution

/// How far, how widely and how surely a head looks, and what TransformerLens' detector finds in it, on a part of a line.
enum HeadMeasures {
  /// As many of the measures as fit into so many columns; nothing where not even the first does.
  static func line(_ profile: HeadProfile, columns: Int) -> String {
    func number(_ value: Double) -> String { NumberText.correlation(value) }
    let spread = profile.spread
    var facts = [
      "distance \(NumberText.plain(Float(spread.distance), decimals: 1))",
      "entropy \(number(spread.relativeEntropy))", "confidence \(number(spread.confidence))",
    ]
    // Only the pattern that fits best: the others of the three say little beside it.
    if let best = profile.detection.named.max(by: { $0.score.product < $1.score.product }) {
      facts.append("detector: \(best.name) \(number(best.score.product))")
    }
    while !facts.isEmpty {
      let line = facts.joined(separator: " · ")
      if VisibleText.columns(of: line) <= columns { return line }
      facts.removeLast()
    }
    return ""
  }
}
