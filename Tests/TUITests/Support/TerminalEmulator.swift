import CTerminal

@testable import TUI

/// A terminal as xterm, tmux, screen and the Linux console behave, as far as ncurses needs them.
///
/// Bytes go in, a screen of styled cells comes out. Widths are the C library's, one scalar at a
/// time, as in terminals that do not join clusters.
struct TerminalEmulator {
  struct Shown: Equatable {
    /// A scalar with its marks; empty for the second column of a wide one.
    var text = " "
    var style = CellStyle.plain
  }

  let rows: Int
  let columns: Int
  /// Whether erasing takes the current background (`bce`).
  let erasesWithBackground: Bool
  private(set) var cells: [[Shown]]
  private(set) var row = 0
  private(set) var column = 0
  private(set) var modes: Set<Int> = [7, 25]
  private(set) var hasApplicationKeypad = false
  /// Sequences that it does not know: a test should find none.
  private(set) var unknown: [String] = []

  private var style = CellStyle.plain
  private var wrapIsPending = false
  private var inserts = false
  private var top = 0
  private var bottom: Int
  private var saved: (row: Int, column: Int, style: CellStyle) = (0, 0, .plain)
  private var mainScreen: (cells: [[Shown]], row: Int, column: Int)?
  private var lastScalar: Unicode.Scalar?
  /// Where the last character was written: marks join it, as in xterm.
  private var last: (row: Int, column: Int)?
  private var pending: [UInt8] = []

  init(rows: Int, columns: Int, erasesWithBackground: Bool = true) {
    self.rows = rows
    self.columns = columns
    self.erasesWithBackground = erasesWithBackground
    bottom = rows - 1
    cells = Array(repeating: Array(repeating: Shown(), count: columns), count: rows)
  }

  var isOnAlternateScreen: Bool { mainScreen != nil }

