/// A word of the explained text as other texts are searched for it: whole, and without regard to case.
///
/// Two words are equal when their lower-case forms are. In texts the seams between words are those of `Encoding.words(in:)`, found without
/// a tokenizer: `don` is not in “don't”, a Chinese character is a word wherever it stands. Longer parts, such as the fields of an alert,
/// are looked for as they are.
public struct HotWord: Hashable, Sendable {
  /// As it stands in the explained text.
  public let text: String
  let folded: FoldedText

  /// Makes a word to look for; an empty one is in no text.
  public init(_ text: String) {
    self.text = text
    folded = FoldedText(text)
  }

  /// Whether a text has the word.
  ///
  /// - Complexity: O(text · word), in practice O(text).
  public func isIn(_ text: String) -> Bool { FoldedText(text).contains(folded) }

  /// Whether two words differ in case only.
  public static func == (first: Self, second: Self) -> Bool { first.folded == second.folded }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(folded) }

  /// The different ones of some words, each as it came first; empty ones left out.
  static func distinct(_ words: some Sequence<String>) -> [HotWord] {
    var seen: Set<HotWord> = []
    return words.map(HotWord.init).filter { !$0.folded.scalars.isEmpty && seen.insert($0).inserted }
  }
}
