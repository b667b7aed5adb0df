internal import CNcurses
internal import CTerminal
internal import Foundation

/// The one place that calls ncurses: from a grid to the bytes that show it.
///
/// ncurses writes into a scratch file, not to the terminal. It has no input.
final class CursesPainter {
  let depth: ColorDepth
  let entryName: String

  private let screen: OpaquePointer
  private let file: UnsafeMutablePointer<FILE>
  private let isASCIIOnly: Bool
  /// Whether colours go as in `TerminfoEntry.source`; otherwise as palette entries below `colors`.
  private let hasOwnEntry: Bool
  private let colors: Int
  private var rows: Int
  private var columns: Int
  /// What ncurses was told last; nil: draw everything.
  private var shown: Grid?
  private var isCursorShown = true
  /// nil where the terminal cannot end one attribute without the others.
  private var pen: PenStream?
  /// nil where the terminal cannot, or its pen is not known to be plain between frames.
  private var shifting: ShiftSequences?

  /// Starts ncurses.
  ///
  /// - Parameters:
  ///   - entry: The terminal's description.
  ///   - depth: The colours wanted; fewer if the terminal cannot be told to show them.
  ///   - isASCIIOnly: Whether nothing but ASCII may be sent.
  ///   - rows: The window's height.
  ///   - columns: The window's width.
  ///   - cache: The folder for entries of our own; nil: none can be made.
  /// - Throws: `TerminalError` when ncurses does not start.
  init(
    entry: TerminfoEntry, depth: ColorDepth, isASCIIOnly: Bool, rows: Int, columns: Int,
    cache: String?
  ) throws(TerminalError) {
    let scratch = terminal_scratch_file("headscope-screen")
    guard scratch >= 0, let file = fdopen(scratch, "r+") else {
      throw TerminalError(
        "No scratch file could be made: \(String(cString: strerror(errno))).",
        advice: "Look at the free space of the temporary folder.")
    }
    self.file = file
    self.isASCIIOnly = isASCIIOnly
    self.rows = rows
    self.columns = columns
    let own = Self.startWithOwnEntry(entry: entry, depth: depth, cache: cache, file: file)
    hasOwnEntry = own != nil
    guard let screen = own?.screen ?? newterm(entry.name, file, file) else {
      fclose(file)
      throw TerminalError(
        "ncurses cannot draw on the terminal “\(entry.name)”.",
        advice: "Set TERM to xterm-256color, or ask for output as text (see --help).")
    }
    self.screen = screen
    entryName = own?.name ?? entry.name
    if depth != .none, has_colors() {
      start_color()
      use_default_colors()
      colors = Int(curses_color_count())
    } else {
      colors = 0
    }
    self.depth =
      hasOwnEntry
      ? depth : Self.smaller(depth, colors >= 256 ? .palette256 : colors >= 8 ? .sixteen : .none)
    if curses_string_capability("rmul").map({ String(cString: $0) }) == "\u{1B}[24m" {
      pen = PenStream()
      shifting = ShiftSequences()
    }
    nonl()
    noecho()
    typeahead(-1)
    let window = curses_standard_window()
    scrollok(window, false)
    leaveok(window, true)
    resizeterm(Int32(rows), Int32(columns))
  }

  deinit {
    set_term(screen)
    endwin()
    delscreen(screen)
    fclose(file)
  }

  /// Our own entry, where the user's shows fewer colours than wanted or would spoil the corner.
  private static func startWithOwnEntry(
    entry: TerminfoEntry, depth: ColorDepth, cache: String?, file: UnsafeMutablePointer<FILE>
  ) -> (screen: OpaquePointer, name: String)? {
    let needed = [.none: 0, .sixteen: 16, .palette256: 256, .truecolor: .max][depth] ?? 0
    guard entry.colors < needed || entry.tearsCorner, let cache,
      let source = TerminfoEntry.source(term: entry.name, depth: depth),
      let folder = TerminfoEntry.compile(name: source.name, text: source.text, cache: cache)
    else { return nil }
    let variable = "TERMINFO_DIRS"
    let before = getenv(variable).map { String(cString: $0) }
    // An empty element stands for the system's own places.
    setenv(variable, folder + ":" + (before ?? ""), 1)
    defer {
      if let before { setenv(variable, before, 1) } else { unsetenv(variable) }
    }
    return newterm(source.name, file, file).map { ($0, source.name) }
  }

