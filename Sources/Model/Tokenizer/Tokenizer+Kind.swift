extension Tokenizer {
  /// The name of the algorithm that cuts words into pieces: `WordPiece`, `BPE` or `Unigram`, as `tokenizer.json` calls them.
  public var kind: String {
    switch parts.model {
    case .wordPiece: "WordPiece"
    case .bytePair: "BPE"
    case .unigram: "Unigram"
    }
  }
}
