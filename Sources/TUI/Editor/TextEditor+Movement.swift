extension TextEditor {
  /// A way for the cursor to go.
  public enum Motion: Sendable, CaseIterable {
    case left
    case right
    case wordLeft
    case wordRight
    case up
    case down
    case lineStart
    case lineEnd
    case textStart
    case textEnd
  }

  /// Moves the cursor.
  ///
  /// - Parameters:
  ///   - width: The columns that lines wrap at, for the motions that go by lines as seen.
  ///   - selecting: Keep the other end of the selection where it is.
  /// - Returns: Whether the cursor or the selection changed: false lets `up` on the first line mean
  ///   the history.
  @discardableResult
  public mutating func move(_ motion: Motion, width: Int, selecting: Bool = false) -> Bool {
    let before = (cursor, anchor)
    if selecting {
      anchor = anchor ?? cursor
    } else if let selection, motion == .left || motion == .right {
      cursor = motion == .left ? selection.lowerBound : selection.upperBound
      anchor = nil
      preferredColumn = nil
      return true
    } else {
      anchor = nil
    }
    lastChange = .other
    var column: Int?
    switch motion {
    case .left: cursor = max(cursor - 1, 0)
    case .right: cursor = min(cursor + 1, count)
    case .wordLeft: cursor = wordStart(before: cursor)
    case .wordRight: cursor = wordEnd(after: cursor)
    case .textStart: cursor = 0
    case .textEnd: cursor = count
    case .up, .down, .lineStart, .lineEnd:
      let layout = layout(width: width)
      let place = layout.place(of: cursor)
      switch motion {
      case .lineStart: cursor = layout.lines[place.line].range.lowerBound
      case .lineEnd: cursor = layout.lastPosition(in: place.line)
      default:
        let wanted = preferredColumn ?? place.column
        let line = place.line + (motion == .up ? -1 : 1)
        if layout.lines.indices.contains(line) {
          cursor = layout.position(line: line, column: wanted)
          column = wanted
        }
      }
    }
    preferredColumn = column
    return before != (cursor, anchor)
  }

  /// Puts the cursor where the mouse pointed.
  public mutating func moveCursor(toLine line: Int, column: Int, width: Int, selecting: Bool) {
    anchor = selecting ? (anchor ?? cursor) : nil
    let layout = layout(width: width)
    let line = min(max(line, 0), layout.lines.count - 1)
    cursor = layout.position(line: line, column: max(column, 0))
    preferredColumn = nil
    lastChange = .other
  }

  private enum Kind {
    case blank
    case word
    case mark
  }

  private func kind(_ position: Int) -> Kind {
    let character = characters[position]
    if character.isWhitespace { return .blank }
    return character.isLetter || character.isNumber || character == "_" ? .word : .mark
  }

  /// The start of the word before a position: blanks are skipped, then letters or marks alike.
  func wordStart(before position: Int) -> Int {
    var start = position
    while start > 0 && kind(start - 1) == .blank { start -= 1 }
    guard start > 0 else { return 0 }
    let kind = kind(start - 1)
    while start > 0 && self.kind(start - 1) == kind { start -= 1 }
    return start
  }

  /// The end of the word after a position.
  func wordEnd(after position: Int) -> Int {
    var end = position
    while end < count && kind(end) == .blank { end += 1 }
    guard end < count else { return count }
    let kind = kind(end)
    while end < count && self.kind(end) == kind { end += 1 }
    return end
  }
}
