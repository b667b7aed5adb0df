/// Tells double clicks from two single ones.
struct ClickCounter: Sendable {
  /// The longest pause inside a double click: what desktops use as a rule.
  static let longestPause = Duration.milliseconds(400)

  private var last: (button: MouseEvent.Button, row: Int, column: Int)?
  private var time: ContinuousClock.Instant?
  private var count = 0

  /// Counts a press and returns which one in a row it is, from 1.
  mutating func press(
    _ button: MouseEvent.Button, row: Int, column: Int, at now: ContinuousClock.Instant
  ) -> Int {
    let continues =
      last.map { $0 == (button, row, column) } ?? false
      && time.map { now - $0 <= Self.longestPause } ?? false
    count = continues ? count + 1 : 1
    last = (button, row, column)
    time = now
    return count
  }
}