  private static func smaller(_ one: ColorDepth, _ other: ColorDepth) -> ColorDepth {
    let order: [ColorDepth] = [.none, .sixteen, .palette256, .truecolor]
    return order.first { $0 == one || $0 == other } ?? .none
  }

  /// The bytes that switch to the program's screen and keypad.
  func enter() -> [UInt8] {
    set_term(screen)
    shown = nil
    clearok(curses_shown_window(), true)
    keypad(curses_standard_window(), true)
    isCursorShown = true
    pen?.forget()
    return takeBytes()
  }

  /// Tells ncurses that the screen is left; what it would write for that is not wanted.
  func leave() {
    set_term(screen)
    endwin()
    _ = takeBytes()
  }

  /// Follows a new window size.
  func resize(rows: Int, columns: Int) {
    set_term(screen)
    (self.rows, self.columns) = (rows, columns)
    resizeterm(Int32(rows), Int32(columns))
    repaint()
  }

  /// Draws everything anew with the next frame.
  func repaint() {
    set_term(screen)
    shown = nil
    pen?.forget()
    clearok(curses_shown_window(), true)
  }

  /// The bytes that bring the screen from the last grid to this one; empty if they look the same.
  ///
  /// - Complexity: O(cells), most of it comparing them.
  func paint(_ grid: Grid) -> [UInt8] {
    set_term(screen)
    let window = curses_standard_window()
    let last = shown.flatMap { $0.rows == grid.rows && $0.columns == grid.columns ? $0 : nil }
    if last == nil { werase(window) }
    let shifts = last.map { shift(from: $0, to: grid) } ?? []
    for row in 0..<min(rows, grid.rows) {
      var column = 0
      while column < min(columns, grid.columns) {
        let width = grid.width(row: row, column: column)
        if !(last.map { isSame(grid, $0, row, column, width) } ?? false) {
          draw(grid[row, column], width: width, row: row, column: column, window)
        }
        column += width
      }
    }
    shown = grid
    show(grid.cursor, window)
    wnoutrefresh(window)
    doupdate()
    let bytes = takeBytes()
    return bytes.isEmpty ? shifts : shifts + (pen?.rewrite(bytes) ?? bytes)
  }

  /// The bytes that shift what only moved along its row.
  private func shift(from last: Grid, to grid: Grid) -> [UInt8] {
    guard let shifting else { return [] }
    return shifting.apply(
      (0..<min(rows, grid.rows)).compactMap {
        RowShift(from: last, to: grid, row: $0, columns: columns)
      })
  }

  private func isSame(
    _ grid: Grid, _ last: Grid, _ row: Int, _ column: Int, _ width: Int
  ) -> Bool {
    for place in column..<column + width where grid[row, place] != last[row, place] { return false }
    return true
  }

  private func show(_ cursor: Grid.Cursor?, _ window: UnsafeMutablePointer<WINDOW>?) {
    let cursor = cursor.flatMap {
      0..<rows ~= $0.row && 0..<columns ~= $0.column ? $0 : nil
    }
    if (cursor != nil) != isCursorShown {
      isCursorShown.toggle()
      curs_set(isCursorShown ? 1 : 0)
    }
    // Nobody sees where a hidden cursor stands: moving it would be wasted.
    leaveok(window, cursor == nil)
    if let cursor { wmove(window, Int32(cursor.row), Int32(cursor.column)) }
  }

  private func draw(
    _ cell: Cell, width: Int, row: Int, column: Int, _ window: UnsafeMutablePointer<WINDOW>?
  ) {
    let cluster = CursesCluster(cell.text, columns: width, asciiOnly: isASCIIOnly)
    var style = cell.style
    if cluster.isReduced { style.attributes.insert(.underline) }
    // A blank shows its foreground nowhere, and every colour costs bytes.
    if cell.text == " " && style.attributes.isDisjoint(with: [.reverse, .underline]) {
      style.foreground = .standard
      style.attributes = []
    }
    let (attributes, pair) = look(style)
    var column = column
    for unit in cluster.units {
      // What the right edge cuts is left out; the grid has it whole only if it is wider than we are.
      guard column + unit.columns <= columns else { return }
      var cursesCell = cchar_t()
      let scalars = unit.scalars.map(\.value)
      guard
        curses_make_cell(&cursesCell, scalars, Int32(scalars.count), attributes, pair)
          == curses_status_ok()
      else { return }
      mvwadd_wchnstr(window, Int32(row), Int32(column), &cursesCell, 1)
      column += unit.columns
    }
  }

