public import Model

extension TextGroup {
  /// The group and its neighbour as one.
  public func joined(_ next: TextGroup) -> TextGroup {
    let end = Swift.max(range.upperBound, next.range.upperBound)
    return TextGroup(
      text: text + (range.upperBound < next.range.lowerBound ? " " : "") + next.text,
      range: Swift.min(range.lowerBound, next.range.lowerBound)..<end, sequence: sequence,
      pieces: pieces + next.pieces)
  }
}
