/// What curves are drawn with.
enum CurveGlyphs: Equatable, Sendable {
  /// Eight dots a cell.
  case braille
  /// Four quarters a cell, without gaps: where the font has no braille, or it is too faint.
  case blocks
  /// One letter a cell, which tells the curve: ASCII.
  case letters

  /// The dots of a cell, side by side and on top of each other.
  var dots: (columns: Int, rows: Int) {
    switch self {
    case .braille: (2, 4)
    case .blocks: (2, 2)
    case .letters: (1, 1)
    }
  }
}

/// A drawing of dots, several in a cell, as braille characters, quarter blocks or single letters.
struct DotCanvas: Equatable, Sendable {
  let rows: Int
  let columns: Int
  let glyphs: CurveGlyphs
  private var masks: [UInt8]
  private var owners: [Int]

  /// Makes an empty drawing of so many cells.
  init(rows: Int, columns: Int, glyphs: CurveGlyphs = .braille) {
    self.rows = max(rows, 0)
    self.columns = max(columns, 0)
    self.glyphs = glyphs
    masks = Array(repeating: 0, count: self.rows * self.columns)
    owners = Array(repeating: 0, count: self.rows * self.columns)
  }

  /// Dots from left to right.
  var width: Int { columns * glyphs.dots.columns }
  /// Dots from top to bottom.
  var height: Int { rows * glyphs.dots.rows }

  /// The bit of a dot: braille counts down the columns, the fourth row came later (Unicode 3.0).
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
  /// The block elements by their quarters: upper left, upper right, lower left, lower right.
  private static let quarters = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]

  /// Sets a dot; the cell takes the colour of the curve that touched it last.
  mutating func set(x: Int, y: Int, owner: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let dots = glyphs.dots
    let cell = y / dots.rows * columns + x / dots.columns
    let (row, column) = (y % dots.rows, x % dots.columns)
    masks[cell] |= glyphs == .blocks ? 1 << (row * 2 + column) : Self.bits[row][column]
    owners[cell] = owner
  }

  /// Draws a straight line between two dots (Bresenham), cut at the edges.
  ///
  /// - Parameter isDashed: Leaves out three dots of six, counted over the whole drawing.
  mutating func line(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), owner: Int, isDashed: Bool = false
  ) {
    var (x, y) = start
    let dx = abs(end.x - x)
    let dy = -abs(end.y - y)
    let sx = x < end.x ? 1 : -1
    let sy = y < end.y ? 1 : -1
    var error = dx + dy
    while true {
      if !isDashed || (x + y) / 3 % 2 == 0 { set(x: x, y: y, owner: owner) }
      if x == end.x, y == end.y { return }
      let doubled = 2 * error
      if doubled >= dy {
        error += dy
        x += sx
      }
      if doubled <= dx {
        error += dx
        y += sy
      }
    }
  }

  /// Calls `body` with every cell in which something was drawn.
  func forEachCell(_ body: (_ row: Int, _ column: Int, _ text: String, _ owner: Int) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns {
        if let cell = cell(row: row, column: column) { body(row, column, cell.text, cell.owner) }
      }
    }
  }

  /// The character of a cell and the curve it belongs to; nil where nothing was drawn.
  ///
  /// Of a drawing in letters the character is for the caller to choose.
  func cell(row: Int, column: Int) -> (text: String, owner: Int)? {
    let index = row * columns + column
    guard masks.indices.contains(index), masks[index] != 0 else { return nil }
    switch glyphs {
    case .letters: return ("#", owners[index])
    case .blocks: return (Self.quarters[Int(masks[index] & 0xF)], owners[index])
    case .braille:
      guard let scalar = Unicode.Scalar(0x2800 + UInt32(masks[index])) else { return nil }
      return (String(Character(scalar)), owners[index])
    }
  }
}
