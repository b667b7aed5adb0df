public import Model
public import Training

/// How a tokenizer is used on the rows of data files; what `ModelService` gives of its model for that.
public struct TextReader: Sendable {
  /// Cuts texts into pieces.
  public let tokenizer: Tokenizer
  /// What is done to each text before.
  public let cleaner: TextCleaner
  /// The longest input in tokens, special ones included.
  public let maximumTokens: Int

  /// Makes a reader from its parts.
  public init(tokenizer: Tokenizer, cleaner: TextCleaner, maximumTokens: Int) {
    self.tokenizer = tokenizer
    self.cleaner = cleaner
    self.maximumTokens = maximumTokens
  }
}

/// How many tokens the rows of a data file have for a model, as far as they were counted.
public struct TokenLengths: Equatable, Sendable {
  /// What is known of all rows together.
  public var statistics = TokenStatistics()
  /// The tokens of each row, special ones included, from the first row on; at most 65,535.
  public var lengths: [UInt16] = []
  /// Rows with pieces that the vocabulary does not know.
  public var unknownRows: [Int32] = []
  /// The longest input that the model takes.
  public var limit: Int
  /// Whether all rows were counted.
  public var isWhole = false

  /// Counts nothing yet.
  public init(limit: Int) { self.limit = limit }

  /// Counts a row.
  mutating func append(_ encoding: Encoding, row: Int, unknown: Int32?) {
    statistics.add(encoding, unknown: unknown)
    lengths.append(UInt16(clamping: encoding.count))
    if let unknown, encoding.ids.contains(unknown) { unknownRows.append(Int32(clamping: row)) }
  }
}
