/// A drawing of dots, two by four in a cell, as braille characters.
struct BrailleCanvas: Equatable, Sendable {
  let rows: Int
  let columns: Int
  private var masks: [UInt8]
  private var owners: [Int]

  /// Makes an empty drawing of so many cells.
  init(rows: Int, columns: Int) {
    self.rows = max(rows, 0)
    self.columns = max(columns, 0)
    masks = Array(repeating: 0, count: self.rows * self.columns)
    owners = Array(repeating: 0, count: self.rows * self.columns)
  }

  /// Dots from left to right.
  var width: Int { columns * 2 }
  /// Dots from top to bottom.
  var height: Int { rows * 4 }

  /// The bit of a dot: braille counts down the columns, the fourth row came later (Unicode 3.0).
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot; the cell takes the colour of the curve that touched it last.
  mutating func set(x: Int, y: Int, owner: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = y / 4 * columns + x / 2
    masks[cell] |= Self.bits[y % 4][x % 2]
    owners[cell] = owner
  }

  /// Draws a straight line between two dots (Bresenham), cut at the edges.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), owner: Int) {
    var (x, y) = start
    let dx = abs(end.x - x)
    let dy = -abs(end.y - y)
    let sx = x < end.x ? 1 : -1
    let sy = y < end.y ? 1 : -1
    var error = dx + dy
    while true {
      set(x: x, y: y, owner: owner)
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

  /// The character of a cell and the curve it belongs to; nil where nothing was drawn.
  func cell(row: Int, column: Int) -> (text: String, owner: Int)? {
    let index = row * columns + column
    guard masks.indices.contains(index), masks[index] != 0,
      let scalar = Unicode.Scalar(0x2800 + UInt32(masks[index]))
    else { return nil }
    return (String(Character(scalar)), owners[index])
  }
}
