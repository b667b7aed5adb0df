internal import Model

extension ModelConfiguration {
  /// What `config.json` says of the network, head and dropout aside, by the keys of transformers' class for the architecture.
  var networkMembers: [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = [
      ("model_type", .string(architecture.rawValue)), ("vocab_size", .integer(vocabularySize)),
    ]
    // Written as short as it is read: a wider number would have other digits.
    let epsilon = JSONValue.number(Double("\(layerNormEpsilon)") ?? Double(layerNormEpsilon))
    switch architecture {
    case .bert, .roberta, .xlmRoberta:
      members += [
        ("hidden_size", .integer(hiddenSize)), ("num_hidden_layers", .integer(layerCount)),
        ("num_attention_heads", .integer(headCount)),
        ("intermediate_size", .integer(intermediateSize)),
        ("hidden_act", .string(activation.upstreamName)),
        ("max_position_embeddings", .integer(positionCount)),
        ("type_vocab_size", .integer(typeVocabularySize)), ("layer_norm_eps", epsilon),
      ]
    case .distilBERT:
      members += [
        ("dim", .integer(hiddenSize)), ("n_layers", .integer(layerCount)),
        ("n_heads", .integer(headCount)), ("hidden_dim", .integer(intermediateSize)),
        ("activation", .string(activation.upstreamName)),
        ("max_position_embeddings", .integer(positionCount)),
        ("sinusoidal_pos_embds", .bool(false)),
      ]
    case .gpt2:
      members += [
        ("n_embd", .integer(hiddenSize)), ("n_layer", .integer(layerCount)),
        ("n_head", .integer(headCount)), ("n_inner", .integer(intermediateSize)),
        ("activation_function", .string(activation.upstreamName)),
        ("n_positions", .integer(positionCount)), ("layer_norm_epsilon", epsilon),
      ]
    }
    if paddingID >= 0 { members.append(("pad_token_id", .integer(Int(paddingID)))) }
    return members
  }

  /// All keys under which `config.json` may say what `networkMembers` does, `model_type`'s own or another class's.
  static let networkKeys: Set = [
    "model_type", "vocab_size", "hidden_size", "n_embd", "dim", "num_hidden_layers", "n_layer",
    "n_layers", "num_attention_heads", "n_head", "n_heads", "intermediate_size", "n_inner",
    "hidden_dim", "hidden_act", "activation", "activation_function", "max_position_embeddings",
    "n_positions", "n_ctx", "sinusoidal_pos_embds", "type_vocab_size", "layer_norm_eps",
    "layer_norm_epsilon", "pad_token_id",
  ]
}

extension ModelOverrides {
  /// Whether they say something of the network that `config.json` does not say so.
  var changeNetwork: Bool {
    architecture != nil || hiddenSize != nil || layerCount != nil || headCount != nil
      || intermediateSize != nil || activation != nil || layerNormEpsilon != nil || paddingID != nil
  }
}