  private func look(_ style: CellStyle) -> (attributes: attr_t, pair: Int32) {
    var attributes: attr_t = 0
    for (attribute, bits) in [
      (.bold, curses_attribute_bold()), (.dim, curses_attribute_dim()),
      (.italic, curses_attribute_italic()), (.underline, curses_attribute_underline()),
      (.reverse, curses_attribute_reverse()),
    ] as [(CellStyle.Attributes, attr_t)] where style.attributes.contains(attribute) {
      attributes |= bits
    }
    let foreground = number(style.foreground)
    let background = number(style.background)
    // alloc_pair crashes on a terminal without colours.
    guard colors > 0, foreground != -1 || background != -1 else { return (attributes, 0) }
    // With eight colours the bright ones are the bold ones.
    if !hasOwnEntry, colors < 16, case .palette(8...15) = style.foreground {
      attributes |= curses_attribute_bold()
    }
    return (attributes, max(0, alloc_pair(foreground, background)))
  }

  /// A colour as ncurses counts them; -1 is the terminal's own, also for what it cannot show.
  private func number(_ color: Color) -> Int32 {
    switch color {
    case .standard: return -1
    case .palette(let index):
      if hasOwnEntry && depth == .truecolor {
        return Int32(index) + (index < 8 ? 0 : Int32(TerminfoEntry.paletteOffset))
      }
      if Int(index) < colors { return Int32(index) }
      return index < 16 && colors >= 8 ? Int32(index) - 8 : -1
    case .rgb(let value):
      // The entry gives the numbers below 8 to the palette; so near to black nobody sees it.
      return depth == .truecolor ? max(8, Int32(value & 0xFF_FFFF)) : -1
    }
  }

  /// Takes what ncurses has written.
  private func takeBytes() -> [UInt8] {
    fflush(file)
    let scratch = fileno(file)
    let size = Int(lseek(scratch, 0, SEEK_END))
    guard size > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: size)
    let count = bytes.withUnsafeMutableBytes { pread(scratch, $0.baseAddress, size, 0) }
    ftruncate(scratch, 0)
    lseek(scratch, 0, SEEK_SET)
    bytes.removeLast(size - max(0, count))
    return bytes
  }

  /// What leaving the screen needs from the terminal's description.
  func capabilities(lastRow: Int) -> TerminalModes.Capabilities {
    set_term(screen)
    func string(_ name: String) -> String {
      curses_string_capability(name).map { Self.withoutDelays(String(cString: $0)) } ?? ""
    }
    let move = curses_cursor_move(Int32(lastRow), 0).map { String(cString: $0) } ?? ""
    return TerminalModes.Capabilities(
      resetAttributes: string("sgr0") + (colors > 0 ? string("op") : ""),
      showCursor: string("cnorm"), keypadOff: string("rmkx"), leaveScreen: string("rmcup"),
      toLastRow: Self.withoutDelays(move))
  }

  /// Takes out delays (`$<5>`), which terminals have not needed for decades.
  static func withoutDelays(_ capability: String) -> String {
    var text = ""
    var rest = capability[...]
    while let start = rest.range(of: "$<"), let end = rest[start.upperBound...].firstIndex(of: ">")
    {
      text += rest[..<start.lowerBound]
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }

  /// The key sequences of the terminal's description.
  func keys() -> [[UInt8]: InputDecoder.KeyStroke] {
    set_term(screen)
    var names: [(String, InputDecoder.KeyStroke)] = [
      ("kcuu1", .init(.up)), ("kcud1", .init(.down)), ("kcub1", .init(.left)),
      ("kcuf1", .init(.right)), ("khome", .init(.home)), ("kend", .init(.end)),
      ("kpp", .init(.pageUp)), ("knp", .init(.pageDown)), ("kich1", .init(.insert)),
      ("kdch1", .init(.delete)), ("kcbt", .init(.backTab)),
    ]
    names += (1...12).map { ("kf\($0)", .init(.function($0))) }
    var keys: [[UInt8]: InputDecoder.KeyStroke] = [:]
    for (name, stroke) in names {
      guard let value = curses_string_capability(name) else { continue }
      let bytes = Array(String(cString: value).utf8)
      // Single characters are what they always are.
      if bytes.count > 1, bytes.first == 0x1B { keys[bytes] = stroke }
    }
    return keys
  }
}
