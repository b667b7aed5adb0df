/// The texts of a stream whose vectors are nearest to that of one text, by cosine.
///
/// Only as many texts are kept as are asked for. Of equally near ones the earlier in the stream stays, so that the same data gives the
/// same answer every time.
public struct NearestTexts: Sendable {
  /// A text near to the explained one.
  public struct Neighbour: Equatable, Sendable {
    /// The text.
    public var text: String
    /// Its label in the data.
    public var label: String
    /// The cosine of the two vectors, −1…1.
    public var similarity: Double
    /// Hot words of the explained text that it has too, as typed there.
    public var sharedWords: [String]
    /// Whether it is the explained text itself.
    public var isSameText: Bool

    /// Makes a neighbour from its parts.
    public init(
      text: String, label: String, similarity: Double, sharedWords: [String] = [],
      isSameText: Bool = false
    ) {
      self.text = text
      self.label = label
      self.similarity = similarity
      self.sharedWords = sharedWords
      self.isSameText = isSameText
    }
  }

  /// How many texts were compared.
  public private(set) var comparedCount = 0
  /// How many had no cosine: a vector of zeros, or a number in it that is none.
  public private(set) var skippedCount = 0
  private let text: String
  private let limit: Int
  /// Of length 1, or empty where the explained text's vector has no direction.
  private let direction: [Double]
  private let dimension: Int
  private var kept: [Neighbour] = []

  /// Starts without a text.
  ///
  /// - Parameters:
  ///   - vector: the explained text's pooled vector.
  ///   - text: the explained text, by which it is known again in the stream.
  ///   - limit: how many are kept.
  public init(to vector: [Float], of text: String, limit: Int = 5) {
    precondition(limit >= 0, "a number of texts is not negative")
    self.text = text
    self.limit = limit
    dimension = vector.count
    let length = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    direction = length > 0 && length.isFinite ? vector.map { Double($0) / length } : []
  }

  /// Compares a text.
  ///
  /// - Parameters:
  ///   - vector: its pooled vector, as long as the explained text's.
  ///   - label: its label in the data; of several their names in one.
  ///   - text: the text.
  /// - Complexity: O(dimension + limit).
  public mutating func add(_ vector: [Float], label: String, text: String) {
    precondition(vector.count == dimension, "vectors of one model are equally long")
    var (product, square) = (0.0, 0.0)
    for (place, unit) in zip(vector, direction) {
      product += Double(place) * unit
      square += Double(place) * Double(place)
    }
    guard square > 0, square.isFinite else {
      skippedCount += 1
      return
    }
    comparedCount += 1
    let similarity = min(1, max(-1, product / square.squareRoot()))
    let place = kept.firstIndex { $0.similarity < similarity } ?? kept.count
    guard place < limit else { return }
    if kept.count == limit { kept.removeLast() }
    kept.insert(
      Neighbour(
        text: text, label: label, similarity: similarity, isSameText: text == self.text), at: place)
  }

  /// The nearest texts, the nearest first.
  ///
  /// - Parameter words: the hot words that are looked for in them.
  /// - Complexity: O(limit · text · words).
  public func neighbours(sharing words: [String] = []) -> [Neighbour] {
    let words = HotWord.distinct(words)
    return kept.map { neighbour in
      var neighbour = neighbour
      let folded = FoldedText(neighbour.text)
      neighbour.sharedWords = words.filter { folded.contains($0.folded) }.map(\.text)
      return neighbour
    }
  }
}