  /// A row's text, as wide as the screen.
  func text(row: Int) -> String { cells[row].reduce(into: "") { $0 += $1.text } }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var start = 0
    while start < pending.count, let used = step(pending[start...]) { start += used }
    pending.removeFirst(start)
  }

  /// Does one thing and says how many bytes that took; nil if more are needed.
  private mutating func step(_ bytes: ArraySlice<UInt8>) -> Int? {
    let first = bytes[bytes.startIndex]
    if first == 0x1B { return escape(bytes) }
    if first < 0x20 || first == 0x7F {
      control(first)
      return 1
    }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard bytes.count >= length else { return nil }
    for scalar in String(decoding: bytes.prefix(length), as: UTF8.self).unicodeScalars {
      put(scalar)
    }
    return length
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x08:
      column = max(0, column - 1)
      wrapIsPending = false
    case 0x09:
      column = min(columns - 1, (column / 8 + 1) * 8)
    case 0x0A: lineFeed()
    case 0x0D:
      column = 0
      wrapIsPending = false
    case 0x00, 0x07, 0x0E, 0x0F: break
    default: unknown.append("control \(byte)")
    }
  }

  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count > 1 else { return nil }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case UInt8(ascii: "["): return controlSequence(bytes)
    case UInt8(ascii: "("), UInt8(ascii: ")"): return bytes.count > 2 ? 3 : nil
    case UInt8(ascii: "]"):
      guard let end = bytes.firstIndex(of: 0x07) else { return nil }
      return end + 1 - bytes.startIndex
    case UInt8(ascii: "7"): saved = (row, column, style)
    case UInt8(ascii: "8"): (row, column, style) = saved
    case UInt8(ascii: "M"):
      if row == top { scrollDown(1) } else { row = max(0, row - 1) }
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "="): hasApplicationKeypad = true
    case UInt8(ascii: ">"): hasApplicationKeypad = false
    case UInt8(ascii: "\\"): break
    default: unknown.append("escape \(Character(Unicode.Scalar(second)))")
    }
    return 2
  }

  private mutating func controlSequence(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let end = bytes.dropFirst(2).firstIndex(where: { 0x40...0x7E ~= $0 }) else { return nil }
    let sequence = ControlSequence(
      parameters: bytes[(bytes.startIndex + 2)..<end], final: bytes[end])
    perform(sequence, String(decoding: bytes[...end].dropFirst(), as: UTF8.self))
    return end + 1 - bytes.startIndex
  }

  private mutating func perform(_ sequence: ControlSequence, _ text: String) {
    let numbers = sequence.numbers
    let count = max(1, numbers.first ?? 1)
    let letter = Character(Unicode.Scalar(sequence.final))
    if let prefix = sequence.prefix {
      switch (prefix, letter) {
      case (UInt8(ascii: "?"), "h"): for mode in numbers { setMode(mode, true) }
      case (UInt8(ascii: "?"), "l"): for mode in numbers { setMode(mode, false) }
      case (UInt8(ascii: "?"), "c"): break
      default: unknown.append(text)
      }
      return
    }
    if letter != "m" && letter != "b" { wrapIsPending = false }
    switch letter {
    case "A": row = max(row >= top ? top : 0, row - count)
    case "B": row = min(row <= bottom ? bottom : rows - 1, row + count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "G": column = min(columns, count) - 1
    case "d": row = min(rows, count) - 1
    case "H":
      row = min(rows, count) - 1
      column = min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
    case "J": eraseInDisplay(numbers.first ?? 0)
    case "K": eraseInLine(numbers.first ?? 0)
    case "X": erase(row: row, from: column, to: min(columns, column + count))
    case "@": insertCells(count)
    case "P": deleteCells(count)
    case "L": insertLines(count)
    case "M": deleteLines(count)
    case "S": scrollUp(count)
    case "T": scrollDown(count)
    case "Z": column = max(0, (column - 1) / 8 * 8)
    case "b": if let lastScalar { for _ in 0..<count { put(lastScalar) } }
    case "m": select(numbers)
    case "r":
      top = count - 1
      bottom = (numbers.count > 1 && numbers[1] > 0 ? numbers[1] : rows) - 1
      (row, column) = (0, 0)
    case "h", "l":
      for mode in numbers where mode == 4 { inserts = letter == "h" }
    case "t": break
    default: unknown.append(text)
    }
  }

  private mutating func setMode(_ mode: Int, _ isOn: Bool) {
    if isOn { modes.insert(mode) } else { modes.remove(mode) }
    guard mode == 1049 else { return }
    if isOn, mainScreen == nil {
      mainScreen = (cells, row, column)
      cells = Array(repeating: Array(repeating: Shown(), count: columns), count: rows)
    } else if !isOn, let main = mainScreen {
      (cells, row, column) = main
      mainScreen = nil
    }
  }

  // MARK: Writing

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = Int(terminal_scalar_width(scalar.value))
    if width == 0 {
      if let last { cells[last.row][last.column].text.unicodeScalars.append(scalar) }
      return
    }
    lastScalar = scalar
    if wrapIsPending || (column + width > columns && modes.contains(7)) {
      column = 0
      lineFeed()
    } else {
      column = min(column, columns - width)
    }
    if inserts { insertCells(width) }
    breakClusters(from: column, to: column + width)
    cells[row][column] = Shown(text: String(scalar), style: style)
    if width == 2 { cells[row][column + 1] = Shown(text: "", style: style) }
    last = (row, column)
    column += width
    if column >= columns {
      column = columns - 1
      wrapIsPending = modes.contains(7)
    }
  }

  /// Blanks what would be left of wide characters when these columns change.
  private mutating func breakClusters(from: Int, to: Int) {
    if from < columns, from > 0, cells[row][from].text.isEmpty { cells[row][from - 1].text = " " }
    if to < columns, cells[row][to].text.isEmpty { cells[row][to].text = " " }
  }

  private mutating func lineFeed() {
    wrapIsPending = false
    if row == bottom { scrollUp(1) } else { row = min(rows - 1, row + 1) }
  }

  // MARK: Erasing and shifting

  private var erased: Shown {
    Shown(style: CellStyle(background: erasesWithBackground ? style.background : .standard))
  }

  private mutating func erase(row: Int, from: Int, to: Int) {
    guard from < to else { return }
    if row == self.row { breakClusters(from: from, to: to) }
    for place in from..<to { cells[row][place] = erased }
  }

  private mutating func eraseInLine(_ part: Int) {
    switch part {
    case 0: erase(row: row, from: column, to: columns)
    case 1: erase(row: row, from: 0, to: column + 1)
    default: erase(row: row, from: 0, to: columns)
    }
  }

  private mutating func eraseInDisplay(_ part: Int) {
    switch part {
    case 0:
      eraseInLine(0)
      for row in row + 1..<max(row + 1, rows) { erase(row: row, from: 0, to: columns) }
    case 1:
      for row in 0..<row { erase(row: row, from: 0, to: columns) }
      eraseInLine(1)
    default: for row in 0..<rows { erase(row: row, from: 0, to: columns) }
    }
  }

  private mutating func insertCells(_ count: Int) {
    breakClusters(from: column, to: column)
    let count = min(count, columns - column)
    cells[row].insert(contentsOf: Array(repeating: erased, count: count), at: column)
    cells[row].removeLast(count)
    cutLastCluster()
  }

  private mutating func deleteCells(_ count: Int) {
    let count = min(count, columns - column)
    breakClusters(from: column, to: column + count)
    cells[row].removeSubrange(column..<column + count)
    cells[row] += Array(repeating: erased, count: count)
  }

  /// A wide character whose second half was shifted out.
  private mutating func cutLastCluster() {
    let last = cells[row][columns - 1]
    if let scalar = last.text.unicodeScalars.first, terminal_scalar_width(scalar.value) == 2 {
      cells[row][columns - 1].text = " "
    }
  }

  private mutating func insertLines(_ count: Int) {
    guard top...bottom ~= row else { return }
    shift(from: row, down: count)
  }

  private mutating func deleteLines(_ count: Int) {
    guard top...bottom ~= row else { return }
    shift(from: row, up: count)
  }

  private mutating func scrollUp(_ count: Int) { shift(from: top, up: count) }

  private mutating func scrollDown(_ count: Int) { shift(from: top, down: count) }

  private mutating func shift(from first: Int, up count: Int) {
    for _ in 0..<min(count, bottom - first + 1) {
      cells.remove(at: first)
      cells.insert(Array(repeating: erased, count: columns), at: bottom)
    }
  }

  private mutating func shift(from first: Int, down count: Int) {
    for _ in 0..<min(count, bottom - first + 1) {
      cells.remove(at: bottom)
      cells.insert(Array(repeating: erased, count: columns), at: first)
    }
  }

  // MARK: Styles

  private mutating func select(_ numbers: [Int]) {
    var numbers = (numbers.isEmpty ? [0] : numbers)[...]
    while let number = numbers.popFirst() {
      switch number {
      case 0: style = .plain
      case 1: style.attributes.insert(.bold)
      case 2: style.attributes.insert(.dim)
      case 3: style.attributes.insert(.italic)
      case 4: style.attributes.insert(.underline)
      case 7: style.attributes.insert(.reverse)
      case 10: break
      case 22: style.attributes.subtract([.bold, .dim])
      case 23: style.attributes.remove(.italic)
      case 24: style.attributes.remove(.underline)
      case 27: style.attributes.remove(.reverse)
      case 30...37: style.foreground = .palette(UInt8(number - 30))
      case 38: style.foreground = color(&numbers) ?? style.foreground
      case 39: style.foreground = .standard
      case 40...47: style.background = .palette(UInt8(number - 40))
      case 48: style.background = color(&numbers) ?? style.background
      case 49: style.background = .standard
      case 90...97: style.foreground = .palette(UInt8(number - 82))
      case 100...107: style.background = .palette(UInt8(number - 92))
      default: unknown.append("SGR \(number)")
      }
    }
  }

  private mutating func color(_ numbers: inout ArraySlice<Int>) -> Color? {
    switch numbers.popFirst() {
    case 5: return numbers.popFirst().map { .palette(UInt8(truncatingIfNeeded: $0)) }
    case 2:
      guard let red = numbers.popFirst(), let green = numbers.popFirst(),
        let blue = numbers.popFirst()
      else { break }
      return .rgb(UInt32(red << 16 | green << 8 | blue))
    default: break
    }
    unknown.append("colour")
    return nil
  }
}
