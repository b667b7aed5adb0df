import Foundation
import Testing

@testable import Model

struct ModelConfigurationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // MARK: - Architectures

  @Test func bertFields() throws {
    let configuration = try folder.load(
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
    let configuration = try folder.load(
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
    let configuration = try folder.load(
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
    let bert = try folder.load(
      #"""
      {"model_type": "roberta", "hidden_dropout_prob": 0.2, "attention_probs_dropout_prob": 0.3,
       "classifier_dropout": 0.4}
      """#
    ).dropout
    #expect(bert.embeddings == 0.2 && bert.attentionOutput == 0.2 && bert.feedForward == 0.2)
    #expect(bert.attention == 0.3 && bert.headInput == 0.4 && bert.classifierInput == 0.4)
    let distilBERT = try folder.load(
      #"""
      {"model_type": "distilbert", "dropout": 0.2, "attention_dropout": 0.3, "seq_classif_dropout": 0.4}
      """#
    ).dropout
    #expect(distilBERT.embeddings == 0.2 && distilBERT.attentionOutput == 0)
    #expect(distilBERT.feedForward == 0.2 && distilBERT.headInput == 0)
    #expect(distilBERT.attention == 0.3 && distilBERT.classifierInput == 0.4)
    let gpt2 = try folder.load(
      #"{"model_type": "gpt2", "embd_pdrop": 0.2, "resid_pdrop": 0.3, "attn_pdrop": 0.4}"#
    ).dropout
    #expect(gpt2.embeddings == 0.2 && gpt2.attentionOutput == 0.3 && gpt2.feedForward == 0.3)
    #expect(gpt2.attention == 0.4 && gpt2.classifierInput == 0)
    #expect(throws: ModelError.self) {
      try folder.load(#"{"model_type": "bert", "hidden_dropout_prob": 1.5}"#)
    }
  }

  @Test(arguments: [
    ("roberta", ModelConfiguration.Architecture.roberta), ("camembert", .roberta),
    ("xlm-roberta", .xlmRoberta),
  ])
  func robertaAndItsKin(type: String, architecture: ModelConfiguration.Architecture) throws {
    let configuration = try folder.load(
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
    let c = try folder.load(#"{"model_type": "\#(type)"}"#)
    #expect(
      [
        c.vocabularySize, c.hiddenSize, c.layerCount, c.headCount, c.intermediateSize,
        c.positionCount, c.typeVocabularySize,
      ] == sizes)
    #expect(c.activation == (type == "gpt2" ? .geluTanh : .gelu))
    #expect(c.labels == ["LABEL_0", "LABEL_1"])
  }

  @Test func namesOfGPT2InTheCommonSpelling() throws {
    let c = try folder.load(#"{"model_type": "gpt2", "hidden_size": 24, "num_attention_heads": 2}"#)
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
    #expect(
      try folder.load(#"{"model_type": "bert", "hidden_act": "\#(name)"}"#).activation == activation
    )
  }

  @Test(arguments: ["hardswish", "prelu", "sqrtsoftplus", "xielu", "unheard"])
  func otherActivationsAreNamed(name: String) throws {
    let error = try modelError {
      try folder.load(#"{"model_type": "bert", "hidden_act": "\#(name)"}"#)
    }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains("`\(name)`"))
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
    let error = try modelError { try folder.load(config) }
    #expect(error.kind == kind, "\(error.problem)")
    #expect(error.problem.contains(word), "\(error.problem)")
  }

  // MARK: - Overrides

  @Test func flagsWinOverTheFile() throws {
    var flags = ModelOverrides()
    flags.labels = ["x", "y"]
    flags.headCount = 6
    flags.outputActivation = .relu
    let c = try folder.load(#"{"model_type": "bert", "id2label": {"0": "a"}}"#, overrides: flags)
    #expect(c.labels == ["x", "y"])
    #expect(c.headCount == 6)
    #expect(c.outputActivation == .relu)
    #expect(c.problemType == .singleLabel)
  }

  @Test(arguments: [0, -1])
  func aHeadCountThatDividesNothingIsRefused(count: Int) throws {
    var flags = ModelOverrides()
    flags.headCount = count
    let error = try modelError { try folder.load(#"{"model_type": "bert"}"#, overrides: flags) }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("\(count) attention heads"))
  }
}
