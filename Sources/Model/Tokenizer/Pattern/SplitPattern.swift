/// What a splitting or replacing step looks for.
enum SplitPattern: Sendable {
  /// A text, scalar by scalar.
  case literal([UInt32])
  /// A regular expression.
  case expression(RegularExpression)

  /// The matches in `text`, from left to right and apart from each other, as indices of its array.
  func matches(in text: ArraySlice<AlignedScalar>) -> [Range<Int>] {
    switch self {
    case .expression(let expression): return expression.matches(in: text)
    case .literal(let literal):
      guard let first = literal.first else { return [] }
      var result: [Range<Int>] = []
      var place = text.startIndex
      while place + literal.count <= text.endIndex {
        if text[place].value == first,
          literal.indices.allSatisfy({ text[place + $0].value == literal[$0] })
        {
          result.append(place..<place + literal.count)
          place += literal.count
        } else {
          place += 1
        }
      }
      return result
    }
  }
}
