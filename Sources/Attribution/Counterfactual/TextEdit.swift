/// A stretch of a text that is taken out, and what is written in its place.
struct TextEdit {
  /// In scalars.
  var range: Range<Int>
  /// nil: nothing.
  var spelling: PieceSpelling?

  /// Writes a text with edits made.
  ///
  /// - Parameters:
  ///   - edits: in order; they may overlap, as the bytes of an emoji do.
  ///   - continuations: where pieces begin that go on with the word before them.
  static func apply(
    _ edits: [TextEdit], to scalars: [Unicode.Scalar], continuations: Set<Int>
  ) -> [Unicode.Scalar] {
    var isKept = [Bool](repeating: true, count: scalars.count)
    var insertions: [Int: [PieceSpelling]] = [:]
    for edit in edits {
      for place in edit.range { isKept[place] = false }
      if let spelling = edit.spelling, !spelling.text.isEmpty {
        insertions[edit.range.lowerBound, default: []].append(spelling)
      }
    }
    for edit in edits where edit.spelling == nil {
      removeBlank(beside: edit.range, of: scalars, insertions, &isKept)
    }
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    var isBehindInsertion = false
    for place in 0...scalars.count {
      for spelling in insertions[place] ?? [] {
        append(spelling, to: &result)
        isBehindInsertion = true
      }
      guard place < scalars.count, isKept[place] else { continue }
      if isBehindInsertion, !continuations.contains(place), let last = result.last,
        runTogether(last, scalars[place])
      {
        result.append(" ")
      }
      isBehindInsertion = false
      result.append(scalars[place])
    }
    return result
  }

  private static func append(_ spelling: PieceSpelling, to result: inout [Unicode.Scalar]) {
    if spelling.isContinuation {
      // Behind a line's beginning there is nothing to stick to.
      let end = result.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0
      if end > 0, !isLineEnd(result[end - 1]) { result.removeSubrange(end...) }
    } else if let last = result.last, let first = spelling.text.unicodeScalars.first,
      runTogether(last, first)
    {
      result.append(" ")
    }
    result.append(contentsOf: spelling.text.unicodeScalars)
  }

  /// Takes out one of the blanks that a deletion brings together, or leaves at a line's end or before a punctuation mark.
  private static func removeBlank(
    beside range: Range<Int>, of scalars: [Unicode.Scalar], _ insertions: [Int: [PieceSpelling]],
    _ isKept: inout [Bool]
  ) {
    // A piece that is nothing but blanks takes no other with it.
    guard range.contains(where: { !scalars[$0].properties.isWhitespace }) else { return }
    var left = range.lowerBound
    while left > 0, !isKept[left - 1], insertions[left] == nil { left -= 1 }
    // The nearest scalar on the left; nil at a line's beginning.
    let hasLeftInsertion = insertions[left] != nil
    let before: Int? =
      !hasLeftInsertion && left > 0 && !isLineEnd(scalars[left - 1]) ? left - 1 : nil
    var right = range.upperBound
    while right < scalars.count, !isKept[right], insertions[right] == nil { right += 1 }
    let hasRightInsertion = insertions[right] != nil
    let after: Int? =
      !hasRightInsertion && right < scalars.count && !isLineEnd(scalars[right]) ? right : nil
    let isBlankBefore = before.map { isBlank(scalars[$0]) } ?? false
    let isBlankAfter = after.map { isBlank(scalars[$0]) } ?? false
    let isEdgeBefore = before == nil && !hasLeftInsertion
    let isEdgeAfter = after == nil && !hasRightInsertion
    if let before, isBlankBefore {
      if isBlankAfter || isEdgeAfter || after.map({ isClosing(scalars[$0]) }) ?? false {
        isKept[before] = false
      }
    } else if let after, isBlankAfter, isEdgeBefore {
      isKept[after] = false
    }
  }

  /// Whether two scalars side by side would be read as one word.
  private static func runTogether(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
    [left, right].allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark: true
      default: scalar.isPythonWord && !scalar.properties.isIdeographic
      }
    }
  }

  /// Whether a scalar is a blank within a line.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace && !isLineEnd(scalar)
  }

  private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether a mark is written without a blank before it; apostrophes may begin a word.
  private static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .closePunctuation, .finalPunctuation: scalar != "\u{2019}"
    case .otherPunctuation: ![0x22, 0x23, 0x27, 0x40, 0xA1, 0xBF].contains(scalar.value)
    default: false
    }
  }
}
