extension Encoding {
  /// The encoding of a cleaned text with its offsets in the text as typed.
  ///
  /// - Parameter texts: The cleaned text, or both of a pair.
  /// - Complexity: O(pieces).
  public func typed(_ texts: [CleanedText]) -> Encoding {
    var result = self
    for index in offsets.indices {
      guard let sequence = sequences[index], texts.indices.contains(sequence) else { continue }
      result.offsets[index] = texts[sequence].typedRange(offsets[index])
    }
    for (sequence, place) in cutOffAt.enumerated() where texts.indices.contains(sequence) {
      result.cutOffAt[sequence] = place.map { texts[sequence].typedRange($0..<$0).lowerBound }
    }
    return result
  }
}
