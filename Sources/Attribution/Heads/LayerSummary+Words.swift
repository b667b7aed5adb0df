extension LayerSummary {
  /// How many tokens a sentence names.
  private static let namedTokens = 3

  /// One sentence a finding, in their order.
  public var sentences: [String] { findings.map(sentence) }

  /// A finding in words: where, what, and in how many heads.
  public func sentence(_ finding: Finding) -> String {
    let layers = finding.layers
    let place =
      layers.count == 1
      ? "Layer \(layers.lowerBound)" : "Layers \(layers.lowerBound)–\(layers.upperBound)"
    return "\(place): \(what(finding)) (\(heads(finding)))."
  }

  private func what(_ finding: Finding) -> String {
    switch finding.observation {
    case .classSeenByAll: "\(name(of: hub)) as key: nearly every token looks at it"
    case .classSeenBySome:
      "\(name(of: hub)) as key: some tokens look at it, most of all \(tokens(finding))"
    case .classGathersAll: "\(name(of: reader)) as query: it gathers from the whole text"
    case .classGathersSome:
      "\(name(of: reader)) as query: it gathers from a few tokens, most of all \(tokens(finding))"
    case .neighbours:
      switch finding.side {
      case .before: "tokens look at the one before them"
      case .behind: "tokens look at the one behind them"
      case .both, nil: "tokens look at their neighbours"
      }
    case .meetingPoint: "several tokens meet on \(tokens(finding))"
    case .separator: "tokens rest on \(separator)"
    case .even: "attention is even, no token stands out"
    }
  }

  /// In how many heads a layer shows it.
  private func heads(_ finding: Finding) -> String {
    let counts = finding.layers.map { layer in finding.heads.count { $0.layer == layer } }
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    let range = least == most ? "\(most)" : "\(least)–\(most)"
    return "\(range) of \(headCount) \(headCount == 1 ? "head" : "heads")"
  }

  private func tokens(_ finding: Finding) -> String {
    // A word that stands there twice is named once.
    var seen: Set<String> = []
    let texts = finding.positions.map { roles[$0].text }.filter { seen.insert($0).inserted }
    return texts.prefix(Self.namedTokens).map { "“\($0)”" }.joined(separator: ", ")
  }

  private func name(of position: Int) -> String {
    if roles[position].kind == .classification { return roles[position].text }
    let place = position == 0 ? "the first token" : "the last token"
    return "\(place), “\(roles[position].text)”,"
  }

  private var separator: String {
    roles.tokens.first { $0.kind == .separator }?.text ?? "the separator"
  }
}
