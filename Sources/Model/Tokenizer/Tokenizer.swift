/// Splits text into the pieces a model was trained on, exactly as the reference library does.
///
/// Value type and `Sendable`: a copy shares its tables. `encode` never fails: any text, however odd, has ids.
public struct Tokenizer: Sendable {
  /// The ids the program itself has to find by role; nil where the vocabulary has none.
  public struct SpecialTokens: Equatable, Sendable {
    /// What fills a batch up; never made by `encode`.
    public var padding: Int32?
    /// What stands for text that no piece covers.
    public var unknown: Int32?
    /// What stands for a hidden word.
    public var mask: Int32?
    /// What the template puts first, and classifiers read.
    public var classification: Int32?
    /// What ends each text.
    public var separator: Int32?
    /// What ends a document.
    public var endOfText: Int32?

    /// Makes a set of roles.
    public init(
      padding: Int32? = nil, unknown: Int32? = nil, mask: Int32? = nil,
      classification: Int32? = nil, separator: Int32? = nil, endOfText: Int32? = nil
    ) {
      self.padding = padding
      self.unknown = unknown
      self.mask = mask
      self.classification = classification
      self.separator = separator
      self.endOfText = endOfText
    }
  }

  /// The parts a tokenizer is made of, shared by all copies.
  final class Parts: Sendable {
    let normalizer: Normalizer?
    let preTokenizer: PreTokenizer?
    let model: PieceModel
    let added: AddedVocabulary
    let postProcessor: PostProcessor
    let cache = WordCache()

    init(
      normalizer: Normalizer?, preTokenizer: PreTokenizer?, model: PieceModel,
      added: AddedVocabulary, postProcessor: PostProcessor
    ) {
      self.normalizer = normalizer
      self.preTokenizer = preTokenizer
      self.model = model
      self.added = added
      self.postProcessor = postProcessor
    }
  }

  let parts: Parts
  /// The ids by role.
  public let specialTokens: SpecialTokens

  init(_ parts: Parts, specialTokens: SpecialTokens) {
    self.parts = parts
    self.specialTokens = specialTokens
  }

  /// One more than the highest id, added tokens included: the rows a model's embedding must have.
  public var vocabularySize: Int { max(parts.model.vocabulary.idCount, parts.added.idCount) }

  /// The ids of all pieces that stand for no text of their own: those of `specialTokens`, and what a tokenizer adds besides.
  package var specialIDs: Set<Int32> {
    let roles = [
      specialTokens.padding, specialTokens.unknown, specialTokens.mask,
      specialTokens.classification, specialTokens.separator, specialTokens.endOfText,
    ]
    return Set(roles.compactMap(\.self) + parts.added.tokens.filter(\.isSpecial).map(\.id))
  }

  /// The piece of an id as the vocabulary spells it, or nil if there is none.
  ///
  /// - Complexity: O(piece).
  public func token(for id: Int32) -> String? {
    parts.added.content(of: id) ?? parts.model.vocabulary.piece(of: id)
  }

  /// The id of a piece as the vocabulary spells it, or nil if there is none.
  ///
  /// - Complexity: O(piece).
  public func id(for token: String) -> Int32? {
    parts.added.id(of: token) ?? parts.model.vocabulary.id(of: token)
  }
}
