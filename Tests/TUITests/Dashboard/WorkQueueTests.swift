import Attribution
import Model
import Testing

@testable import TUI

/// A model that never answers about heads, and tells when it is asked and when its work is no longer wanted.
private struct SilentModel: ModelService {
  let asked = AsyncStream<Void>.makeStream()
  let given = AsyncStream<Void>.makeStream()

  func heads(
    _ input: ModelInput, _ request: HeadsRequest
  ) -> AsyncThrowingStream<HeadsResult, any Error> {
    AsyncThrowingStream { continuation in
      continuation.onTermination = { _ in given.continuation.yield() }
      asked.continuation.yield()
    }
  }

  func open(_ name: String) async throws -> ModelSummary { throw CancellationError() }
  func choices() async -> [ModelChoice] { [] }
  func explain(
    _ input: ModelInput, _ requests: [AttributionRequest]
  ) -> AsyncThrowingStream<ModelResult, any Error> { AsyncThrowingStream { $0.finish() } }
  func trust(
    _ input: ModelInput, _ explanations: [TrustReport.Subject], _ settings: TrustReport.Settings
  ) async throws -> TrustReport { throw CancellationError() }
  func counterfactuals(
    _ input: ModelInput, _ wanted: CounterfactualSettings.WantedClass
  ) async throws -> CounterfactualReport { throw CancellationError() }
  func training(
    _ input: ModelInput, _ files: [String], sharing words: [String]
  ) -> AsyncThrowingStream<TrainingAnswer, any Error> { AsyncThrowingStream { $0.finish() } }
  func evaluate(
    _ question: EvaluationQuestion
  ) -> AsyncThrowingStream<EvaluationAnswer, any Error> { AsyncThrowingStream { $0.finish() } }
  func read(_ inputs: [ModelInput]) -> AsyncThrowingStream<[RowReading], any Error> {
    AsyncThrowingStream { $0.finish() }
  }
  func reader() async -> TextReader? { nil }
}

@Suite struct WorkQueueTests {
  private func work(_ generation: Int) -> Work {
    Work(
      id: Work.ID(lane: .patching, generation: generation), input: ModelInput(text: "so happy"),
      heads: HeadsRequest(
        .patching(
          from: ModelInput(text: "so sad"), at: .residual, on: .predicted, of: .logit)))
  }

  @Test(.timeLimit(.minutes(1)))
  func cancellingALaneEndsTheModelsWork() async {
    let model = SilentModel()
    let queue = WorkQueue(model) { _ in Issue.record("nothing is to be told") }
    var asked = model.asked.stream.makeAsyncIterator()
    var given = model.given.stream.makeAsyncIterator()
    queue.start(work(1))
    await asked.next()
    queue.cancel(.patching)
    #expect(await given.next() != nil)
  }

  @Test(.timeLimit(.minutes(1)))
  func aNewerGenerationEndsTheWorkOfTheOlder() async {
    let model = SilentModel()
    let queue = WorkQueue(model) { _ in Issue.record("nothing is to be told") }
    var asked = model.asked.stream.makeAsyncIterator()
    var given = model.given.stream.makeAsyncIterator()
    queue.start(work(1))
    await asked.next()
    queue.start(work(2))
    #expect(await given.next() != nil)
    await asked.next()
    queue.cancelAll()
    #expect(await given.next() != nil)
  }
}
