/// The pieces of an encoding by word and by sentence, for numbers that are wanted by larger parts of a text.
///
/// Special tokens belong to no group; no group spans both texts of a pair.
public struct TextGroups: Equatable, Sendable {
  /// For each word, as the pre-tokenizer divides the text, the indices of its pieces.
  public let words: [[Int]]
  /// For each sentence, the indices of its pieces.
  ///
  /// A sentence ends with `.`, `!`, `?` or `…` and closing quotes or brackets behind, if a blank follows or the text ends; with an
  /// ideographic stop wherever it stands; and with a line break.
  public let sentences: [[Int]]

  /// Groups the pieces of a text, or of a pair.
  ///
  /// - Complexity: O(pieces + scalars).
  public init(_ encoding: Encoding, text: String, pair: String? = nil) {
    words = Self.words(encoding)
    let texts = [text, pair ?? ""].map { Array($0.unicodeScalars) }
    var sentences: [[Int]] = []
    var current: (sequence: Int, end: Int)?
    for word in words {
      guard let first = word.first, let last = word.last, let sequence = encoding.sequences[first],
        texts.indices.contains(sequence)
      else { continue }
      let start = encoding.offsets[first].lowerBound
      if let current, current.sequence == sequence,
        !Self.isBoundary(texts[sequence], from: current.end, to: start)
      {
        sentences[sentences.count - 1] += word
      } else {
        sentences.append(word)
      }
      current = (sequence, encoding.offsets[last].upperBound)
    }
    self.sentences = sentences
  }

  private static func words(_ encoding: Encoding) -> [[Int]] {
    var words: [[Int]] = []
    var previous: (sequence: Int, word: Int)?
    for index in 0..<encoding.count {
      guard let sequence = encoding.sequences[index], let word = encoding.wordIndices[index] else {
        previous = nil
        continue
      }
      if let previous, previous == (sequence, word) {
        words[words.count - 1].append(index)
      } else {
        words.append([index])
      }
      previous = (sequence, word)
    }
    return words
  }

  private static let stops: Set<Unicode.Scalar> = [".", "!", "?", "…"]
  private static let ideographicStops: Set<Unicode.Scalar> = ["。", "！", "？", "｡"]
  private static let closers: Set<Unicode.Scalar> = [
    "\"", "'", ")", "]", "}", "”", "’", "»", "」", "』", "）",
  ]

  /// Whether a sentence ends between a word that ends at `end` and one that starts at `start`.
  private static func isBoundary(_ text: [Unicode.Scalar], from end: Int, to start: Int) -> Bool {
    let end = min(max(0, end), text.count)
    let start = min(max(end, start), text.count)
    let gap = text[end..<start]
    if gap.contains(where: { $0 == "\n" || $0 == "\r" || $0 == "\u{2029}" }) { return true }
    // Closing quotes and brackets belong to the sentence they close.
    if start < text.count, gap.isEmpty, closers.contains(text[start]) { return false }
    var place = end - 1
    while place >= 0, closers.contains(text[place]) { place -= 1 }
    guard place >= 0 else { return false }
    if ideographicStops.contains(text[place]) {
      // A run of stops is one end.
      return start >= text.count || !ideographicStops.contains(text[start])
    }
    return stops.contains(text[place]) && gap.contains { $0.properties.isWhitespace }
  }
}
