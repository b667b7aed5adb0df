internal import Model

/// What the training data says, in Chinese.
extension ChineseSentences {
  func noTraining() -> String { "训练数据未知。" }

  func noNeighbours(_ training: TrainingKnowledge) -> String {
    "未在 \(labelledTexts(training.textCount))中查找相近的文本。"
  }

  func nearest(
    _ neighbours: [NearestTexts.Neighbour], _ training: TrainingKnowledge
  ) -> String {
    let texts = neighbours.enumerated().map { place, neighbour in
      let facts = [
        quoted(neighbour.label), (place == 0 ? "相似度 " : "") + similarity(neighbour),
        neighbour.sharedWords.isEmpty ? nil : "同样含有\(list(neighbour.sharedWords.map(quoted)))",
      ]
      return QuotedText.quoted(neighbour.text, limit: QuotedText.textLimit)
        + "（\(facts.compactMap(\.self).joined(separator: "，"))）"
    }
    return "在 \(labelledTexts(training.textCount))中，最相近的是\(texts.joined(separator: "；"))。"
  }

  func nearestLabels(_ training: TrainingKnowledge) -> String {
    let labels = training.nearestLabels
    let count = training.nearest.count
    if labels.count == 1, let only = labels.first {
      return "最相近的 \(count) 条标签都是\(quoted(only.label))。"
    }
    let parts = labels.map { "\($0.count) 条为\(quoted($0.label))" }
    return "最相近的 \(count) 条中，\(parts.joined(separator: "，"))。"
  }

  func sameText(_ labels: [String]) -> String {
    "这段文本本身就在训练数据中，标签为\(list(labels.map(quoted)))。"
  }

  func word(_ word: WordLabelCounts.Word, _ training: TrainingKnowledge) -> String {
    guard word.textCount > 0 else { return "\(quoted(word.text))没有出现在任何训练文本中。" }
    let named = word.labels.prefix(TrainingKnowledge.namedLabels).enumerated().map { place, label in
      let share = percent(Double(label.count) / Double(word.textCount))
      let lift = place == 0 ? "，是其通常占比的 \(ProseFigures.factor(label.lift)) 倍" : ""
      return "\(quoted(label.label)) \(Wording.grouped(label.count)) 条（\(share)\(lift)）"
    }
    let rest = word.labels.count - named.count
    return "\(quoted(word.text))出现在 \(Wording.grouped(word.textCount)) 条训练文本中："
      + (named + (rest > 0 ? ["另有 \(rest) 个标签"] : [])).joined(separator: "，") + "。"
  }

  func labelledTexts(_ count: Int) -> String { "\(Wording.grouped(count)) 条有标签的训练文本" }

  func neighbour(_ neighbour: NearestTexts.Neighbour) -> String {
    let facts = [
      "标签\(quoted(neighbour.label))", "相似度 \(similarity(neighbour))",
      neighbour.sharedWords.isEmpty ? nil : "同样含有\(list(neighbour.sharedWords.map(quoted)))",
      neighbour.isSameText ? "与原文完全相同" : nil,
    ]
    return QuotedText.quoted(neighbour.text, limit: QuotedText.textLimit) + "："
      + facts.compactMap(\.self).joined(separator: "，")
  }
}
