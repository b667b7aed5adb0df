/// A key as the user knows it, apart from the modifiers held with it.
public enum Key: Hashable, Sendable {
  /// A key that has a character, held with Control or Alt (alone it arrives as text).
  case character(Character)
  case enter
  case escape
  case tab
  /// Tab with Shift.
  case backTab
  case backspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  /// F1 to F12 (terminals send higher numbers for shifted ones; those arrive as such).
  case function(Int)
}

/// Keys held together with another one.
public struct KeyModifiers: OptionSet, Hashable, Sendable {
  /// One bit a modifier.
  public let rawValue: UInt8
  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Shift, where the terminal tells.
  public static let shift = KeyModifiers(rawValue: 1)
  /// Alt, which terminals send as an escape before the key.
  public static let alt = KeyModifiers(rawValue: 2)
  /// Control.
  public static let control = KeyModifiers(rawValue: 4)
}
