/// The tensors of a language model's head, by the reference library's names.
package struct LanguageModelHeadNames {
  /// The dense layer before the norm; nil for GPT-2.
  package var dense: String?
  /// The norm between the dense layer and the last matrix; nil for GPT-2.
  package var norm: String?
  /// The last matrix where it is not the table of word embeddings.
  package var decoder: String
  /// The table of word embeddings.
  package var table: String
  /// Where the vocabulary's biases may be: the head's, and its last matrix's; none for GPT-2.
  package var biases: [String]
  /// The tensors that tell that there is such a head, one of them.
  package var marks: [String]

  /// The names of an architecture.
  package init(_ architecture: ModelConfiguration.Architecture) {
    table = "embeddings.word_embeddings.weight"
    switch architecture {
    case .bert:
      // transformers `modeling_bert.py`, BertLMPredictionHead.
      dense = "cls.predictions.transform.dense"
      norm = "cls.predictions.transform.LayerNorm"
      decoder = "cls.predictions.decoder.weight"
      biases = ["cls.predictions.bias", "cls.predictions.decoder.bias"]
      marks = ["cls.predictions.transform.dense.weight"]
    case .roberta, .xlmRoberta:
      // `modeling_roberta.py`, RobertaLMHead.
      dense = "lm_head.dense"
      norm = "lm_head.layer_norm"
      decoder = "lm_head.decoder.weight"
      biases = ["lm_head.bias", "lm_head.decoder.bias"]
      marks = ["lm_head.dense.weight"]
    case .distilBERT:
      // `modeling_distilbert.py`, DistilBertForMaskedLM.
      dense = "vocab_transform"
      norm = "vocab_layer_norm"
      decoder = "vocab_projector.weight"
      biases = ["vocab_projector.bias"]
      marks = ["vocab_transform.weight"]
    case .gpt2:
      // `modeling_gpt2.py`, GPT2LMHeadModel: its table is its head, with or without a name for it.
      decoder = "lm_head.weight"
      table = "wte.weight"
      biases = []
      marks = ["lm_head.weight", "wte.weight"]
    }
  }

  /// Where a head's biases are looked for, the one that is read first: tied, the head's own, else its last matrix's.
  package func biases(isTied: Bool) -> [String] { isTied ? biases : biases.reversed() }
}
