import Model
import TestSupport
import Testing

/// A pass through the network ends at the next product of matrices once nobody waits for it, and leaves the model as it was.
@Suite struct CancellationTests {
  /// The three passes there are.
  enum Pass: String, CaseIterable, CustomTestStringConvertible {
    case forwards
    /// Recorded, then backwards to the embeddings.
    case inputGradient
    /// Recorded, then backwards to every parameter.
    case parameterGradients

    var testDescription: String { rawValue }

    /// The products of a small model: two layers, the first with one product of query, key and value forwards.
    ///
    /// Forwards the last layer has its query apart: 4 + 5. Backwards each weight has a product of its own: BERT and its kin keep query,
    /// key and value apart, 6 a layer; GPT-2 has them in one matrix, 4 + 5. The heads have two weights, GPT-2's one. What a weight's
    /// own gradient costs is a product more for each.
    func products(_ name: String) -> Int {
      let isGPT2 = name == "gpt2-tiny"
      let forwards: Int = isGPT2 ? 9 + 1 : 9 + 2
      let backwards: Int = isGPT2 ? 9 + 1 : 12 + 2
      switch self {
      case .forwards: return forwards
      case .inputGradient: return forwards + backwards
      case .parameterGradients: return forwards + 2 * backwards
      }
    }

    /// All numbers that the pass gives.
    func numbers(_ classifier: SequenceClassifier) throws -> [Float] {
      var batch = RaggedBatch()
      for ids: [Int32] in [[5, 41, 12, 33, 19], [7, 60, 8]] {
        batch.append(ids: ids, typeIDs: ids.map { _ in 0 })
      }
      switch self {
      case .forwards: return try classifier.forward(batch).logits.flatMap(\.self)
      case .inputGradient:
        return try classifier.gradients(
          batch, at: .embeddings, targets: [0, 1], of: .logit
        ).gradient.values
      case .parameterGradients:
        let gradients = ParameterGradients()
        try classifier.accumulateParameterGradients(batch, into: gradients) { _, logits in
          logits.map { $0 / 2 }
        }
        return gradients.tensors().sorted { $0.key < $1.key }.flatMap(\.value.values)
      }
    }
  }

  /// Runs a pass in a task that is cancelled at a boundary, the model's numbers if it ends all the same.
  private func cancelled(
    _ pass: Pass, at boundary: Int, of model: WatchedModel
  ) async -> Result<[Float], any Error> {
    await Task { try await model.run(cancellingAt: boundary) { try pass.numbers($0) } }.result
  }

  @Test(arguments: GoldenModels.tiny, Pass.allCases)
  func aBoundaryStandsBeforeEveryProduct(_ name: String, _ pass: Pass) async throws {
    let model = try await WatchedModel.load(name)
    _ = try await model.run { try pass.numbers($0) }
    let steps = model.log.all
    #expect(
      steps.indices.allSatisfy { steps[$0] == ($0.isMultiple(of: 2) ? .boundary : .product) },
      "\(steps)")
    #expect(steps.count == 2 * pass.products(name))
  }

  @Test(arguments: GoldenModels.tiny, Pass.allCases)
  func noProductBeginsAfterTheOneThatWasCancelled(_ name: String, _ pass: Pass) async throws {
    let model = try await WatchedModel.load(name)
    for boundary in 1..<pass.products(name) {
      let result = await cancelled(pass, at: boundary, of: model)
      #expect(throws: CancellationError.self, "at boundary \(boundary)") { try result.get() }
      #expect(
        model.log.all.count { $0 == .product } == boundary
          && model.log.all.count { $0 == .boundary } == boundary, "at boundary \(boundary)")
    }
  }

  @Test(arguments: GoldenModels.tiny, Pass.allCases)
  func aPassThatIsCancelledBeforeItBeginsMultipliesNothing(
    _ name: String, _ pass: Pass
  ) async throws {
    let model = try await WatchedModel.load(name)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await model.run { try pass.numbers($0) }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(model.log.all.isEmpty)
  }

  @Test(arguments: GoldenModels.tiny, Pass.allCases)
  func aCancelledPassLeavesNumbersAndMemoryAsTheyWere(_ name: String, _ pass: Pass) async throws {
    let model = try await WatchedModel.load(name)
    let numbers = try await model.run { try pass.numbers($0) }
    let unused = try #require(await model.unusedBytes)
    #expect(unused > 0)
    for boundary in 1..<pass.products(name) {
      _ = await cancelled(pass, at: boundary, of: model)
      // What a pass took of warm memory, and nothing else, came back.
      #expect(await model.unusedBytes == unused, "at boundary \(boundary)")
      #expect(try await model.run { try pass.numbers($0) } == numbers, "at boundary \(boundary)")
      #expect(await model.unusedBytes == unused, "after boundary \(boundary)")
    }
  }
}
