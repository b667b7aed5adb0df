/// How a language model is read as a classifier: which pieces are its classes, and where it is asked for one.
///
/// A masked language model is asked at its first mask token, or at the last token of the text where there is none; a
/// causal one always at the last token, for the piece that follows.
public struct LanguageModelReading: Equatable, Sendable {
  /// The id of the mask token; nil for a causal model, and for a tokenizer that has none.
  public var maskID: Int32?
  /// The pieces that are the classes, one a label; nil: every piece of the vocabulary is a class.
  public var answers: [Int32]?

  /// Makes a reading from its parts.
  public init(maskID: Int32? = nil, answers: [Int32]? = nil) {
    self.maskID = maskID
    self.answers = answers
  }

  /// The index of the token whose state is read, among those of one text.
  ///
  /// - Parameter isCausal: whether the model reads from left to right, and its tokenizer adds nothing behind the text.
  public func position(in ids: some RandomAccessCollection<Int32>, isCausal: Bool) -> Int {
    if let maskID, let index = ids.firstIndex(of: maskID) {
      return ids.distance(from: ids.startIndex, to: index)
    }
    // The last token of an encoder's text stands before the separator.
    return max(ids.count - (isCausal ? 1 : 2), 0)
  }
}

extension ModelConfiguration {
  /// Settles the classes of a language model, which only its tokenizer can name.
  ///
  /// - Parameters:
  ///   - labels: the words that are its answers; nil: the whole vocabulary.
  ///   - tokenizer: the model's.
  ///   - warn: is told of answers that are read by their first piece.
  /// - Throws: `ModelError(.invalidInput)` where two answers begin with the same piece or one has none.
  mutating func settleAnswers(
    _ labels: [String]?, _ tokenizer: Tokenizer, warn: (String) -> Void
  ) throws {
    problemType = .singleLabel
    languageModel = LanguageModelReading(
      maskID: architecture == .gpt2 ? nil : tokenizer.specialTokens.mask)
    guard let labels else {
      self.labels = (0..<Int32(vocabularySize)).map { tokenizer.token(for: $0) ?? "[id \($0)]" }
      return
    }
    var answers: [Int32] = []
    for label in labels {
      let pieces = tokenizer.answerPieces(label)
      guard let first = pieces.first, label.contains(where: { !$0.isWhitespace }) else {
        throw ModelError(
          .invalidInput, "The answer `\(label)` has no piece in the model's vocabulary.",
          advice: "Give other words as labels.")
      }
      if let other = answers.firstIndex(of: first) {
        throw ModelError(
          .invalidInput,
          "The answers `\(labels[other])` and `\(label)` begin with the same piece "
            + "`\(tokenizer.token(for: first) ?? "")`, by which both would be read.",
          advice: "Give labels that differ in their first piece.")
      }
      if pieces.count > 1 {
        warn(
          "the answer `\(label)` is \(pieces.count) pieces: it is read by the first, "
            + "`\(tokenizer.token(for: first) ?? "")`")
      }
      answers.append(first)
    }
    languageModel?.answers = answers
    self.labels = labels
  }
}

extension Tokenizer {
  /// The pieces of a word that answers a text: as it stands behind a blank, which byte-level vocabularies make a part of it.
  func answerPieces(_ word: String) -> [Int32] {
    func pieces(_ text: String) -> [Int32] {
      let encoding = encode(text)
      let unknown = specialTokens.unknown
      return zip(encoding.ids, encoding.isSpecial).compactMap {
        $1 || $0 == unknown ? nil : $0
      }
    }
    let (inside, alone) = (pieces(" " + word), pieces(word))
    // A word that the vocabulary holds at the beginning of a text only is that one piece.
    return alone.count == 1 && inside.count != 1 ? alone : inside
  }
}
