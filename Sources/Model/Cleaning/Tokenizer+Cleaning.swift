extension Tokenizer {
  /// Cleans a text, or both of a pair, and encodes what is left; offsets are those of the text as typed.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - pair: The second text of a pair.
  ///   - cleaner: What is done to each text first.
  ///   - maximumTokens: The most pieces to make, special ones included.
  /// - Complexity: O(scalars).
  public func encode(
    _ text: String, pair: String? = nil, cleaner: TextCleaner, maximumTokens: Int? = nil
  ) -> Encoding {
    guard !cleaner.isEmpty else {
      return encode(text, pair: pair, maximumTokens: maximumTokens)
    }
    let first = cleaner.clean(text)
    let second = pair.map(cleaner.clean)
    return encode(first.text, pair: second?.text, maximumTokens: maximumTokens)
      .typed([first] + [second].compactMap(\.self))
  }
}
