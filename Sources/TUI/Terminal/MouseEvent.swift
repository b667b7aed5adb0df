/// What the mouse did, and where.
public struct MouseEvent: Hashable, Sendable {
  /// What happened.
  public enum Action: Hashable, Sendable {
    case press(Button)
    case release(Button)
    /// Moved with a button held.
    case drag(Button)
    /// Moved with none held; only sent by terminals that were asked for it.
    case move
    case wheelUp
    case wheelDown
    case wheelLeft
    case wheelRight
  }

  /// A button.
  public enum Button: Hashable, Sendable {
    case left
    case middle
    case right
  }

  /// What happened.
  public var action: Action
  /// Counted from 0 at the top.
  public var row: Int
  /// Counted from 0 at the left.
  public var column: Int
  /// Keys held with it.
  public var modifiers: KeyModifiers
  /// 1 for a single press, 2 for the second one of a double click, and so on; 0 if not a press.
  public var clickCount: Int

  /// Makes an event.
  public init(
    action: Action, row: Int, column: Int, modifiers: KeyModifiers = [], clickCount: Int = 0
  ) {
    self.action = action
    self.row = row
    self.column = column
    self.modifiers = modifiers
    self.clickCount = clickCount
  }
}
