internal import Attribution
internal import Model

/// The board's page about a sample of texts.
extension BoardText {
  /// The head under the cursor on this text and over all, then every head under the name of what it does.
  var sample: [Line] {
    let sample = state.heads.sample
    if state.explain.texts.isEmpty {
      return prose(
        "What every head does over many texts, as means. There is no list of texts yet: L on the Explain "
          + "screen reads a file of them, a keeps the text that is typed.", .subtle)
    }
    if let problem = sample.problem { return prose("✗ " + problem, .error) }
    guard let model = state.model, let report = sample.report,
      report.profiles.count == model.layerCount * model.headCount
    else {
      return sample.asked == nil ? [] : [[Part("counting…", .subtle)]]
    }
    let best = report.profiles.map(\.best)
    return ofCursor(best, model) + byPattern(best, model) + origin(report)
  }

  private func ofCursor(_ best: [HeadProfile.Match], _ model: ModelSummary) -> [Line] {
    let head = state.heads.cursor
    let offset = head.layer * model.headCount + head.head
    guard best.indices.contains(offset) else { return [] }
    let name = "▸ \(head)"
    func line(
      _ start: String, _ place: String, _ match: HeadProfile.Match?, _ roles: TokenRoles?
    ) -> Line {
      // The score goes first: what is cut off in a narrow pane is the end of a name.
      [
        Part(NumberText.fitted(start, name.count), .title),
        Part(" " + NumberText.fitted(place, 4), .subtle),
        Part(
          match.map {
            NumberText.padded(NumberText.percent(Float($0.score)), 6) + " "
              + HeadReadout.title($0, roles)
          } ?? "  no text"),
      ]
    }
    let report = state.heads.report
    return [
      line(name, "here", report?.patterns[offset], report?.roles),
      line("", "all", best[offset], nil), [],
    ]
  }

  private func byPattern(_ best: [HeadProfile.Match], _ model: ModelSummary) -> [Line] {
    let itemColumns = 12
    let perLine = max(width / itemColumns, 1)
    return HeadPattern.allCases.flatMap { pattern -> [Line] in
      let heads = best.indices.filter { best[$0].pattern == pattern }
        .sorted { (best[$0].score, $1) > (best[$1].score, $0) }
      guard !heads.isEmpty else { return [] }
      let title =
        "\(pattern.letter) \(HeadReadout.name(pattern)): \(Wording.count(heads.count, "head"))"
      let rows = stride(from: 0, to: heads.count, by: perLine).map { first -> Line in
        heads[first..<min(first + perLine, heads.count)].flatMap { offset -> Line in
          let head = HeadIndex(
            layer: offset / model.headCount, head: offset % model.headCount)
          let score = NumberText.percent(Float(best[offset].score))
          let text = "\(head)"
          return [
            Part(
              NumberText.padded(text, 5), head == state.heads.cursor ? .selected : .text, of: head),
            Part(NumberText.padded(score, 6) + " ", .subtle, of: head),
          ]
        }
      }
      return [[Part(title, .title)]] + rows
    }
  }

  private func origin(_ report: PatternSampleReport) -> [Line] {
    let all = state.explain.texts.count
    var text = "Means over "
    text +=
      all > SampleState.mostTexts
      ? "the first \(SampleState.mostTexts) of the list's \(Wording.grouped(all)) texts"
      : "the texts of the list"
    text += ", \(Wording.grouped(report.tokenCount)) tokens"
    if report.cutCount > 0 { text += "; \(Wording.count(report.cutCount, "text")) cut" }
    return prose(
      text + ". Scores are shares of the attention of words, of broad heads its entropy.", .subtle)
  }
}
