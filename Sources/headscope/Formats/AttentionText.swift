import Attribution
import Model
import TUI

/// Attention without colour and drawing: patterns, strongest weights and effects, written out.
enum AttentionText {
  /// The whole report, ending in an empty line.
  static func text(_ report: AttentionDocument) -> String {
    var text = "text: \(VisibleText.escaped(report.text))\n"
    if let pair = report.pair { text += "pair: \(VisibleText.escaped(pair))\n" }
    text += "prediction: \(ExplanationText.prediction(report.prediction, report.model))\n"
    text += "attention: \(Wording.count(report.maps.layerCount, "layer")) of "
    text += "\(Wording.count(report.maps.headCount, "head")), "
    text +=
      "\(Wording.count(report.maps.tokenCount, "token")); weights say what is mixed, not what matters\n\n"
    text += report.layer == nil ? patternGrid(report) : strongest(report)
    var further = parts(report)
    if let patching = report.patching {
      further.append(heading(of: patching, report) + "\n" + table(.init(patching, report)))
      if let single = PatchingCells(byPositionOf: patching, report) {
        further.append(table(single))
      }
    }
    if let summary = report.summary {
      let before = [report.closing != nil, report.listsPatterns].count { $0 }
      further.insert(sentences(summary), at: before)
    }
    return text + further.map { "\n" + $0 }.joined() + "\n"
  }

  /// What was asked for besides, but for patching: tables and lines, each part ending in a line break.
  static func parts(_ report: AttentionDocument) -> [String] {
    [
      report.closing.map { closing($0, report) },
      report.listsPatterns ? patternList(report) : nil,
      report.rollout.map { mixture($0, report) },
      report.flow.map { flow($0, report) },
      report.lens.map { lens($0, report) },
      report.pieceLens.map { pieces($0, report) },
      report.split.map { split($0, report) },
      report.importance.map { importances($0.values, report, of: label(report)) },
      report.ablation.map { closed($0, report) },
    ].compactMap(\.self)
  }

  // MARK: - Patterns

  /// A letter a head, a line a layer, and what the letters mean.
  static func patternGrid(_ report: some ProfiledHeads) -> String {
    var table = TextTable(
      columns: [.left("layer")] + report.heads.map { .right("\($0)") })
    for layer in report.layers {
      let patterns = report.heads.map { report.profile(layer, $0).best.pattern }
      table.append(["\(layer)"] + patterns.map { String($0.letter) })
    }
    return table.text + legend(report) + "\n"
  }

  /// What the letters of the heads that are shown mean.
  static func legend(_ report: some ProfiledHeads) -> String {
    let seen = Set(
      report.layers.flatMap { layer in
        report.heads.map { report.profile(layer, $0).best.pattern }
      })
    return HeadPattern.allCases.filter(seen.contains)
      .map { "\($0.letter) \($0.rawValue)" }.joined(separator: ", ")
  }

  /// A line a head: its pattern, how it spreads, and TransformerLens' scores.
  private static func patternList(_ report: AttentionDocument) -> String {
    var table = TextTable(columns: patternColumns + [.left("token")])
    for layer in report.layers {
      for head in report.heads {
        let profile = report.profile(layer, head)
        table.append(
          patternCells(profile, layer, head)
            + [profile.best.position.map { token($0, report) } ?? ""])
      }
    }
    return table.text + patternLegend
  }

  /// The columns of a list of patterns, on one text and over many.
  static var patternColumns: [TextTable.Column] {
    [
      .left("head"), .left("pattern"), .right("score"), .right("entropy"), .right("distance"),
      .right("confidence"), .right("prev."), .right("dupl."), .right("induct."),
    ]
  }

  /// A head's cells of these columns.
  static func patternCells(_ profile: HeadProfile, _ layer: Int, _ head: Int) -> [String] {
    let best = profile.best
    let spread = profile.spread
    return ["\(layer).\(head)", best.pattern.rawValue]
      + [best.score, spread.relativeEntropy].map { Figures.fixed(Float($0)) }
      + [Figures.fixed(Float(spread.distance), digits: 1)]
      + ([spread.confidence] + profile.detection.named.map(\.score.product))
      .map { Figures.fixed(Float($0)) }
  }

  /// What these columns are.
  static let patternLegend = """
    entropy: of even attention's; distance: tokens; confidence: mean of the largest weights
    prev., dupl., induct.: TransformerLens' detector of previous, equal earlier, and following an equal earlier token

    """

