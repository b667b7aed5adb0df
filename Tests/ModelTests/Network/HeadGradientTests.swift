import Model
import TestSupport
import Testing

/// Gradients at gates and attention, against differences of the forward pass and against each other.
@Suite struct HeadGradientTests {
  @Test(arguments: GoldenModels.tiny)
  func aGatesGradientIsTheSlopeOfTheOutput(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    let text = batch([5, 8, 9, 10, 11])
    let step: Float = 1e-2
    let slopes = try await model.perform { classifier in
      try (0..<configuration.layerCount).map { layer in
        try (0..<configuration.headCount).map { head in
          let ends = try [1 - step, 1 + step].map { gate in
            var gates = [[Float]](
              repeating: [Float](repeating: 1, count: configuration.headCount),
              count: configuration.layerCount)
            gates[layer][head] = gate
            return try classifier.forward(text, intervention: Intervention(headGates: gates))
              .logits[0][0]
          }
          return (ends[1] - ends[0]) / (2 * step)
        }
      }
    }
    let gradients = try await model.perform {
      try $0.headGradients(text, of: .logit) { _, _ in 0 }
    }
    #expect(gradients.gates.count == 1)
    let scale = slopes.joined().map(abs).max() ?? 0
    #expect(scale > 1e-4)
    for (found, expected) in zip(gradients.gates[0], slopes) {
      #expect(maximumDifference(found, expected) < 2e-2 * scale + 1e-4)
    }
  }

  /// context = gate · attention · value, so dF/dgate = Σ attention ∘ dF/dattention.
  @Test(arguments: GoldenModels.tiny)
  func attentionGradientsSumToTheGates(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let gradients = try await model.perform {
      try $0.headGradients(
        batch([5, 8, 9, 10, 11], [5, 30, 31]), of: .logit, includesAttention: true
      ) { _, prediction in prediction.best }
    }
    #expect(gradients.captures.count == 2)
    for (capture, gates) in zip(gradients.captures, gradients.gates) {
      #expect(capture.layers.count == gates.count)
      for (layer, expected) in zip(capture.layers, gates) {
        let attention = try #require(layer.attention)
        let gradient = try #require(layer.attentionGradient)
        let sums = (0..<attention.rows).map { head in
          zip(attention.row(head), gradient.row(head)).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        }
        #expect(maximumDifference(sums, expected) < 1e-5)
      }
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func theOutputIsTheForwardPasss(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let text = batch([5, 8, 9, 10, 11])
    let logits = try await model.perform { try $0.forward(text).logits[0] }
    let gradients = try await model.perform {
      try $0.headGradients(text, of: .logit) { _, _ in 1 }
    }
    #expect(abs(gradients.outputs[0] - logits[1]) < 1e-6)
    #expect(maximumDifference(gradients.logits[0], logits) < 1e-6)
  }
}
