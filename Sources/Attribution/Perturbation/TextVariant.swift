/// A text from which something is missing, as the model reads it.
public struct TextVariant: Equatable, Sendable {
  /// Vocabulary ids, `[tokens]`.
  public var ids: [Int32]
  /// Segment ids, `[tokens]`.
  public var typeIDs: [Int32]
  /// Which of the text's tokens each one is; nil for what stands for one.
  ///
  /// Empty where the text was read anew, and is of other tokens.
  public var sources: [Int?]

  /// Makes a variant from its parts.
  public init(ids: [Int32] = [], typeIDs: [Int32] = [], sources: [Int?] = []) {
    precondition(ids.count == typeIDs.count, "a segment for every token")
    precondition(
      sources.isEmpty || sources.count == ids.count, "a source, or none, for every token")
    self.ids = ids
    self.typeIDs = typeIDs
    self.sources = sources
  }

  /// One token, that stands for a text of which nothing is left.
  init(filler: Int32) { self.init(ids: [filler], typeIDs: [0], sources: [nil]) }

  /// Adds a token.
  mutating func append(_ id: Int32, typeID: Int32, source: Int?) {
    ids.append(id)
    typeIDs.append(typeID)
    sources.append(source)
  }
}
