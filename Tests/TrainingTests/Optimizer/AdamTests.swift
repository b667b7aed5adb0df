import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("Adam")
struct AdamTests {
  /// Steps of small batches, so that most word vectors are left out most of the time.
  ///
  /// - Parameter settlingEvery: steps between which all word vectors are brought up to date; nil: only at the end.
  private func train(
    _ kind: OptimizerSettings.Kind, steps: Int, settlingEvery: Int? = nil
  ) async throws -> [String: Tensor] {
    let model = try await GoldenModels.load("bert-tiny")
    return try await model.perform { classifier in
      var settings = TrainingSession.Settings()
      settings.optimizer.kind = kind
      settings.optimizer.weightDecay = 0.05
      let session = TrainingSession(classifier, settings)
      var generator = SeededGenerator(seed: 3)
      for step in 0..<steps {
        var batch = RaggedBatch()
        let ids = (0..<5).map { _ in Int32.random(in: 6..<60, using: &generator) }
        batch.append(ids: ids, typeIDs: ids.map { _ in 0 })
        _ = try session.step(
          batch, targets: [.label(step % 3)], rate: rate(step, of: steps))
        if let settlingEvery, step % settlingEvery == 0 { try session.settle() }
      }
      try session.settle()
      return try classifier.parameters { _ in true }
    }
  }

  private func rate(_ step: Int, of steps: Int) -> Double {
    1e-3 * (1 - Double(step) / Double(2 * steps))
  }

  /// Brought up to date after every step, a row coasts one step at a time, as the dense update moves it.
  @Test("Rows that are moved when they are read end where the dense update puts them, to the bit")
  func lazyRows() async throws {
    let dense = try await train(.adamW, steps: 400, settlingEvery: 1)
    for settlingEvery in [7, nil] {
      let lazy = try await train(.adamW, steps: 400, settlingEvery: settlingEvery)
      for (name, tensor) in dense {
        #expect(try #require(lazy[name]).values == tensor.values, "\(name)")
      }
    }
  }

  /// 0.9¹²⁰⁰ of a first moment is no float any more: rows that were read once and rows that never were decay alike then.
  @Test("A row that coasts for long ends where each of its steps alone puts it")
  func longCoasting() async throws {
    let table = "embeddings.word_embeddings.weight"
    var ends: [[Float]] = []
    for settlingEvery in [1, 311, 5000] {
      let model = try await GoldenModels.load("bert-tiny")
      let end = try await model.perform { classifier in
        var settings = TrainingSession.Settings()
        settings.optimizer.weightDecay = 0.05
        let session = TrainingSession(classifier, settings, isTrained: { $0 == table })
        for step in 0..<1200 {
          var batch = RaggedBatch()
          let ids: [Int32] = step == 0 ? [6, 7, 8] : [9, 10]
          batch.append(ids: ids, typeIDs: ids.map { _ in 0 })
          _ = try session.step(batch, targets: [.label(step % 3)], rate: 1e-3)
          if step % settlingEvery == 0 { try session.settle() }
        }
        try session.settle()
        return try classifier.parameters { $0 == table }[table]
      }
      ends.append(try #require(end).values)
    }
    #expect(ends[1] == ends[0])
    #expect(ends[2] == ends[0])
  }

  /// Loshchilov & Hutter's decay of a vector that never has a gradient: the product of all factors.
  @Test("A word that never occurs decays")
  func decay() async throws {
    let before = try await GoldenModels.load("bert-tiny").perform {
      try $0.parameters { _ in true }
    }
    let after = try await train(.adamW, steps: 40)
    let name = "embeddings.word_embeddings.weight"
    let kept = (0..<40).reduce(1.0) { product, step in
      product * (1 - rate(step, of: 40) * 0.05)
    }
    let expected = try #require(before[name]).row(70).map { Float(Double($0) * kept) }
    #expect(relativeDifference(Array(try #require(after[name]).row(70)), expected) <= 1e-6)
  }

  @Test("Decay that is part of the gradient moves words that never occur")
  func coupledDecay() async throws {
    let before = try await GoldenModels.load("bert-tiny").perform {
      try $0.parameters { _ in true }
    }
    let after = try await train(.adam, steps: 5)
    let name = "embeddings.word_embeddings.weight"
    let start = try #require(before[name]).row(70)
    let end = try #require(after[name]).row(70)
    // Adam normalises: whatever the decay, each step is about the rate.
    let path = (0..<5).reduce(0) { $0 + rate($1, of: 5) }
    for (from, to) in zip(start, end) where abs(from) > 0.01 {
      #expect(abs(Double(abs(from) - abs(to)) - path) <= 1e-4)
    }
  }
}
