package import Model

extension Encoding {
  /// Token ids as a text whose pieces are called by their numbers.
  package static func of(_ ids: [Int32], typeIDs: [Int32]? = nil) -> Encoding {
    Encoding(
      ids: ids, typeIDs: typeIDs ?? [Int32](repeating: 0, count: ids.count),
      tokens: ids.map(String.init),
      offsets: ids.indices.map { $0..<$0 + 1 }, sequences: ids.map { _ in 0 },
      wordIndices: Array(ids.indices), isSpecial: ids.map { _ in false })
  }
}
