import Testing

@testable import Model

/// What is said of tensors that the network does not take.
struct UnreadTensorsTests {
  private func warnings(_ names: [String], read: Set<String>, layers: Int = 1) throws -> [String] {
    let file = try MappedFile(path: fixture("kinds.safetensors"))
    let checkpoint = Checkpoint(
      tensors: names.map {
        StoredTensor(
          name: $0, shape: [1, 1], count: 1, scalarType: .float32, file: file, byteOffset: 0)
      })
    let configuration = ModelConfiguration(
      architecture: .bert, vocabularySize: 1, hiddenSize: 1, layerCount: layers, headCount: 1,
      intermediateSize: 1, positionCount: 1, typeVocabularySize: 1, activation: .gelu,
      layerNormEpsilon: 0, paddingID: 0, labels: ["a"])
    return checkpoint.unreadWarnings(besides: read, configuration, layersFrom: "config.json")
  }

  private let words = "bert.embeddings.word_embeddings.weight"
  private let read: Set<String> = [
    "embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.weight",
    "classifier.weight",
  ]

  @Test func layersBeyondTheConfigurationAreOneWarning() throws {
    let found = try warnings(
      [words] + (0..<3).map { "bert.encoder.layer.\($0).output.dense.weight" }, read: read)
    #expect(found.count == 1)
    #expect(found.first?.contains("hold 3 layers, config.json says 1") == true)
  }

  @Test func adaptersAreCountedAndNamed() throws {
    let adapters = (0..<5).map { "bert.encoder.layer.0.attention.self.query.lora_\($0).weight" }
    let found = try warnings([words] + adapters, read: read)
    #expect(found.count == 1)
    #expect(found.first?.contains("5 tensors") == true)
    #expect(found.first?.contains(adapters[0]) == true)
    #expect(found.first?.hasSuffix("and 2 more") == true)
  }

  @Test(arguments: [
    "bert.embeddings.position_ids", "cls.predictions.bias", "lm_head.weight",
    "bert.pooler.dense.weight", "bert.encoder.layer.0.attn.masked_bias",
  ])
  func whatCheckpointsAlwaysCarryIsNoFinding(name: String) throws {
    #expect(try warnings([words, name], read: read) == [])
  }

  @Test func aClassifierOfAnotherNameIsReadUnderBothNames() throws {
    #expect(
      try warnings(
        [words, "linear.weight", "linear.bias"], read: read.union(["classifier.bias"])) == [])
  }
}
