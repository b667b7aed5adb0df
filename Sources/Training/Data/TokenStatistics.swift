public import Model

/// How long texts are in a model's pieces, and how many of these the vocabulary does not know.
public struct TokenStatistics: Equatable, Sendable {
  /// How many texts have each number of pieces, special ones included; the place is the number.
  public private(set) var histogram: [Int] = []
  /// The number of texts.
  public private(set) var textCount = 0
  /// Pieces that come from the texts.
  public private(set) var pieceCount = 0
  /// Pieces of those that stand for what the vocabulary does not know.
  public private(set) var unknownCount = 0

  /// Counts nothing yet.
  public init() {}

  /// Counts the texts of a set.
  ///
  /// - Parameters:
  ///   - data: The texts.
  ///   - tokenizer: The model's tokenizer.
  ///   - clean: What is done to each text before it is cut into pieces.
  /// - Throws: `ModelError(.missing)` where the temporary file of texts cannot be read.
  public init(
    _ data: LabeledDataset, _ tokenizer: Tokenizer, clean: (String) -> String = { $0 }
  ) throws(ModelError) {
    for row in 0..<data.count {
      let encoding = tokenizer.encode(
        clean(try data.text(row)), pair: try data.pair(row).map(clean))
      add(encoding, unknown: tokenizer.specialTokens.unknown)
    }
  }

  /// Counts a text that is not cut off.
  public mutating func add(_ encoding: Encoding, unknown: Int32?) {
    let length = encoding.count
    if length >= histogram.count {
      histogram += [Int](repeating: 0, count: length + 1 - histogram.count)
    }
    histogram[length] += 1
    textCount += 1
    for (id, isSpecial) in zip(encoding.ids, encoding.isSpecial) where !isSpecial {
      pieceCount += 1
      if id == unknown { unknownCount += 1 }
    }
  }

  /// The share of pieces that the vocabulary does not know, 0 to 1.
  public var unknownRate: Double {
    pieceCount > 0 ? Double(unknownCount) / Double(pieceCount) : 0
  }

  /// The longest text.
  public var longest: Int { max(0, histogram.count - 1) }

  /// The mean length.
  public var mean: Double {
    guard textCount > 0 else { return 0 }
    return histogram.enumerated().reduce(0) { $0 + Double($1.offset * $1.element) }
      / Double(textCount)
  }

  /// The least length that at least `share` of the texts do not exceed.
  public func quantile(_ share: Double) -> Int {
    var seen = 0
    for (length, texts) in histogram.enumerated() {
      seen += texts
      if seen > 0, Double(seen) >= share * Double(textCount) { return length }
    }
    return longest
  }

  /// How many texts are longer than a limit, and would be cut off.
  public func count(above limit: Int) -> Int {
    histogram.dropFirst(max(0, limit + 1)).reduce(0, +)
  }
}
