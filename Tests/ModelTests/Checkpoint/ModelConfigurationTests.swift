import Foundation
import Testing

@testable import Model

struct ModelConfigurationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(
    _ config: String, overrides: ModelOverrides = ModelOverrides()
  ) throws -> ModelConfiguration {
    try folder.write("config.json", config)
    return try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), overrides: overrides)
  }

  // MARK: - Architectures

  @Test func bertFields() throws {
    let configuration = try load(
      #"""
      {"model_type": "bert", "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 8,
       "intermediate_size": 1024, "vocab_size": 8192, "max_position_embeddings": 128,
       "type_vocab_size": 1, "hidden_act": "gelu_new", "layer_norm_eps": 1e-06, "pad_token_id": 3,
       "position_embedding_type": "absolute", "id2label": {"0": "no", "1": "yes"}}
      """#)
    #expect(
      configuration
        == ModelConfiguration(
          architecture: .bert, vocabularySize: 8192, hiddenSize: 256, layerCount: 4, headCount: 8,
          intermediateSize: 1024, positionCount: 128, typeVocabularySize: 1, activation: .geluTanh,
          layerNormEpsilon: 1e-6, paddingID: 3, labels: ["no", "yes"],
          dropout: .init(.bert, hidden: 0.1, embeddings: 0.1, attention: 0.1, classifier: 0.1)))
  }

  @Test func distilBERTFields() throws {
    let configuration = try load(
      #"""
      {"model_type": "distilbert", "dim": 64, "n_layers": 3, "n_heads": 4, "hidden_dim": 128,
       "vocab_size": 100, "max_position_embeddings": 32, "activation": "relu",
       "sinusoidal_pos_embds": true, "layer_norm_eps": 0.5, "id2label": {"0": "a", "1": "b"}}
      """#)
    #expect(
      configuration
        == ModelConfiguration(
          architecture: .distilBERT, vocabularySize: 100, hiddenSize: 64, layerCount: 3,
          headCount: 4, intermediateSize: 128, positionCount: 32, typeVocabularySize: 0,
          activation: .relu, layerNormEpsilon: 1e-12, paddingID: 0, labels: ["a", "b"],
          dropout: .init(
            .distilBERT, hidden: 0.1, embeddings: 0.1, attention: 0.1, classifier: 0.2)))
  }

  @Test func gpt2Fields() throws {
    let configuration = try load(
      #"""
      {"model_type": "gpt2", "n_embd": 32, "n_layer": 2, "n_head": 2, "n_inner": null, "n_ctx": 9,
       "n_positions": 64, "vocab_size": 50, "layer_norm_epsilon": 1e-4, "pad_token_id": null,
       "scale_attn_by_inverse_layer_idx": true, "scale_attn_weights": false,
       "reorder_and_upcast_attn": true, "num_labels": 3}
      """#)
    #expect(
      configuration
        == ModelConfiguration(
          architecture: .gpt2, vocabularySize: 50, hiddenSize: 32, layerCount: 2, headCount: 2,
          intermediateSize: 128, positionCount: 64, typeVocabularySize: 0, activation: .geluTanh,
          layerNormEpsilon: 1e-4, paddingID: -1, labels: ["LABEL_0", "LABEL_1", "LABEL_2"],
          scalesAttentionByLayer: true, scalesAttention: false,
          dropout: .init(.gpt2, hidden: 0.1, embeddings: 0.1, attention: 0.1, classifier: 0.1)))
  }

  /// What the reference library's modules drop, by the names of their configurations.
  @Test func dropout() throws {
    let bert = try load(
      #"""
      {"model_type": "roberta", "hidden_dropout_prob": 0.2, "attention_probs_dropout_prob": 0.3,
       "classifier_dropout": 0.4}
      """#
    ).dropout
    #expect(bert.embeddings == 0.2 && bert.attentionOutput == 0.2 && bert.feedForward == 0.2)
    #expect(bert.attention == 0.3 && bert.headInput == 0.4 && bert.classifierInput == 0.4)
    let distilBERT = try load(
      #"""
      {"model_type": "distilbert", "dropout": 0.2, "attention_dropout": 0.3, "seq_classif_dropout": 0.4}
      """#
    ).dropout
    #expect(distilBERT.embeddings == 0.2 && distilBERT.attentionOutput == 0)
    #expect(distilBERT.feedForward == 0.2 && distilBERT.headInput == 0)
    #expect(distilBERT.attention == 0.3 && distilBERT.classifierInput == 0.4)
    let gpt2 = try load(
      #"{"model_type": "gpt2", "embd_pdrop": 0.2, "resid_pdrop": 0.3, "attn_pdrop": 0.4}"#
    ).dropout
    #expect(gpt2.embeddings == 0.2 && gpt2.attentionOutput == 0.3 && gpt2.feedForward == 0.3)
    #expect(gpt2.attention == 0.4 && gpt2.classifierInput == 0)
    #expect(throws: ModelError.self) {
      try load(#"{"model_type": "bert", "hidden_dropout_prob": 1.5}"#)
    }
  }

  @Test(arguments: [
    ("roberta", ModelConfiguration.Architecture.roberta), ("camembert", .roberta),
    ("xlm-roberta", .xlmRoberta),
  ])
  func robertaAndItsKin(type: String, architecture: ModelConfiguration.Architecture) throws {
    let configuration = try load(
      #"{"model_type": "\#(type)", "max_position_embeddings": 514, "layer_norm_eps": 1e-05}"#)
    #expect(configuration.architecture == architecture)
    #expect(configuration.paddingID == 1)
    #expect(configuration.maximumTokens == 512)
    #expect(configuration.layerNormEpsilon == 1e-5)
  }

  /// Defaults of `BertConfig`, `DistilBertConfig`, `RobertaConfig`, `GPT2Config` in transformers
  /// 5.23.
  @Test(arguments: [
    ("bert", [30522, 768, 12, 12, 3072, 512, 2]),
    ("distilbert", [30522, 768, 6, 12, 3072, 512, 0]),
    ("roberta", [50265, 768, 12, 12, 3072, 512, 2]), ("gpt2", [50257, 768, 12, 12, 3072, 1024, 0]),
  ])
  func missingFieldsHaveTheUpstreamDefaults(type: String, sizes: [Int]) throws {
    let c = try load(#"{"model_type": "\#(type)"}"#)
    #expect(
      [
        c.vocabularySize, c.hiddenSize, c.layerCount, c.headCount, c.intermediateSize,
        c.positionCount, c.typeVocabularySize,
      ] == sizes)
    #expect(c.activation == (type == "gpt2" ? .geluTanh : .gelu))
    #expect(c.labels == ["LABEL_0", "LABEL_1"])
  }

  @Test func namesOfGPT2InTheCommonSpelling() throws {
    let c = try load(#"{"model_type": "gpt2", "hidden_size": 24, "num_attention_heads": 2}"#)
    #expect(c.hiddenSize == 24)
    #expect(c.headCount == 2)
    #expect(c.intermediateSize == 96)
  }

  // MARK: - Activations

  /// The keys of `ACT2FN` in transformers 5.23, by what their classes compute.
  @Test(
    arguments: [
      ("gelu", .gelu), ("gelu_python", .gelu), ("gelu_new", .geluTanh),
      ("gelu_pytorch_tanh", .geluTanh), ("gelu_python_tanh", .geluTanh),
      ("gelu_accurate", .geluTanh),
      ("gelu_fast", .geluFast), ("quick_gelu", .quickGELU), ("relu", .relu), ("relu2", .relu2),
      ("relu6", .relu6), ("leaky_relu", .leakyReLU), ("silu", .silu), ("swish", .silu),
      ("mish", .mish), ("tanh", .tanh), ("sigmoid", .sigmoid), ("linear", .identity),
      ("gelu_10", .gelu10), ("laplace", .laplace),
    ] as [(String, ModelConfiguration.Activation)])
  func activationsByTheirUpstreamNames(
    name: String, activation: ModelConfiguration.Activation
  ) throws {
    #expect(try load(#"{"model_type": "bert", "hidden_act": "\#(name)"}"#).activation == activation)
  }

  @Test(arguments: ["hardswish", "prelu", "sqrtsoftplus", "xielu", "unheard"])
  func otherActivationsAreNamed(name: String) throws {
    let error = try modelError { try load(#"{"model_type": "bert", "hidden_act": "\#(name)"}"#) }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains("`\(name)`"))
  }

  // MARK: - Labels

  @Test(
    arguments: [
      (#""id2label": {"1": "b", "0": "a"}"#, ["a", "b"]),
      (#""id2label": {"0": "a", "2": "c"}"#, ["a", "LABEL_1", "c"]),
      (#""id2label": {"0": 5, "1": 7}"#, ["5", "7"]),
      (#""id2label": ["a", "b"]"#, ["a", "b"]),
      (#""label2id": {"b": 1, "a": 0}"#, ["a", "b"]),
      (#""id2label": null, "label2id": {"b": "1", "a": 0}"#, nil),
      (#""num_labels": 3"#, ["LABEL_0", "LABEL_1", "LABEL_2"]),
      (#""id2label": {"0": "a", "x": "b"}"#, nil),
      (#""id2label": {"-1": "a"}"#, nil),
      (#""id2label": {"4000000000": "a"}"#, nil),
      (#""id2label": {"0": "a", "00": "b"}"#, nil),
      (#""id2label": 3"#, nil),
      (#""num_labels": 0"#, nil),
    ] as [(String, [String]?)])
  func labels(fields: String, expected: [String]?) throws {
    let config = #"{"model_type": "bert", \#(fields)}"#
    if let expected {
      #expect(try load(config).labels == expected)
    } else {
      #expect(try modelError { try load(config) }.kind == .damaged)
    }
  }

  @Test(arguments: [
    (#""num_labels": 1"#, ModelConfiguration.ProblemType.regression),
    (#""num_labels": 1, "problem_type": "multi_label_classification""#, .multiLabel),
    (#""problem_type": null"#, .singleLabel), (#""problem_type": "regression""#, .regression),
  ])
  func problemTypes(fields: String, expected: ModelConfiguration.ProblemType) throws {
    #expect(try load(#"{"model_type": "bert", \#(fields)}"#).problemType == expected)
  }

  @Test(
    arguments: [
      (#"{"0": "a", "1": "a", "2": "c"}"#, ["a", "a (1)", "c"], "`a (1)`"),
      (#"{"0": "a", "1": "a (2)", "2": "a"}"#, ["a", "a (2)", "a (2)'"], "`a (2)'`"),
      (#"{"0": "a", "2": "c"}"#, ["a", "LABEL_1", "c"], "LABEL_1"),
    ])
  func labelsThatDoNotTellOutputsApartAreCompletedWithAWarning(
    names: String, expected: [String], word: String
  ) throws {
    try folder.write("config.json", #"{"model_type": "bert", "id2label": \#(names)}"#)
    var warnings: [String] = []
    let c = try ModelConfiguration.load(directory: ModelDirectory(path: folder.path)) {
      warnings.append($0)
    }
    #expect(c.labels == expected)
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains(word) == true)
  }

  @Test func gapsAreNamedWhereTheClassifierHasOtherOutputs() throws {
    let directory = ModelDirectory(path: folder.path)
    try folder.write(
      "config.json", #"{"model_type": "bert", "id2label": {"0": "a", "1": "b", "5": "c"}}"#)
    let error = try modelError {
      try ModelConfiguration.load(directory: directory, checkpoint: bert(width: 768))
    }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("no name for output 2 and 2 more"))
    #expect(error.problem.contains("3 outputs"))
  }

  // MARK: - Refusals

  @Test(arguments: [
    (#"{"model_type": "llama"}"#, ModelError.Kind.unsupported, "`llama`"),
    (
      #"{"model_type": "bert", "position_embedding_type": "relative_key"}"#, .unsupported,
      "`relative_key`"
    ),
    (#"{"model_type": "bert", "is_decoder": true}"#, .unsupported, "`is_decoder`"),
    (
      #"{"model_type": "gpt2", "add_cross_attention": true}"#, .unsupported, "`add_cross_attention`"
    ),
    (#"{"model_type": "bert", "problem_type": "ranking"}"#, .unsupported, "`ranking`"),
    (
      #"{"model_type": "bert", "architectures": ["BertForTokenClassification"]}"#, .unsupported,
      "`BertForTokenClassification`"
    ),
    (#"{"hidden_size": 4}"#, .damaged, "`model_type`"),
    (#"{"model_type": 4}"#, .damaged, "`model_type`"),
    (#"{"model_type": "bert", "hidden_size": -4}"#, .damaged, "`hidden_size`"),
    (#"{"model_type": "bert", "hidden_size": 1e30}"#, .damaged, "`hidden_size`"),
    (#"{"model_type": "bert", "hidden_size": "4"}"#, .damaged, "`hidden_size`"),
    (#"{"model_type": "bert", "num_attention_heads": 7}"#, .mismatch, "7 attention heads"),
    (#"{"model_type": "bert", "layer_norm_eps": -1}"#, .damaged, "epsilon"),
    (#"{"model_type": "roberta", "max_position_embeddings": 2}"#, .mismatch, "2 positions"),
    (#"{"model_type": "bert", "pad_token_id": 1e99}"#, .damaged, "`pad_token_id`"),
    ("[1]", .damaged, "an array"), ("{", .damaged, "config.json"),
  ])
  func wrongConfigurationsAreNamed(config: String, kind: ModelError.Kind, word: String) throws {
    let error = try modelError { try load(config) }
    #expect(error.kind == kind, "\(error.problem)")
    #expect(error.problem.contains(word), "\(error.problem)")
  }

  // MARK: - Overrides and weights

  @Test func flagsWinOverTheFile() throws {
    var flags = ModelOverrides()
    flags.labels = ["x", "y"]
    flags.headCount = 6
    flags.outputActivation = .relu
    let c = try load(#"{"model_type": "bert", "id2label": {"0": "a"}}"#, overrides: flags)
    #expect(c.labels == ["x", "y"])
    #expect(c.headCount == 6)
    #expect(c.outputActivation == .relu)
    #expect(c.problemType == .singleLabel)
  }

  @Test(arguments: [0, -1])
  func aHeadCountThatDividesNothingIsRefused(count: Int) throws {
    var flags = ModelOverrides()
    flags.headCount = count
    let error = try modelError { try load(#"{"model_type": "bert"}"#, overrides: flags) }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("\(count) attention heads"))
  }

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
      checkpoint: checkpoint(tensors))
    #expect(c.architecture.rawValue == architecture)
    let found = [
      c.vocabularySize, c.hiddenSize, c.layerCount, c.headCount, c.intermediateSize,
      c.positionCount, c.typeVocabularySize, c.labels.count,
    ]
    #expect(found == sizes)
  }

  /// A checkpoint of tensors without values.
  private func checkpoint(_ shapes: [String: [Int]]) throws -> Checkpoint {
    let file = try MappedFile(path: fixture("kinds.safetensors"))
    return Checkpoint(
      tensors: shapes.map {
        StoredTensor(
          name: $0.key, shape: $0.value, count: $0.value.reduce(1, *), scalarType: .float32,
          file: file, byteOffset: 0)
      })
  }

  /// The least of a BERT classifier's tensors that tell its sizes.
  private func bert(width: Int) throws -> Checkpoint {
    try checkpoint([
      "embeddings.word_embeddings.weight": [9, width],
      "embeddings.position_embeddings.weight": [7, width],
      "encoder.layer.0.intermediate.dense.weight": [5, width], "classifier.weight": [3, width],
    ])
  }

  @Test func withoutConfigTheHeadCountIsAskedForAndNotGuessed() throws {
    let error = try modelError {
      try ModelConfiguration.load(
        directory: ModelDirectory(path: folder.path), checkpoint: bert(width: 384))
    }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("attention heads") && error.problem.contains("384"))
    let advice = try #require(error.advice)
    #expect(advice.contains("--heads") && advice.contains("\(folder.path)/headscope.json"))
    // The file that the advice writes down is one that loads.
    let json = try #require(advice.firstIndex(of: "{"))
    try folder.write("headscope.json", String(advice[json...]))
    let c = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), checkpoint: bert(width: 384))
    #expect(c.headCount == 12)
  }

  /// BERT-base and BERT-large, and GPT-2 large and XL.
  @Test(arguments: [(768, 12), (1024, 16), (1280, 20), (1600, 25)])
  func publishedWidthsHaveTheirHeadCountWithAWarning(width: Int, heads: Int) throws {
    var warnings: [String] = []
    let c = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), checkpoint: bert(width: width)
    ) { warnings.append($0) }
    #expect(c.headCount == heads)
    #expect(warnings.first?.contains("\(heads) attention heads") == true)
  }

  @Test func whatIsAssumedWithoutConfigIsToldWithTheKeyThatSettlesIt() throws {
    var warnings: [String] = []
    _ = try ModelConfiguration.load(
      directory: ModelDirectory(path: folder.path), checkpoint: bert(width: 768)
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
      directory: ModelDirectory(path: folder.path), checkpoint: bert(width: 64)
    ) { warnings.append($0) }
    #expect(warnings == [])
  }

  @Test func labelsAndClassifierMustAgree() throws {
    let checkpoint = try Checkpoint(directory: ModelDirectory(path: fixture("bert")))
    var c = try ModelConfiguration.load(directory: ModelDirectory(path: fixture("bert")))
    try c.validate(against: checkpoint)
    c.labels.append("d")
    let error = try modelError { try c.validate(against: checkpoint) }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("4 labels") && error.problem.contains("3 outputs"))
    #expect(error.problem.contains("`id2label` in config.json"))
    let flag = try modelError { try c.validate(against: checkpoint, labelsFrom: "--labels") }
    #expect(flag.problem.hasPrefix("--labels names 4 labels"))
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
    let c = try load(#"{"model_type": "bert"}"#)
    let error = try modelError { try c.validate(against: Checkpoint(tensors: tensors)) }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(word))
    #expect(error.problem.contains("no classifier"))
  }
}
