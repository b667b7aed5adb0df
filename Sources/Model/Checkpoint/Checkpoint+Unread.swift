extension Checkpoint {
  /// Says what the weights hold and the network did not take, a line a finding.
  ///
  /// Layers beyond the configuration's number and tensors that are no part of the architecture
  /// (LoRA's matrices) mean that the model computed is not the model saved. Buffers and the heads of
  /// pretraining, which a fine-tuned classifier does not use, are no finding.
  ///
  /// - Parameters:
  ///   - read: Canonical names of all tensors that were taken.
  ///   - configuration: What the network was built from.
  ///   - source: The file that said how many layers there are.
  func unreadWarnings(
    besides read: Set<String>, _ configuration: ModelConfiguration, layersFrom source: String
  ) -> [String] {
    var warnings: [String] = []
    if layerCount > configuration.layerCount {
      warnings.append(
        "the weights hold \(Wording.count(layerCount, "layer")), \(source) says "
          + "\(configuration.layerCount): the layers from \(configuration.layerCount) on are not used"
      )
    }
    let unknown = unread(besides: read).filter { tensor in
      tensor.stored.scalarType.isWeight && !Self.isKnown(tensor.name)
        && (Self.layerIndex(of: tensor.name) ?? 0) < configuration.layerCount
    }
    if !unknown.isEmpty {
      let first = unknown.prefix(3).map { "`\($0.stored.name)`" }
      let more = unknown.count > first.count ? " and \(unknown.count - first.count) more" : ""
      warnings.append(
        "\(place) holds \(Wording.count(unknown.count, "tensor")) that a "
          + "\(configuration.architecture.rawValue) classifier has no use for, not read: "
          + first.joined(separator: ", ") + more)
    }
    return warnings
  }

  /// Whether a tensor that was not read is one that such checkpoints always carry along.
  private static func isKnown(_ name: String) -> Bool {
    // Heads of pretraining, BERT's pooler in models without one, and tables of constants.
    let prefixes = [
      "cls.", "lm_head.", "vocab_transform.", "vocab_layer_norm.", "vocab_projector.", "pooler.",
      "embeddings.position_ids", "embeddings.token_type_ids",
    ]
    let suffixes = [".attn.bias", ".attn.masked_bias"]
    return prefixes.contains(where: name.hasPrefix) || suffixes.contains(where: name.hasSuffix)
  }
}
