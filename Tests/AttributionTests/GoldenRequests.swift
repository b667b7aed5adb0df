import Attribution
import Model
import TestSupport

extension AttributionRequest {
  /// What a golden integral was computed with.
  init(_ golden: Golden.Integral) throws {
    let baselines: [String: Baseline] = [
      "padding": .padding, "mask": .mask, "unknown": .unknown, "zero": .zero,
    ]
    self.init(
      method: .integratedGradients, target: .index(golden.target),
      output: golden.output == "logit" ? .logit : .probability,
      layer: golden.layer == "embeddings" ? .embeddings : .wordEmbeddings,
      baseline: baselines[golden.baseline] ?? .text(golden.baseline),
      quadrature: Quadrature(rawValue: golden.quadrature) ?? .gaussLegendre, steps: golden.steps)
  }
}

extension Encoding {
  /// A golden's ids as an encoding; which of them the template added is read off the ids.
  init(_ text: Golden.Text, _ tokenizer: Tokenizer) {
    self.init(ids: text.ids, typeIDs: text.typeIDs, tokenizer)
  }

  /// Ids as an encoding; which of them the template added is read off them.
  init(ids: [Int32], typeIDs: [Int32], _ tokenizer: Tokenizer) {
    let ends = [tokenizer.specialTokens.classification, tokenizer.specialTokens.separator]
    let special = ids.map { id in ends.contains { $0 == id } }
    self.init(
      ids: ids, typeIDs: typeIDs, tokens: ids.map(String.init),
      offsets: ids.map { _ in 0..<0 }, sequences: special.map { $0 ? nil : 0 },
      wordIndices: special.map { $0 ? nil : 0 }, isSpecial: special)
  }
}
