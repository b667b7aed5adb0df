extension InputDecoder {
  /// The event of a mouse report; nothing for buttons that no mouse of ours has.
  ///
  /// - Parameters:
  ///   - code: Button, modifiers and motion as xterm packs them.
  ///   - column: Counted from 1, as reported.
  ///   - row: Counted from 1, as reported.
  ///   - isRelease: Whether the report says so by itself; the old form does it by button 3.
  ///   - now: When it came, for double clicks.
  /// - Returns: No event or one.
  mutating func mouseEvents(
    code: Int, column: Int, row: Int, isRelease: Bool, at now: ContinuousClock.Instant
  ) -> [InputEvent] {
    guard row > 0, column > 0 else { return [] }
    var modifiers: KeyModifiers = []
    if code & 4 != 0 { modifiers.insert(.shift) }
    if code & 8 != 0 { modifiers.insert(.alt) }
    if code & 16 != 0 { modifiers.insert(.control) }
    var event = MouseEvent(
      action: .move, row: row - 1, column: column - 1, modifiers: modifiers)
    let number = code & 3
    switch code & ~(3 | 4 | 8 | 16) {
    case 0:
      guard let button = Self.button(number) else {
        event.action = .release(.left)
        break
      }
      event.action = isRelease ? .release(button) : .press(button)
      if !isRelease {
        event.clickCount = clicks.press(button, row: event.row, column: event.column, at: now)
      }
    case 32:
      event.action = Self.button(number).map { .drag($0) } ?? .move
    case 64:
      if isRelease { return [] }
      event.action = [.wheelUp, .wheelDown, .wheelLeft, .wheelRight][number]
    default:
      return []
    }
    return [.mouse(event)]
  }

  private static func button(_ number: Int) -> MouseEvent.Button? {
    switch number {
    case 0: .left
    case 1: .middle
    case 2: .right
    default: nil
    }
  }
}
