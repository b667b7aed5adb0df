/// Splits text into the pieces a model was trained on, exactly as the reference library does.
///
/// Value type and `Sendable`: a copy shares its tables. `encode` never fails: any text, however odd, has ids.
public struct Tokenizer: Sendable {
  /// The ids the program itself has to find by role; nil where the vocabulary has none.
  public struct SpecialTokens: Equatable, Sendable {
    public var padding: Int32?
    public var unknown: Int32?
    public var mask: Int32?
    public var classification: Int32?
    public var separator: Int32?
    public var endOfText: Int32?
  }
}
