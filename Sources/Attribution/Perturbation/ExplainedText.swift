public import Model

/// A text to explain: as typed, and as the model reads it.
public struct ExplainedText: Sendable {
  /// The text as the model reads it, or what is left of it.
  public var encoding: Encoding
  /// The text as typed, and where it is one of a pair the second; offsets of `encoding` count in these.
  public var texts: [String]
  /// Any other text in place of the first one, as the model would read it: what a round trip through strings needs.
  public var encode: (@Sendable (String) -> Encoding)?

  /// Makes a text from its parts.
  public init(
    _ encoding: Encoding, texts: [String], encode: (@Sendable (String) -> Encoding)? = nil
  ) {
    self.encoding = encoding
    self.texts = texts
    self.encode = encode
  }

  /// The text's parts, special tokens each a part of their own; pieces where the text as typed is not known.
  func parts(_ granularity: Granularity, fields: FieldSplit = .automatic) -> [TextGroup] {
    guard let text = texts.first else { return encoding.pieces(in: "") }
    return granularity.groups(
      of: encoding, in: text, pair: texts.count > 1 ? texts[1] : nil, fields: fields)
  }

  /// What there is to know where variants are strings that are read anew; nil where that is nothing.
  var messageOfRoundTrip: String? {
    guard encode != nil, texts.count > 1 else { return nil }
    return "the second text was left whole: the Python library takes out of one text only"
  }
}
