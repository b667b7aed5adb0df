/// One thing that is done to a text before a model reads it.
///
/// What a stage takes out leaves a blank where it separated words; several blanks become one, and those at the ends go.
public enum CleaningStage: Hashable, Sendable {
  /// Takes web addresses out: what begins with `http://`, `https://`, `ftp://` or `www.`, up to the next blank.
  case urls
  /// Takes `@name` out, but not the middle of an e-mail address.
  case mentions
  /// Takes tags and comments out and reads entities (`&amp;`, `&#39;`) as their characters.
  case html
  /// Takes punctuation out: that of Unicode, and all of ASCII's; an apostrophe within a word leaves no blank.
  case punctuation
  /// Takes symbols out: currency, mathematics, arrows, emoji.
  case symbols
  /// Takes digits and other numbers out.
  case digits
  /// Makes all letters lower case.
  case lowercase
  /// Takes frequent words out: those given, or the usual English ones.
  case stopwords([String]? = nil)

  /// The names that recipes and command lines use.
  public static let names = [
    "urls", "mentions", "html", "punctuation", "symbols", "digits", "lowercase", "stopwords",
  ]

  /// The stage's name.
  public var name: String {
    switch self {
    case .urls: "urls"
    case .mentions: "mentions"
    case .html: "html"
    case .punctuation: "punctuation"
    case .symbols: "symbols"
    case .digits: "digits"
    case .lowercase: "lowercase"
    case .stopwords: "stopwords"
    }
  }

  /// The stage of a name, or the words of a file, a word a line, to be taken out.
  ///
  /// - Throws: `ModelError(.invalidInput)` where it is neither.
  public init(_ name: String) throws(ModelError) {
    switch name {
    case "urls": self = .urls
    case "mentions": self = .mentions
    case "html": self = .html
    case "punctuation": self = .punctuation
    case "symbols": self = .symbols
    case "digits": self = .digits
    case "lowercase": self = .lowercase
    case "stopwords": self = .stopwords()
    default:
      guard FileSystem.kind(of: name) == .file else {
        throw ModelError(
          .invalidInput, "\"\(name)\" is neither a cleaning step nor a file of words.",
          advice: "Steps are \(Self.names.joined(separator: ", ")).")
      }
      let bytes = try MappedFile(path: name).contents()
      let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      self = .stopwords(words.map(String.init))
    }
  }
}
