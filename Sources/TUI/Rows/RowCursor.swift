/// Where one is in a list of rows, however long: the row under the cursor, the first in sight, and how far the texts are moved to the left.
struct RowCursor: Equatable, Sendable {
  /// The place of the row under the cursor.
  var place = 0
  /// The place of the first row in sight.
  var top = 0
  /// The columns of each text that are passed over, so that the ends of long ones can be read.
  var shift = 0

  /// Columns that ← and → move texts by.
  static let shiftStep = 16

  /// The most that texts are moved: nothing that is longer is read in a list.
  static let mostShift = 100_000

  /// Moves as a key says.
  ///
  /// - Parameters:
  ///   - count: The rows of the list.
  ///   - visible: The rows in sight.
  mutating func move(_ action: Action, count: Int, visible: Int) {
    let page = max(visible - 1, 1)
    switch action {
    case .up: place -= 1
    case .down: place += 1
    case .pageUp: place -= page
    case .pageDown: place += page
    case .first: (place, shift) = (0, 0)
    case .last: place = count - 1
    case .left: shift = max(shift - Self.shiftStep, 0)
    case .right: shift = min(shift + Self.shiftStep, Self.mostShift)
    default: return
    }
    settle(count: count, visible: visible)
  }

  /// Goes to a row.
  mutating func go(to place: Int, count: Int, visible: Int) {
    self.place = place
    settle(count: count, visible: visible)
  }

  /// Moves what is in sight, as a wheel does; the cursor stays in sight.
  mutating func scroll(by rows: Int, count: Int, visible: Int) {
    top = min(max(top + rows, 0), max(count - visible, 0))
    place = min(max(place, top), max(min(top + visible, count) - 1, 0))
  }

  /// Keeps the cursor on a row and in sight, when the list or the window has changed.
  mutating func settle(count: Int, visible: Int) {
    place = min(max(place, 0), max(count - 1, 0))
    top = min(max(top, place - max(visible, 1) + 1), place)
    top = min(top, max(count - visible, 0))
    top = max(top, 0)
  }
}
