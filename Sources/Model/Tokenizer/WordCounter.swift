/// How often each word stands in texts, cut as BERT's tokenizer cuts before it looks for pieces.
///
/// What a vocabulary is made of. Memory grows with the different words, not with the texts.
package struct WordCounter {
  private let normalizer: Normalizer
  /// How often each word was seen.
  package private(set) var counts: [String: Int] = [:]

  /// Starts without words.
  ///
  /// - Parameter lowercases: whether case and accents are taken away, as an uncased model does.
  package init(lowercases: Bool) {
    normalizer = .bert(
      cleansText: true, spacesChinese: true, stripsAccents: nil, lowercases: lowercases)
  }

  /// Counts a text's words.
  package mutating func add(_ text: String) {
    let typed = UTF8Text.scalars(of: text)
    var aligned = AlignedText(typed[...])
    normalizer.normalize(&aligned)
    var words = WordSplits()
    words.scalars = aligned.scalars
    words.splits = [.init(range: 0..<words.scalars.count)]
    PreTokenizer.bert.preTokenize(&words)
    for split in words.splits where !split.range.isEmpty {
      var bytes: [UInt8] = []
      for place in split.range { UTF8Text.append(words.scalars[place].value, to: &bytes) }
      counts[String(decoding: bytes, as: UTF8.self), default: 0] += 1
    }
  }
}
