import Foundation
import Model
import TestSupport
import Testing

/// The backward pass against PyTorch in double precision.
@Suite struct GradientTests {
  /// Gradients are compared as attributions are: max|ours − reference| over max|reference|.
  private static let tolerance: Float = 1e-4

  @Test(arguments: GoldenModels.tiny)
  func gradientAtTheEmbeddings(_ name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    let kept = golden.pointwise.filter { $0.gradient != nil }
    #expect(kept.count == 2)
    for expected in kept {
      let text = try golden.text(expected.text)
      let layer = try ExplainedLayer(golden: expected.layer)
      let result = try await model.perform {
        try $0.gradients(
          RaggedBatch([text]), at: layer, targets: [expected.target], of: .logit)
      }
      let reference = try golden.tensor(#require(expected.gradient))
      #expect(result.gradient.shape == reference.shape)
      #expect(
        relativeDifference(result.gradient.values, reference.values) <= Self.tolerance,
        "\(expected)")
      #expect(abs(result.outputs[0] - text.logits[expected.target]) <= 1e-4)
    }
  }

  @Test(arguments: GoldenModels.tiny + GoldenModels.trainedHere)
  func gradientTimesInputOfLogitAndProbability(_ name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    #expect(!golden.pointwise.isEmpty)
    for expected in golden.pointwise {
      let text = try golden.text(expected.text)
      let layer = try ExplainedLayer(golden: expected.layer)
      let output: OutputFunction = expected.output == "logit" ? .logit : .probability
      let (vectors, result) = try await model.perform {
        let batch = RaggedBatch([text])
        return (
          try $0.embed(batch, at: layer),
          try $0.gradients(batch, at: layer, targets: [expected.target], of: output)
        )
      }
      let products = text.ids.indices.map { row in
        zip(vectors.row(row), result.gradient.row(row)).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      }
      let norms = text.ids.indices.map { row in
        result.gradient.row(row).reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      }
      #expect(
        relativeDifference(products, expected.inputTimesGradient.sum) <= Self.tolerance,
        "\(expected)")
      #expect(relativeDifference(norms, expected.saliency.l2) <= Self.tolerance, "\(expected)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func gradientOfEveryParameter(_ name: String) async throws {
    let golden = try Golden(name)
    let loss = try #require(golden.loss)
    let text = try golden.text(loss.text)
    let model = try await GoldenModels.load(name)
    let found = try await model.perform { classifier in
      let gradients = ParameterGradients()
      _ = try classifier.accumulateParameterGradients(
        RaggedBatch([text]), into: gradients
      ) { _, logits in crossEntropyGradient(logits, label: loss.label) }
      return gradients.tensors()
    }
    for (name, gradient) in found.sorted(by: { $0.key < $1.key }) {
      let reference = try golden.tensor("parameter.\(name)")
      if let rows = loss.rows[name] {
        let values = rows.flatMap { gradient.row($0) }
        #expect(relativeDifference(values, reference.values) <= Self.tolerance, "\(name)")
        let others = Set(0..<gradient.rows).subtracting(rows)
        #expect(others.allSatisfy { gradient.row($0).allSatisfy { $0 == 0 } }, "\(name)")
      } else if isKeyBias(name) {
        // The softmax does not see a shift of all keys: the true gradient is zero, both sides hold rounding.
        #expect(largestMagnitude(gradient.values) <= 1e-5, "\(name)")
      } else {
        #expect(gradient.shape == reference.shape, "\(name)")
        #expect(
          relativeDifference(gradient.values, reference.values) <= Self.tolerance, "\(name)")
      }
    }
    #expect(found.count == golden.parameterCount)
  }

  private func isKeyBias(_ name: String) -> Bool {
    name.hasSuffix("self.key.bias") || name.hasSuffix("k_lin.bias")
  }

  @Test(arguments: GoldenModels.tiny)
  func parameterGradientsOfABatchAreSums(_ name: String) async throws {
    let golden = try Golden(name)
    let loss = try #require(golden.loss)
    let text = try golden.text(loss.text)
    let model = try await GoldenModels.load(name)
    let (once, twice) = try await model.perform { classifier in
      let once = ParameterGradients()
      let twice = ParameterGradients()
      for (batch, sums) in [
        (RaggedBatch([text]), once), (RaggedBatch([text, text]), twice),
      ] {
        _ = try classifier.accumulateParameterGradients(batch, into: sums) { _, logits in
          crossEntropyGradient(logits, label: loss.label)
        }
      }
      return (once.tensors(), twice.tensors())
    }
    for (name, single) in once where !isKeyBias(name) {
      let double = try #require(twice[name])
      #expect(relativeDifference(single.values.map { 2 * $0 }, double.values) <= 1e-4, "\(name)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func outputAndSlopeAlongAPath(_ name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    let expected = try #require(golden.integrals.first { $0.path != nil })
    let points = try #require(expected.path)
    let text = try golden.text(expected.text)
    let baseline = try golden.paddingBaseline(text, model.info.configuration)
    let found = try await model.perform { classifier in
      let pooled = classifier.pooledPositions(RaggedBatch([text]))[0]
      var batch = RaggedBatch()
      var other = RaggedBatch()
      for _ in points {
        batch.append(ids: text.ids, typeIDs: text.typeIDs, pooledPosition: pooled)
        other.append(ids: baseline, typeIDs: text.typeIDs, pooledPosition: pooled)
      }
      let end = try classifier.embed(batch, at: .embeddings)
      let start = try classifier.embed(other, at: .embeddings)
      var vectors = end
      for index in vectors.values.indices {
        let point = points[index / end.rowSize / text.ids.count]
        vectors.values[index] =
          start.values[index] + Float(point.alpha) * (end.values[index] - start.values[index])
      }
      let result = try classifier.gradients(
        batch, vectors: vectors, at: .embeddings,
        targets: points.map { _ in expected.target }, of: .logit)
      let shares = (0..<batch.rows).map { row in
        zip(result.gradient.row(row), zip(end.row(row), start.row(row))).reduce(Float(0)) {
          $0 + $1.0 * ($1.1.0 - $1.1.1)
        }
      }
      return (outputs: result.outputs, shares: shares)
    }
    for (index, point) in points.enumerated() {
      let shares = found.shares[index * text.ids.count..<(index + 1) * text.ids.count]
      #expect(abs(found.outputs[index] - point.output) <= 1e-4, "alpha \(point.alpha)")
      #expect(
        relativeDifference(shares, point.attributions) <= Self.tolerance, "alpha \(point.alpha)")
    }
  }
}

/// softmax(logits) − one-hot(label).
private func crossEntropyGradient(_ logits: [Float], label: Int) -> [Float] {
  let largest = logits.max() ?? 0
  let powers = logits.map { exp($0 - largest) }
  let sum = powers.reduce(0, +)
  return powers.enumerated().map { $1 / sum - ($0 == label ? 1 : 0) }
}

extension ExplainedLayer {
  /// The layer a golden names.
  fileprivate init(golden name: String) throws {
    self = name == "embeddings" ? .embeddings : .wordEmbeddings
  }
}

extension Golden {
  /// Every token but those of the template replaced by padding.
  fileprivate func paddingBaseline(
    _ text: Text, _ configuration: ModelConfiguration
  ) throws -> [Int32] {
    guard configuration.architecture != .gpt2 else {
      return text.ids.map { _ in configuration.paddingID }
    }
    return text.ids.enumerated().map { index, id in
      index == 0 || index == text.ids.count - 1 ? id : configuration.paddingID
    }
  }
}
