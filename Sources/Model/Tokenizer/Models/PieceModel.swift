/// The part of a tokenizer that cuts a word into pieces of its vocabulary.
enum PieceModel: Sendable {
  case wordPiece(WordPieceModel)
  case bytePair(BytePairModel)
  case unigram(UnigramModel)

  /// All pieces and their ids.
  var vocabulary: Vocabulary {
    switch self {
    case .wordPiece(let model): model.vocabulary
    case .bytePair(let model): model.vocabulary
    case .unigram(let model): model.vocabulary
    }
  }

  /// The id of what is not in the vocabulary, or nil if the model has none.
  var unknownID: Int32? {
    switch self {
    case .wordPiece(let model): model.unknownID
    case .bytePair(let model): model.unknownID
    case .unigram(let model): model.unknownID
    }
  }

  /// The characters that mark a piece which continues a word, for display: `##`.
  var continuingPrefix: [UInt8] {
    switch self {
    case .wordPiece(let model): model.continuingPrefix
    case .bytePair(let model): model.continuingPrefix
    case .unigram: []
    }
  }

  /// Cuts a word, given as UTF-8, and appends its pieces.
  ///
  /// - Complexity: O(bytes) times the longest piece's length at worst; for byte pairs O(bytes · log bytes).
  @inline(__always)
  func tokenize(
    _ word: UnsafeBufferPointer<UInt8>, _ workspace: inout Workspace, into pieces: inout [PieceSpan]
  ) {
    switch self {
    case .wordPiece(let model): model.tokenize(word, into: &pieces)
    case .bytePair(let model): model.tokenize(word, &workspace, into: &pieces)
    case .unigram(let model): model.tokenize(word, &workspace, into: &pieces)
    }
  }

  /// Memory that is used again from word to word.
  struct Workspace {
    var symbols: [BytePairModel.Symbol] = []
    var queue: [UInt64] = []
    var nodes: [UnigramModel.Node] = []
  }
}
