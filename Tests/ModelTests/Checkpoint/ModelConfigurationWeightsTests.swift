import Foundation
import Testing

@testable import Model

/// Configurations that are read off the weights, and those that weights refute.
struct ModelConfigurationWeightsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func withoutConfigSizesAreReadOffTheWeights() throws {
    let c = try ModelConfiguration.load(directory: ModelDirectory(path: fixture("system_d")))
    #expect(
      c
        == ModelConfiguration(
          architecture: .bert, vocabularySize: 10, hiddenSize: 8, layerCount: 1, headCount: 2,
          intermediateSize: 16, positionCount: 8, typeVocabularySize: 2, activation: .gelu,
          layerNormEpsilon: 1e-12, paddingID: 0, labels: ["negative", "positive"],
          outputActivation: .relu))
    try c.validate(against: Checkpoint(directory: ModelDirectory(path: fixture("system_d"))))
  }

  @Test func withoutAnyFileTheNamesShowTheArchitecture() throws {
    try folder.write("model.safetensors", fixtureBytes("bert/model.safetensors"))
    var flags = ModelOverrides()
    flags.headCount = 2
    let c = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), overrides: flags)
    #expect(c.architecture == .bert)
    #expect(c.layerCount == 2)
    #expect(c.labels.count == 3)
  }

  /// Names and shapes that tell an architecture apart, and what is to be read off them.
  @Test(
    arguments: [
      (
        [
          "distilbert.embeddings.word_embeddings.weight": [9, 128],
          "distilbert.embeddings.position_embeddings.weight": [7, 128],
          "distilbert.transformer.layer.2.ffn.lin1.bias": [5],
          "distilbert.transformer.layer.0.ffn.lin1.weight": [5, 128],
          "classifier.weight": [4, 128],
        ], "distilbert", [9, 128, 3, 2, 5, 7, 0, 4]
      ),
      (
        [
          "transformer.wte.weight": [9, 64], "transformer.wpe.weight": [7, 64],
          "transformer.h.0.mlp.c_fc.weight": [64, 6], "transformer.h.11.ln_1.bias": [64],
          "score.weight": [3, 64],
        ], "gpt2", [9, 64, 12, 1, 6, 7, 0, 3]
      ),
      (
        [
          "roberta.embeddings.word_embeddings.weight": [9, 64],
          "roberta.embeddings.position_embeddings.weight": [7, 64],
          "roberta.embeddings.token_type_embeddings.weight": [1, 64],
          "roberta.encoder.layer.0.intermediate.dense.weight": [6, 64],
          "classifier.dense.weight": [64, 64], "classifier.out_proj.weight": [2, 64],
        ], "roberta", [9, 64, 1, 1, 6, 7, 1, 2]
      ),
    ] as [([String: [Int]], String, [Int])])
  func architecturesAreToldApartByTheirNames(
    tensors: [String: [Int]], architecture: String, sizes: [Int]
  ) throws {
    var flags = ModelOverrides()
    flags.headCount = sizes[3]
    let c = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), overrides: flags,
      checkpoint: .ofShapes(tensors))
    #expect(c.architecture.rawValue == architecture)
    let found = [
      c.vocabularySize, c.hiddenSize, c.layerCount, c.headCount, c.intermediateSize,
      c.positionCount, c.typeVocabularySize, c.labels.count,
    ]
    #expect(found == sizes)
  }

  @Test func withoutConfigTheHeadCountIsAskedForAndNotGuessed() throws {
    let error = try modelError {
      try ModelConfiguration.load(
        directory: ModelDirectory(path: folder.path), checkpoint: .bert(width: 384))
    }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("attention heads") && error.problem.contains("384"))
    let advice = try #require(error.advice)
    #expect(advice.contains("--heads") && advice.contains("\(folder.path)/headscope.json"))
    // The file that the advice writes down is one that loads.
    let json = try #require(advice.firstIndex(of: "{"))
    try folder.write("headscope.json", String(advice[json...]))
    let c = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), checkpoint: .bert(width: 384))
    #expect(c.headCount == 12)
  }

  /// BERT-base and BERT-large, and GPT-2 large and XL.
  @Test(arguments: [(768, 12), (1024, 16), (1280, 20), (1600, 25)])
  func publishedWidthsHaveTheirHeadCountWithAWarning(width: Int, heads: Int) throws {
    var warnings: [String] = []
    let c = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), checkpoint: .bert(width: width)
    ) { warnings.append($0) }
    #expect(c.headCount == heads)
    #expect(warnings.first?.contains("\(heads) attention heads") == true)
  }

  @Test func whatIsAssumedWithoutConfigIsToldWithTheKeyThatSettlesIt() throws {
    var warnings: [String] = []
    _ = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), checkpoint: .bert(width: 768)
    ) { warnings.append($0) }
    let keys = [
      "headCount", "outputActivation", "problemType", "activation", "layerNormEpsilon", "labels",
    ]
    #expect(warnings.count == keys.count)
    for (warning, key) in zip(warnings, keys) { #expect(warning.contains("`\(key)`")) }
    #expect(!warnings.contains { $0.contains("\n") })
  }

  @Test func whatHeadscopeJSONSaysIsNotWarnedOf() throws {
    try folder.write(
      "headscope.json",
      #"""
      {"headCount": 4, "outputActivation": "relu", "problemType": "single_label_classification",
       "activation": "gelu", "layerNormEpsilon": 1e-12, "labels": ["a", "b", "c"]}
      """#)
    var warnings: [String] = []
    _ = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), checkpoint: .bert(width: 64)
    ) { warnings.append($0) }
    #expect(warnings == [])
  }

  @Test func sizesAndWeightsMustAgree() throws {
    let checkpoint = try Checkpoint(directory: ModelDirectory(path: fixture("bert")))
    var c = try ModelConfiguration.load(directory: ModelDirectory(path: fixture("bert")))
    c.vocabularySize = 11
    #expect(try modelError { try c.validate(against: checkpoint) }.kind == .mismatch)
    c.vocabularySize = 10
    c.layerCount = 3
    #expect(try modelError { try c.validate(against: checkpoint) }.kind == .missing)
  }

  @Test(arguments: [
    (["cls.predictions.bias"], "masked-language-model"), (["lm_head.weight"], "language-model"),
    (["qa_outputs.weight"], "question-answering"), ([], "an encoder without a head"),
  ])
  func weightsWithoutAClassifierSayWhatTheyHave(heads: [String], word: String) throws {
    let file = try MappedFile(path: fixture("kinds.safetensors"))
    let tensors = (["bert.embeddings.word_embeddings.weight"] + heads).map {
      StoredTensor(
        name: $0, shape: [1, 1], count: 1, scalarType: .float32, file: file, byteOffset: 0)
    }
    let c = try folder.load(#"{"model_type": "bert"}"#)
    let error = try modelError { try c.validate(against: Checkpoint(tensors: tensors)) }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(word))
    #expect(error.problem.contains("no classifier"))
  }
}
