import Model
import TestSupport
import Testing

@testable import Training

@Suite("Freezing")
struct FreezingTests {
  private func train(
    _ name: String, _ isTrained: @escaping @Sendable (String) -> Bool
  ) async throws -> (before: [String: Tensor], after: [String: Tensor]) {
    let golden = try TrainingGolden(name)
    let batch = golden.batches[0]
    let model = try await GoldenModels.load(name)
    let (texts, targets) = (batch.batch, batch.targets)
    return try await model.perform { classifier in
      let before = try classifier.parameters { _ in true }
      var settings = TrainingSession.Settings()
      settings.optimizer.weightDecay = 0.1
      let session = TrainingSession(classifier, settings, isTrained: isTrained)
      for _ in 0..<3 { _ = try session.step(texts, targets: targets, rate: 1e-3) }
      try session.settle()
      return (before, try classifier.parameters { _ in true })
    }
  }

  @Test(
    "What is frozen does not move at all, what is not moves as if all were trained",
    arguments: GoldenModels.tiny)
  func layers(_ name: String) async throws {
    let isTrained: @Sendable (String) -> Bool = {
      (Checkpoint.layerIndex(of: $0) ?? -1) == 1 || $0.contains("classifier")
        || $0 == "score.weight"
    }
    let (before, after) = try await train(name, isTrained)
    #expect(after.contains { before[$0.key] != $0.value })
    for (name, tensor) in after {
      #expect((tensor == before[name]) != isTrained(name), "\(name)")
    }
  }

  @Test("The head alone can be trained", arguments: GoldenModels.tiny)
  func head(_ name: String) async throws {
    let isTrained: @Sendable (String) -> Bool = {
      $0.contains("classifier") || $0 == "score.weight"
    }
    let (before, after) = try await train(name, isTrained)
    for (name, tensor) in after {
      #expect((tensor == before[name]) != isTrained(name), "\(name)")
    }
  }

  @Test("A gradient does not depend on what else is trained", arguments: GoldenModels.tiny)
  func gradients(_ name: String) async throws {
    let batch = try TrainingGolden(name).batches[0]
    let model = try await GoldenModels.load(name)
    let (texts, labels) = (batch.batch, batch.targets)
    let isTrained: @Sendable (String) -> Bool = { Checkpoint.layerIndex(of: $0) == 1 }
    let (some, all) = try await model.perform { classifier in
      func gradients(_ isTrained: @escaping (String) -> Bool) throws -> [String: Tensor] {
        let sums = ParameterGradients(of: isTrained)
        try classifier.accumulateParameterGradients(texts, into: sums) { index, logits in
          ClassificationLoss()(logits, labels[index]).gradient.map(Float.init)
        }
        return sums.tensors()
      }
      return (try gradients(isTrained), try gradients { _ in true })
    }
    #expect(Set(some.keys) == Set(all.keys.filter(isTrained)))
    // oneDNN's GELU, fused with a product that nothing is run backwards through, rounds otherwise than ours on some CPUs.
    let largest = all.values.map { largestMagnitude($0.values) }.max() ?? 0
    let tolerance = model.info.backend.hasPrefix("oneDNN") ? 1e-6 * largest : 0
    for (name, tensor) in some {
      let expected = try #require(all[name])
      #expect(maximumDifference(tensor.values, expected.values) <= tolerance, "\(name)")
    }
  }
}
