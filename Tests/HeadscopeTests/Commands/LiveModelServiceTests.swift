import Attribution
import Foundation
import TUI
import TestSupport
import Testing
import Training

@testable import Model
@testable import headscope

@Suite struct LiveModelServiceTests {
  @Test func whatWasSaidOfTheFirstModelIsNotSaidOfAnother() async throws {
    var overrides = ModelOverrides()
    overrides.labels = ["crowd", "heart"]
    let service = LiveModelService(options: LoadOptions(threads: 1, overrides: overrides))
    let language = Fixtures.model("bert-masked").path
    #expect(try await service.open(language).labels == ["crowd", "heart"])
    #expect(try await service.open(Fixtures.model("bert-tiny").path).labels.count == 4)
    #expect(try await service.open(language).labels == ["crowd", "heart"])
  }

  @Test func whatTheModelDoesNotReadCostsNothing() async throws {
    let service = try await LiveModelService.onSample()
    let text = Array(repeating: "word", count: 200).joined(separator: " ")
    let first = try await explained(text, by: service)
    let second = try await explained(text + " more of it", by: service)
    #expect(second.count == 1)
    #expect(second.last?.estimate == first.last?.estimate)
    #expect(second.last?.seconds == first.last?.seconds)
  }

  @Test func labelledTextsAreReadOnceAndAskedAboutEveryText() async throws {
    let service = try await LiveModelService.onSample()
    let file = FileManager.default.temporaryDirectory.appending(path: "train-\(UUID()).txt")
    let rows = ["i feel so anxious;fear", "what a lovely day;joy", "i am anxious again;fear"]
    try Data(rows.joined(separator: "\n").utf8).write(to: file)
    func knowledge(_ text: String) async throws -> TrainingKnowledge? {
      var last: TrainingAnswer?
      for try await answer in service.training(
        ModelInput(text: text), [file.path], sharing: ["anxious"])
      {
        last = answer
      }
      guard case .knowledge(let knowledge) = last else { return nil }
      return knowledge
    }
    let first = try #require(try await knowledge("i feel so anxious"))
    #expect(first.textCount == 3)
    #expect(first.nearest.first?.text == "i feel so anxious")
    #expect(first.nearest.first?.isSameText == true)
    #expect(first.words.first?.textCount == 2)
    // What was read is kept: the file is not needed again.
    try FileManager.default.removeItem(at: file)
    let second = try #require(try await knowledge("what a lovely day"))
    #expect(second.nearest.first?.label == "joy")
    #expect(second.textCount == 3)
  }

  private func answers(
    _ question: EvaluationQuestion, by service: LiveModelService
  ) async throws -> [EvaluationAnswer] {
    var answers: [EvaluationAnswer] = []
    for try await answer in service.evaluate(question) { answers.append(answer) }
    return answers
  }

  @Test func rowsAreJudgedAndTheWordsBehindThemFound() async throws {
    let service = try await LiveModelService.onSample()
    let file = FileManager.default.temporaryDirectory.appending(path: "rows-\(UUID()).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try """
    i am so happy that you came;joy
    i feel so lonely and sad;sadness
    my heart was racing with fear;anger
    nothing of this;boredom

    """.write(to: file, atomically: true, encoding: .utf8)
    let found = try await answers(.evaluate(data: file.path), by: service)
    let evaluation = try #require(
      found.lazy.compactMap { if case .evaluated(let evaluation) = $0 { evaluation } else { nil } }
        .first)
    #expect(evaluation.rows.map(\.text).count == 3)
    #expect(evaluation.foreignLabels == ["boredom": 1])
    #expect(evaluation.report.values[.accuracy] == 2.0 / 3)
    let drawn = found.contains { if case .intervals = $0 { true } else { false } }
    #expect(drawn)
    // What typing explains is what the rows were predicted by.
    let typed = try await explained("my heart was racing with fear", by: service)
    let prediction = try #require(typed.last?.estimate.prediction)
    #expect(
      abs(Double(prediction.outputs[prediction.best]) - evaluation.report.outputs.confidence(2))
        < 1e-5)
    // Against itself nothing changes.
    let compared = try await answers(
      .compare(
        evaluation, against: Fixtures.packageRoot.appending(path: "Models/emotion-mini").path),
      by: service)
    guard case .compared(let comparison) = try #require(compared.last) else {
      Issue.record("no comparison came")
      return
    }
    #expect(comparison.test == McNemarTest(firstOnly: 0, secondOnly: 0))
    #expect(comparison.differences.allSatisfy { $0.difference.value == 0 })
    let label = evaluation.report.outputs.predictedLabels(2)[0]
    let causes = try await answers(.causes(evaluation, rows: [2], label: label), by: service)
    guard case .causes(let words) = try #require(causes.last) else {
      Issue.record("no words came")
      return
    }
    #expect(words.total.textCount == 1)
    #expect(words.words(by: .sum, most: 2).map(\.text).contains("fear"))
  }

  @Test func dataOfAnotherTaskIsRefusedInWords() async throws {
    let service = try await LiveModelService.onSample()
    let file = FileManager.default.temporaryDirectory.appending(path: "rows-\(UUID()).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try "a text;nonsense\nanother;rubbish\n".write(to: file, atomically: true, encoding: .utf8)
    await #expect(throws: ModelError.self) {
      _ = try await answers(.evaluate(data: file.path), by: service)
    }
  }

  @Test func theSumHoldsWithAWordTakenOut() async throws {
    let result = try await explained(
      "i felt so anxious", removed: [4], by: try await LiveModelService.onSample()
    )
    .last
    let estimate = try #require(result?.estimate)
    let sum = estimate.values.reduce(0, +)
    let change = estimate.outputValue - (estimate.baseOutput ?? .nan)
    #expect(abs(sum - change - (estimate.delta ?? .nan)) < 1e-3)
  }
}
