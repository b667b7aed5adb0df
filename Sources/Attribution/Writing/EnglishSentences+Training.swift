internal import Model

/// What the training data says, in English.
extension EnglishSentences {
  func noTraining() -> String { "The training data is not known." }

  func noNeighbours(_ training: TrainingKnowledge) -> String {
    "No similar text was looked for among the \(labelledTexts(training.textCount))."
  }

  func nearest(
    _ neighbours: [NearestTexts.Neighbour], _ training: TrainingKnowledge
  ) -> String {
    let texts = neighbours.enumerated().map { place, neighbour in
      let facts = [
        quoted(neighbour.label),
        (place == 0 ? "similarity " : "") + similarity(neighbour),
        neighbour.sharedWords.isEmpty
          ? nil : "with \(list(neighbour.sharedWords.map(quoted))) too",
      ]
      return QuotedText.quoted(neighbour.text, limit: QuotedText.textLimit)
        + " (\(facts.compactMap(\.self).joined(separator: ", ")))"
    }
    return "Of \(labelledTexts(training.textCount)) the nearest \(texts.count == 1 ? "is" : "are") "
      + texts.joined(separator: "; ") + "."
  }

  func nearestLabels(_ training: TrainingKnowledge) -> String {
    let labels = training.nearestLabels
    let count = training.nearest.count
    if labels.count == 1, let only = labels.first {
      return "All \(count) nearest are labelled \(quoted(only.label))."
    }
    let parts = labels.enumerated().map { place, label in
      "\(label.count)\(place == 0 ? label.count == 1 ? " is labelled" : " are labelled" : "") "
        + quoted(label.label)
    }
    return "Of the \(count) nearest, \(list(parts))."
  }

  func sameText(_ labels: [String]) -> String {
    "The text itself is in the training data, labelled \(list(labels.map(quoted)))."
  }

  func word(_ word: WordLabelCounts.Word, _ training: TrainingKnowledge) -> String {
    guard word.textCount > 0 else { return "\(quoted(word.text)) is in no training text." }
    let named = word.labels.prefix(TrainingKnowledge.namedLabels).enumerated().map { place, label in
      let share = percent(Double(label.count) / Double(word.textCount))
      let lift = place == 0 ? ", \(ProseFigures.factor(label.lift)) times its usual share" : ""
      return "\(Wording.grouped(label.count)) \(quoted(label.label)) (\(share)\(lift))"
    }
    let rest = word.labels.count - named.count
    return "\(quoted(word.text)) is in \(grouped(word.textCount, "training text")): "
      + list(named + (rest > 0 ? [Wording.count(rest, "other label")] : [])) + "."
  }

  func labelledTexts(_ count: Int) -> String { grouped(count, "labelled training text") }

  func neighbour(_ neighbour: NearestTexts.Neighbour) -> String {
    let facts = [
      "labelled \(quoted(neighbour.label))", "similarity \(similarity(neighbour))",
      neighbour.sharedWords.isEmpty ? nil : "has \(list(neighbour.sharedWords.map(quoted))) too",
      neighbour.isSameText ? "the very same text" : nil,
    ]
    return QuotedText.quoted(neighbour.text, limit: QuotedText.textLimit) + ": "
      + facts.compactMap(\.self).joined(separator: ", ")
  }
}
