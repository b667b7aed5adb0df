/// Reads the `model` of a `tokenizer.json`, the part with the large tables, as a stream.
struct ModelReader {
  private let source: String
  private var vocabulary = Vocabulary()
  private var scores: [Double]?
  private var hasVocabulary = false
  private var merges: [BytePairModel.Merge]?
  private var mergeBytes: [UInt8] = []
  /// The small members.
  private var options = JSONObject()

  /// Reads the object that comes next.
  init(_ reader: inout JSONReader, source: String) throws {
    self.source = source
    try reader.readObject { reader, key in
      if reader.matches(key, "vocab") {
        try readVocabulary(&reader)
      } else if reader.matches(key, "merges"), try reader.peek() == .array {
        try readMerges(&reader)
      } else {
        options.append(try reader.string(key), try reader.readValue())
      }
    }
  }

  private mutating func readVocabulary(_ reader: inout JSONReader) throws {
    vocabulary = Vocabulary()
    scores = nil
    hasVocabulary = true
    if try reader.peek() == .array {
      try readScoredPieces(&reader)
    } else {
      try reader.readVocabulary(into: &vocabulary)
    }
  }

  /// `[["<s>", 0.0], …]`.
  private mutating func readScoredPieces(_ reader: inout JSONReader) throws {
    var scores: [Double] = []
    var vocabulary = Vocabulary()
    try reader.readArray { reader in
      var place = 0
      let start = reader.offset
      try reader.readArray { reader in
        if place == 0 {
          let piece = try reader.scanString()
          try vocabulary.append { try reader.append(piece, to: &$0) }
        } else {
          guard place == 1, let score = try reader.readNumber().doubleValue else {
            throw reader.failure("a piece with more than its score", at: start)
          }
          scores.append(score)
        }
        place += 1
      }
      guard place == 2 else { throw reader.failure("a piece without its score", at: start) }
    }
    self.scores = scores
    self.vocabulary = vocabulary
  }

  /// `["a b", …]` or `[["a", "b"], …]`.
  private mutating func readMerges(_ reader: inout JSONReader) throws {
    var merges: [BytePairModel.Merge] = []
    var bytes: [UInt8] = []
    try reader.readArray { reader in
      let start = bytes.count
      if try reader.peek() == .string {
        try reader.append(try reader.scanString(), to: &bytes)
        if bytes[start...].starts(with: "#version".utf8) { return }
        guard let merge = BytePairModel.Merge(line: start..<bytes.count, of: bytes) else {
          throw reader.failure("a merge that is not of two pieces", at: reader.offset)
        }
        merges.append(merge)
      } else {
        var ends: [Int] = []
        try reader.readArray { reader in
          try reader.append(try reader.scanString(), to: &bytes)
          ends.append(bytes.count)
        }
        guard ends.count == 2 else {
          throw reader.failure("a merge that is not of two pieces", at: reader.offset)
        }
        merges.append(BytePairModel.Merge(left: start..<ends[0], right: ends[0]..<ends[1]))
      }
    }
    self.merges = merges
    mergeBytes = bytes
  }

  /// Makes the model that was read; a file without `type` is told by its members, as the reference does.
  func model() throws -> PieceModel {
    guard hasVocabulary else {
      throw ModelError(.damaged, "\(source): a model without a vocabulary")
    }
    let type: String
    if let name = options["type"]?.stringValue {
      type = name
    } else if scores != nil {
      type = "Unigram"
    } else if merges != nil {
      type = "BPE"
    } else {
      type = options["continuing_subword_prefix"] == nil ? "WordLevel" : "WordPiece"
    }
    switch type {
    case "WordPiece":
      guard scores == nil else { throw mismatch(type) }
      return .wordPiece(
        try WordPieceModel(
          vocabulary, unknownToken: options["unk_token"]?.stringValue ?? "[UNK]",
          continuingPrefix: options["continuing_subword_prefix"]?.stringValue ?? "##",
          longestWord: options["max_input_chars_per_word"]?.intValue ?? 100, source: source))
    case "BPE":
      guard scores == nil, let merges else { throw mismatch(type) }
      var bytePair = BytePairModel.Options()
      bytePair.unknownToken = options["unk_token"]?.stringValue
      bytePair.continuingPrefix = options["continuing_subword_prefix"]?.stringValue ?? ""
      bytePair.wordSuffix = options["end_of_word_suffix"]?.stringValue ?? ""
      bytePair.fusesUnknown = options["fuse_unk"]?.boolValue ?? false
      bytePair.fallsBackToBytes = options["byte_fallback"]?.boolValue ?? false
      bytePair.ignoresMerges = options["ignore_merges"]?.boolValue ?? false
      return .bytePair(
        try BytePairModel(
          vocabulary, merges: merges, mergeBytes: mergeBytes, bytePair, source: source))
    case "Unigram":
      guard let scores else { throw mismatch(type) }
      return .unigram(
        try UnigramModel(
          vocabulary, scores: scores, unknownID: options["unk_id"]?.intValue,
          fallsBackToBytes: options["byte_fallback"]?.boolValue ?? false, source: source))
    default:
      throw ModelError(
        .unsupported, "\(source): the tokenizer model \(type) is not known here",
        advice: "WordPiece, BPE and Unigram are.")
    }
  }

  private func mismatch(_ type: String) -> ModelError {
    ModelError(.damaged, "\(source): a \(type) model without what such a model needs")
  }
}

extension JSONReader {
  /// Reads `{"piece": id, …}`.
  mutating func readVocabulary(into vocabulary: inout Vocabulary) throws {
    var pieces = vocabulary
    try readObject { reader, key in
      try pieces.append { try reader.append(key, to: &$0) }
      let start = reader.offset
      let id = try reader.readInteger()
      do { try pieces.setLastID(id) } catch { throw reader.failure("an impossible id", at: start) }
    }
    vocabulary = pieces
  }
}

extension BytePairModel.Merge {
  /// Reads `a b`; nil if the line is not of two pieces.
  init?(line: Range<Int>, of bytes: [UInt8]) {
    let space = UInt8(ascii: " ")
    guard let split = bytes[line].firstIndex(of: space),
      !bytes[(split + 1)..<line.upperBound].contains(space)
    else { return nil }
    self.init(left: line.lowerBound..<split, right: (split + 1)..<line.upperBound)
  }
}