  // MARK: - Weights

  /// For every query of the head, or of the mean of the layer's heads, the keys it looked at most.
  private static func strongest(_ report: AttentionDocument) -> String {
    guard let layer = report.layer else { return "" }
    let map: [Float]
    var text: String
    if let head = report.head {
      map = Array(report.maps.map(HeadIndex(layer: layer, head: head)))
      let best = report.profile(layer, head).best
      text =
        "head \(layer).\(head): \(best.pattern.rawValue), score \(Figures.fixed(Float(best.score)))\n"
    } else {
      map = report.maps.combined(
        report.heads.map { HeadIndex(layer: layer, head: $0) }, by: .mean)
      text = "layer \(layer): the mean of \(shownHeads(report))\n"
    }
    let count = report.maps.tokenCount
    var table = TextTable(columns: [.left("query"), .left("looks at")])
    for query in 0..<count {
      let row = map[query * count..<(query + 1) * count]
      let keys = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }.prefix(3)
      let parts = keys.filter { row[$0] >= 0.005 }.map {
        "\(token($0 - row.startIndex, report)) \(Figures.fixed(row[$0], digits: 2))"
      }
      table.append([token(query, report), parts.joined(separator: ", ")])
    }
    text += table.text
    return text
  }

  /// The heads of a layer that are shown, counted where they are all.
  static func shownHeads(_ report: some ProfiledHeads) -> String {
    report.includedHeads.map { "\(Wording.list($0, "head")) of \(report.headCount)" }
      ?? Wording.count(report.headCount, "head")
  }

  /// A token as the vocabulary spells it, with its number where it stands more than once.
  static func token(_ position: Int, _ report: AttentionDocument) -> String {
    let tokens = report.encoding.tokens
    let name = VisibleText.escaped(tokens[position])
    let isAlone = tokens.count { $0 == tokens[position] } == 1
    return isAlone ? name : "\(name)@\(position)"
  }

  // MARK: - What follows

  private static func sentences(_ summary: LayerSummary) -> String {
    let sentences = summary.sentences
    return sentences.isEmpty
      ? "layers: too few words for patterns\n"
      : sentences.map { VisibleText.escaped($0) + "\n" }.joined()
  }

  private static func mixture(_ rollout: [Double], _ report: AttentionDocument) -> String {
    var table = TextTable(columns: [.left("token"), .right("rollout")])
    for (position, share) in rollout.enumerated() {
      table.append([token(position, report), Figures.fixed(Float(share))])
    }
    return "rollout to \(token(report.reader, report)), which the classifier reads\n" + table.text
  }

  private static func flow(_ flow: AttentionFlow, _ report: AttentionDocument) -> String {
    var table = TextTable(columns: [.left("token"), .right("flow"), .right("share")])
    for (position, (value, share)) in zip(flow.values, flow.shares).enumerated() {
      table.append([
        token(position, report), Figures.fixed(Float(value)), Figures.fixed(Float(share)),
      ])
    }
    return "maximum flow to \(token(report.reader, report)), which the classifier reads\n"
      + table.text
  }

  private static func lens(_ lens: [Prediction], _ report: AttentionDocument) -> String {
    var table = TextTable(columns: [
      .left("after"), .right("logit of \(label(report))"), .left("prediction"),
    ])
    for depth in report.listedDepths {
      table.append([
        depth == 0 ? "embeddings" : "layer \(depth - 1)",
        Figures.signed(lens[depth].logits[report.target]),
        ExplanationText.prediction(lens[depth], report.model, most: 3),
      ])
    }
    return "what the classifier would make of the state after every layer\n" + table.text
  }

  /// A line a token, a column a depth: the piece that the state there is read as.
  private static func pieces(_ lens: PieceLens, _ report: AttentionDocument) -> String {
    let depths = report.listedDepths
    var table = TextTable(
      columns: [.left("token")] + depths.map { .left($0 == 0 ? "emb" : "\($0 - 1)") })
    for position in 0..<report.maps.tokenCount {
      table.append(
        [token(position, report)]
          + depths.map { depth in
            lens.guesses[depth][position].first.map { VisibleText.escaped($0.text) } ?? ""
          })
    }
    return "logit lens: the piece that the state after every layer is read as\n" + table.text
  }

  /// The sum, layer by layer; of a head that is shown alone where it brought its part from.
  private static func split(_ split: LogitContributions, _ report: AttentionDocument) -> String {
    func signed(_ value: Double) -> String { Figures.signed(Float(value)) }
    var table = TextTable(
      columns: [.left("layer")] + report.heads.map { .right("\($0)") } + [.right("feed-forward")])
    for layer in report.layers {
      table.append(
        ["\(layer)"] + report.heads.map { signed(split.heads[layer][$0]) }
          + [signed(split.feedForward[layer])])
    }
    let heads = split.heads.joined().reduce(0, +)
    let blocks = split.feedForward.reduce(0, +)
    var text = "what the logit of \(label(report)) is the sum of, heads by number\n" + table.text
    let extent = report.layers.count < report.layerCount ? " of all layers" : ""
    let headExtent = report.heads.count < report.headCount ? " of all layers" : extent
    text += "embeddings \(signed(split.embeddings)), all heads\(headExtent) \(signed(heads)), "
    text += "all feed-forward\(extent) \(signed(blocks)), biases \(signed(split.biases)): "
    text += "together \(signed(split.sum))\n"
    guard let layer = report.layer, let head = report.head else { return text }
    var sources = TextTable(columns: [.left("token"), .right("brings")])
    for (position, value) in split.sources[layer][head].enumerated() {
      sources.append([token(position, report), signed(value)])
    }
    return text + "from where head \(layer).\(head) brings its part\n" + sources.text
  }

  /// A line a layer, a number a head.
  static func importances(
    _ values: [[Double]], _ report: some ProfiledHeads, of label: String
  ) -> String {
    var table = TextTable(columns: [.left("layer")] + report.heads.map { .right("\($0)") })
    for layer in report.layers {
      table.append(
        ["\(layer)"] + report.heads.map { Figures.fixed(Float(values[layer][$0])) })
    }
    return "importance of heads, |dF/dgate| of the logit of \(label)\n" + table.text
  }

  private static func closed(
    _ ablation: AttentionDocument.Ablation, _ report: AttentionDocument
  ) -> String {
    """
    \(ablation.heads) closed: \(ExplanationText.prediction(ablation.prediction, report.model))
    logit of \(label(report)): \(Figures.fixed(report.prediction.logits[report.target])) -> \
    \(Figures.fixed(ablation.prediction.logits[report.target])), effect \
    \(Figures.signed(ablation.effect))

    """
  }

  /// A line each of what was closed.
  private static func closing(_ closing: ClosingEffects, _ report: AttentionDocument) -> String {
    var table = TextTable(columns: [.left("closed"), .right("logit"), .right("effect")])
    for (group, effect) in zip(closing.groups, closing.effects) {
      let name: String? =
        switch group {
        case .head(let layer, let head): "head \(layer).\(head)"
        case .layer(let layer): "layer \(layer)"
        case .allBut: nil
        }
      table.append([name ?? "", Figures.fixed(closing.base - effect), Figures.signed(effect)])
    }
    return "what closing heads does to the logit of \(label(report)), "
      + "\(Figures.fixed(closing.base)) with all open\n" + table.text
  }

  /// What was taken over from where, and the way from one output to the other.
  static func heading(
    of patching: AttentionDocument.Patching, _ report: AttentionDocument
  ) -> String {
    let result = patching.result
    var lines = [
      "\(result.site.rawValue) taken over from: \(VisibleText.escaped(patching.text))",
      "logit of \(label(report)): \(Figures.fixed(result.corrupted)) here, "
        + "\(Figures.fixed(result.clean)) there",
    ]
    let (here, there) = (report.encoding.count, patching.tokens.count)
    if here != there {
      lines.append(
        "\(Wording.count(here, "token")) here, \(there) there: positions are matched by number, "
          + "the first \(min(here, there)) are taken over")
    }
    return lines.joined(separator: "\n")
  }

  /// A line a row of cells.
  private static func table(_ cells: PatchingCells) -> String {
    var table = TextTable(
      columns: [.left(cells.rowHeading)] + cells.columns.map { .right($0) })
    for (name, values) in zip(cells.rows, cells.values) {
      table.append([name] + values.map(cells.text))
    }
    return cells.title + "\n" + table.text
  }

  private static func label(_ report: AttentionDocument) -> String {
    VisibleText.escaped(report.model.label(report.target))
  }
}
