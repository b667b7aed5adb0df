internal import CNcurses

/// The terminal's own sequences that shift a part of a row, sent past ncurses and told to it.
///
/// Cells that come in are blank if the pen is plain, as it is between two frames.
struct ShiftSequences {
  private let save: [UInt8]
  private let restore: [UInt8]

  /// Looks what the terminal that ncurses draws on can do; nil where it lacks something, or would have to be waited for.
  init?() {
    let names = ["sc", "rc", "cup", "hpa", "dch", "ich"]
    let strings = names.compactMap { curses_string_capability($0).map { String(cString: $0) } }
    guard strings.count == names.count, !strings.contains(where: { $0.contains("$<") }) else {
      return nil
    }
    (save, restore) = (Array(strings[0].utf8), Array(strings[1].utf8))
  }

  /// The bytes that shift rows and leave the cursor where it is; ncurses believes from now on that they are shifted.
  func apply(_ shifts: [RowShift]) -> [UInt8] {
    guard !shifts.isEmpty else { return [] }
    let shown = curses_shown_window()
    var bytes = save
    for shift in shifts {
      let (row, count) = (Int32(shift.row), Int32(shift.count))
      bytes += Self.bytes(curses_cursor_move(row, Int32(shift.deletion)))
      bytes += Self.bytes(curses_counted("dch", count))
      bytes += Self.bytes(curses_counted("hpa", Int32(shift.insertion)))
      bytes += Self.bytes(curses_counted("ich", count))
      wmove(shown, row, Int32(shift.deletion))
      for _ in 0..<shift.count { wdelch(shown) }
      wmove(shown, row, Int32(shift.insertion))
      for _ in 0..<shift.count { winsch(shown, chtype(UInt8(ascii: " "))) }
    }
    return bytes + restore
  }

  private static func bytes(_ sequence: UnsafePointer<CChar>?) -> [UInt8] {
    sequence.map { Array(String(cString: $0).utf8) } ?? []
  }
}
