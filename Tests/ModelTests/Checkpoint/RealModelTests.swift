import Foundation
import TestSupport
import Testing

@testable import Model

/// Checkpoints as they are in the wild, against sums that PyTorch made (`real.json`).
struct RealModelTests {
  private struct Expected: Decodable {
    struct Tensor: Decodable {
      var shape: [Int]
      var sum: Double
      var absolute_sum: Double
      var first: [Float]
      var last: Float
    }
    struct Model: Decodable {
      var parameters: Int
      var tensors: [String: Tensor]
    }
    var models: [String: Model]
  }

  private func compare(_ path: String, with name: String) throws {
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("real.json"))))
    let model = try #require(expected.models[name])
    let checkpoint = try Checkpoint(directory: ModelDirectory(path: path))
    #expect(checkpoint.parameterCount == model.parameters)
    for (name, reference) in model.tensors {
      let tensor = try checkpoint.tensor(name, shape: reference.shape)
      let values = try tensor.floats()
      #expect(Array(values.prefix(4)) == reference.first)
      #expect(values.last == reference.last)
      // Sums of exact numbers in another order: only rounding of double precision may differ.
      let scale = reference.absolute_sum * 1e-12
      var sum = 0.0
      var absoluteSum = 0.0
      for value in values {
        sum += Double(value)
        absoluteSum += Double(abs(value))
      }
      #expect(abs(sum - reference.sum) <= scale)
      #expect(abs(absoluteSum - reference.absolute_sum) <= scale)
    }
  }

  @Test func theEmbeddedModel() throws {
    let path = Fixtures.packageRoot.appendingPathComponent("Models/emotion-mini").path
    try compare(path, with: "Models/emotion-mini")
    let directory = try ModelLocation.resolve(path, environment: [:])
    let configuration = try ModelConfiguration.load(directory: directory)
    #expect(configuration.labels == ["sadness", "joy", "love", "anger", "fear", "surprise"])
    try configuration.validate(against: Checkpoint(directory: directory))
  }

  @Test(
    .enabled(if: SharedData.has("models/minilm-emotion"), "needs the shared model minilm-emotion"))
  func miniLM() throws {
    let path = SharedData.path("models/minilm-emotion")
    try compare(path, with: "models/minilm-emotion")
    let directory = ModelDirectory(path: path)
    let configuration = try ModelConfiguration.load(directory: directory)
    #expect(configuration.hiddenSize == 384)
    try configuration.validate(against: Checkpoint(directory: directory))
  }

  @Test(.enabled(if: SharedData.has("models/minilm"), "needs the shared model minilm"))
  func anEncoderWithoutAHeadIsNoClassifier() throws {
    let directory = ModelDirectory(path: SharedData.path("models/minilm"))
    let configuration = try ModelConfiguration.load(directory: directory)
    let error = try modelError {
      try configuration.validate(against: Checkpoint(directory: directory))
    }
    #expect(error.problem.contains("an encoder without a head"))
  }

  @Test(
    .enabled(
      if: SharedData.has("data/models-tiny/tiny-gpt2"), "needs the shared model tiny-gpt2"))
  func tinyGPT2IsALanguageModel() throws {
    let path = SharedData.path("data/models-tiny/tiny-gpt2")
    try compare(path, with: "data/models-tiny/tiny-gpt2")
    let directory = ModelDirectory(path: path)
    let checkpoint = try Checkpoint(directory: directory)
    let configuration = try ModelConfiguration.load(directory: directory, checkpoint: checkpoint)
    #expect(configuration.architecture == .gpt2)
    #expect(configuration.languageModel != nil)
    try configuration.validate(against: checkpoint)
  }
}
