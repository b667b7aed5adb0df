import Testing

@testable import Model

struct TensorNamesTests {
  /// Stored names of one tensor each, with what they are called canonically, beside the word
  /// embeddings of the same prefix.
  static let spellings: [(stored: [String], canonical: String)] = [
    (
      ["embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.bias"],
      "encoder.layer.0.output.dense.bias"
    ),
    (
      ["bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.output.dense.bias"],
      "encoder.layer.0.output.dense.bias"
    ),
    (
      ["roberta.embeddings.word_embeddings.weight", "roberta.encoder.layer.0.output.dense.bias"],
      "encoder.layer.0.output.dense.bias"
    ),
    (
      ["module.bert.embeddings.word_embeddings.weight", "module.bert.pooler.dense.bias"],
      "pooler.dense.bias"
    ),
    (
      ["_orig_mod.bert.embeddings.word_embeddings.weight", "_orig_mod.bert.pooler.dense.bias"],
      "pooler.dense.bias"
    ),
    (["model.embeddings.word_embeddings.weight", "model.pooler.dense.bias"], "pooler.dense.bias"),
    (
      ["model.bert.embeddings.word_embeddings.weight", "model.classifier.weight"],
      "classifier.weight"
    ),
    (
      [
        "_orig_mod.module.bert.embeddings.word_embeddings.weight",
        "_orig_mod.module.classifier.bias",
      ],
      "classifier.bias"
    ),
    (
      [
        "distilbert.embeddings.word_embeddings.weight",
        "distilbert.transformer.layer.0.attention.q_lin.weight",
      ],
      "transformer.layer.0.attention.q_lin.weight"
    ),
    (
      ["embeddings.word_embeddings.weight", "transformer.layer.0.attention.q_lin.weight"],
      "transformer.layer.0.attention.q_lin.weight"
    ),
    (
      ["distilbert.embeddings.word_embeddings.weight", "pre_classifier.weight"],
      "pre_classifier.weight"
    ),
    (["transformer.wte.weight", "transformer.h.0.attn.c_attn.weight"], "h.0.attn.c_attn.weight"),
    (["wte.weight", "h.0.attn.c_attn.weight"], "h.0.attn.c_attn.weight"),
    (["module.transformer.wte.weight", "module.score.weight"], "score.weight"),
    (["transformer.wte.weight", "score.weight"], "score.weight"),
    (
      ["roberta.embeddings.word_embeddings.weight", "classifier.out_proj.weight"],
      "classifier.out_proj.weight"
    ),
    (
      ["bert.embeddings.word_embeddings.weight", "bert.embeddings.LayerNorm.gamma"],
      "embeddings.LayerNorm.weight"
    ),
    (
      ["bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.output.LayerNorm.beta"],
      "encoder.layer.0.output.LayerNorm.bias"
    ),
    (["bert.embeddings.word_embeddings.weight", "linear.weight"], "classifier.weight"),
    (["module.bert.embeddings.word_embeddings.weight", "module.linear.bias"], "classifier.bias"),
  ]

  @Test(arguments: spellings.indices) func spellingsHaveOneCanonicalName(_ index: Int) {
    let (stored, canonical) = Self.spellings[index]
    let names = TensorNames(stored: stored)
    #expect(names.candidates[canonical] == [1], "\(names.names)")
    #expect(names.candidates.values.contains([0]))
  }

  @Test func aLinearLayerIsNoClassifierBesideOne() {
    let names = TensorNames(stored: ["linear.weight", "classifier.weight"])
    #expect(names.candidates["classifier.weight"] == [1])
  }

  @Test func theClassifierCanBeNamed() {
    let names = TensorNames(
      stored: ["bert.embeddings.word_embeddings.weight", "head.out.weight", "linear.weight"],
      classifier: "head.out")
    #expect(names.candidates["classifier.weight"] == [1])
  }

  @Test func oneTensorUnderTwoSpellingsIsAmbiguous() {
    let names = TensorNames(stored: [
      "bert.embeddings.word_embeddings.weight", "embeddings.word_embeddings.weight",
      "bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.weight",
    ])
    #expect(names.candidates["embeddings.word_embeddings.weight"] == [0, 1])
    #expect(names.candidates["embeddings.LayerNorm.weight"] == [2, 3])
  }

  @Test func similarNamesComeNearestFirst() {
    let names = TensorNames(stored: [
      "wte.weight", "h.0.attn.c_attn.weight", "h.0.attn.c_proj.weight", "h.1.mlp.c_fc.bias",
    ])
    #expect(
      names.similar(to: "h.0.attn.c_attn.bias").prefix(2) == [
        "h.0.attn.c_attn.weight", "h.0.attn.c_proj.weight",
      ])
    #expect(names.similar(to: "nothing") == [])
  }
}
