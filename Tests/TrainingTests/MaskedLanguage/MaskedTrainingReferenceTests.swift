import TestSupport
import Testing

@testable import Model
@testable import Training

/// Loss, gradients and a few steps of AdamW against PyTorch's.
@Suite("Masked language modelling as PyTorch does it")
struct MaskedTrainingReferenceTests {
  @Test("Loss, hits and the gradients of all parameters", arguments: MaskedTrainingGolden.models)
  func gradients(_ name: String) async throws {
    let golden = try MaskedTrainingGolden(name)
    let batch = golden.batch(0)
    let (loss, gradients) = try await MaskedTrainingGolden.withModel(name) { model in
      try await model.perform { classifier in
        let sums = ParameterGradients()
        let loss = try classifier.accumulateParameterGradients(batch, into: sums)
        let asked = try classifier.loss(of: batch)
        #expect(asked.count == loss.count && asked.correctCount == loss.correctCount)
        #expect(abs(asked.mean - loss.mean) <= 1e-6)
        return (loss, sums.tensors())
      }
    }
    #expect(abs(loss.mean - golden.losses[0]) < 1e-5)
    #expect(loss.correctCount == golden.hits[0])
    #expect(loss.count == batch.count)
    #expect(Set(gradients.keys) == Set(golden.gradients.keys))
    let largest = golden.gradients.values.map(\.length).max() ?? 0
    for (name, expected) in golden.gradients.sorted(by: { $0.key < $1.key }) {
      let distance = expected.distance(of: try #require(gradients[name]))
      // A key's bias has no gradient: what is there is rounding.
      let scale = TrainingGolden.isKeyBias(name) ? largest : expected.length
      #expect(distance <= 1e-4 * scale + 1e-7 * largest, "\(name): \(distance / scale)")
    }
  }

  @Test(
    "Steps of AdamW, of a table that is the last matrix too", arguments: MaskedTrainingGolden.models
  )
  func steps(_ name: String) async throws {
    let golden = try MaskedTrainingGolden(name)
    let (settings, schedule, rate) = (golden.settings, golden.schedule, golden.rate)
    let batches = golden.batches.indices.map(golden.batch)
    let (results, start, parameters) = try await MaskedTrainingGolden.withModel(name) { model in
      try await model.perform { classifier in
        let start = try classifier.parameters { _ in true }
        let session = TrainingSession(classifier, settings)
        let results = try batches.enumerated().map { step, batch in
          try session.step(batch, rate: rate * schedule.factor(step: step))
        }
        try session.settle()
        return (results, start, try classifier.parameters { _ in true })
      }
    }
    for (step, result) in results.enumerated() {
      #expect(abs(result.loss - golden.losses[step]) <= 1e-4, "step \(step)")
      #expect(result.correctCount == golden.hits[step], "step \(step)")
      #expect(result.labelledCount == batches[step].count)
      let norm = golden.gradientNorms[step]
      #expect(abs(result.gradientNorm - norm) <= 1e-3 * norm, "step \(step)")
    }
    try golden.check(parameters, from: start)
  }

  @Test("Texts of many calls and logits of many runs give the gradients of one")
  func cuts() async throws {
    let golden = try MaskedTrainingGolden("bert")
    var whole = MaskedBatch()
    for _ in 0..<5 {
      for step in golden.batches.indices {
        for text in golden.batches[step] {
          whole.append(
            ids: text.ids, typeIDs: text.ids.map { _ in 0 },
            chosen: zip(text.chosen, text.pieces).map { ($0, $1) })
        }
      }
    }
    #expect(whole.batch.rows > 4 * SequenceClassifier.maximumRows)
    let batch = whole
    let (loss, cut) = try await MaskedTrainingGolden.withModel("bert") { model in
      try await model.perform { classifier in
        let sums = ParameterGradients()
        let loss = try classifier.accumulateParameterGradients(batch, into: sums)
        return (loss, sums.tensors())
      }
    }
    // The mean of what each batch finds alone, by the pieces it is asked for.
    let parts = golden.batches.indices.map(golden.batch)
    let (sum, expected) = try await MaskedTrainingGolden.withModel("bert") { model in
      try await model.perform { classifier in
        classifier.logitsPerRun = 3 * 112
        var sum = MaskedLoss()
        var mean: [String: Tensor] = [:]
        let count = parts.reduce(0) { $0 + $1.count }
        for part in parts {
          let sums = ParameterGradients()
          sum += try classifier.accumulateParameterGradients(part, into: sums)
          let share = Float(part.count) / Float(count)
          for (name, tensor) in sums.tensors() {
            var total = mean[name] ?? Tensor(zeros: tensor.shape)
            for index in total.values.indices {
              total.values[index] += share * tensor.values[index]
            }
            mean[name] = total
          }
        }
        return (sum, mean)
      }
    }
    #expect(abs(loss.mean - sum.mean) < 1e-6)
    #expect(loss.correctCount == 5 * sum.correctCount && loss.count == 5 * sum.count)
    #expect(Set(cut.keys) == Set(expected.keys))
    let largest = expected.values.map { largestMagnitude($0.values) }.max() ?? 0
    for (name, tensor) in expected {
      let difference = maximumDifference(try #require(cut[name]).values, tensor.values)
      #expect(difference < 1e-5 * largest, "\(name): \(difference)")
    }
  }

  @Test("What is frozen gets no gradient, and the rest its own", arguments: ["bert", "roberta"])
  func frozen(_ name: String) async throws {
    let golden = try MaskedTrainingGolden(name)
    let batch = golden.batch(0)
    let (all, head) = try await MaskedTrainingGolden.withModel(name) { model in
      try await model.perform { classifier in
        let all = ParameterGradients()
        try classifier.accumulateParameterGradients(batch, into: all)
        let rules = try FreezeRules(["encoder"], names: classifier.parameterNames)
        let head = ParameterGradients(of: rules.isTrained)
        try classifier.accumulateParameterGradients(batch, into: head)
        return (all.tensors(), head.tensors())
      }
    }
    #expect(head.count == (name == "bert" ? 5 : 6))
    for (name, tensor) in head {
      #expect(name.hasPrefix("cls.") || name.hasPrefix("lm_head."))
      #expect(maximumDifference(tensor.values, try #require(all[name]).values) < 1e-6, "\(name)")
    }
  }
}
