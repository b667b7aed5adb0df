import Attribution
import Model
import TestSupport
import Testing

/// Counterfactuals of models: every listed text, read anew, has another class.
@Suite struct CounterfactualReportTests {
  private func explained(_ text: String, _ model: ModelActor, pair: String? = nil) -> ExplainedText
  {
    let tokenizer = model.info.tokenizer
    return ExplainedText(
      tokenizer.encode(text, pair: pair), texts: [text] + [pair].compactMap { $0 }
    ) { tokenizer.encode($0, pair: pair) }
  }

  @Test(arguments: GoldenModels.tiny, CounterfactualSettings.Kinds.allCases)
  func everyListedTextHasAnotherClass(
    _ name: String, _ kinds: CounterfactualSettings.Kinds
  ) async throws {
    let model = try await GoldenModels.load(name)
    let text = explained("a film so good that the crowd was in front", model)
    let report = try await model.counterfactuals(of: text, kinds)
    #expect(report.evaluations > 0)
    let sizes = report.entries.map(\.counterfactual.size)
    #expect(sizes == sizes.sorted())
    for entry in report.entries {
      let read = model.info.tokenizer.encode(entry.texts[0])
      let prediction = try await model.predict(read)
      #expect(prediction.best != report.former, "\(entry.texts[0])")
      #expect(prediction.best == entry.counterfactual.label)
      #expect(entry.texts[0] != text.texts[0])
      #expect(entry.changes.count == entry.counterfactual.size)
      if kinds == .deletions {
        #expect(entry.changes.allSatisfy { $0.replacement == nil })
      }
      if kinds == .replacements {
        #expect(entry.changes.allSatisfy { $0.replacement?.isEmpty == false })
      }
    }
  }

  @Test func aWantedClassIsFound() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = explained("a film so good that the crowd was in front", model)
    var found = 0
    let former = try await model.predict(text.encoding).best
    for label in model.info.configuration.labels.indices {
      guard label != former else {
        await #expect(throws: ModelError.self) {
          try await model.counterfactuals(of: text, .both, wanted: .label(label))
        }
        continue
      }
      let report = try await model.counterfactuals(of: text, .both, wanted: .label(label))
      found += report.entries.count
      #expect(report.entries.allSatisfy { $0.counterfactual.label == label })
    }
    #expect(found > 0)
  }

  @Test func oddTexts() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    for text in ["", "good", "中文 🙂", String(repeating: "good film ", count: 12)] {
      let report = try await model.counterfactuals(of: explained(text, model), .both)
      #expect(report.entries.allSatisfy { !$0.changes.isEmpty })
    }
    let pair = explained("the film was great", model, pair: "but i felt anxious")
    let report = try await model.counterfactuals(of: pair, .both)
    #expect(report.entries.allSatisfy { $0.texts.count == 2 })
  }

  @Test func aNumberHasNoClassToChange() async throws {
    let model = try await GoldenModels.load("bert-regression")
    await #expect(throws: ModelError.self) {
      try await model.counterfactuals(of: explained("a film", model), .both)
    }
  }
}
