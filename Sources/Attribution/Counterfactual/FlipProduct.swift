/// Products of the rows of a table with a few vectors, at the machine's vector width.
///
/// Four vectors share every load of a row. Sums run in one order whatever the blocks, so that results do not depend on them.
struct FlipProduct {
  private typealias Lanes = SIMD8<Float>
  private static let lanes = 8
  private static let group = 4

  private let positions: Int
  private let width: Int
  /// The vectors, zeros after each to fill the last lanes, and vectors of zeros to fill the last group.
  private let vectors: [Float]
  private let stride: Int

  /// Prepares the vectors, `[positions, width]`.
  init(_ vectors: [Float], positions: Int) {
    precondition(
      positions > 0 && !vectors.isEmpty && vectors.count.isMultiple(of: positions),
      "vectors of one width")
    self.positions = positions
    let width = vectors.count / positions
    self.width = width
    stride = (width + Self.lanes - 1) / Self.lanes * Self.lanes
    let groups = (positions + Self.group - 1) / Self.group
    var padded = [Float](repeating: 0, count: groups * Self.group * stride)
    for position in 0..<positions {
      padded.replaceSubrange(
        position * stride..<position * stride + width,
        with: vectors[position * width..<(position + 1) * width])
    }
    self.vectors = padded
  }

  /// Calls `body` with the products of every row and all vectors, `[positions]`, row after row.
  ///
  /// - Complexity: O(rows · positions · width).
  func forEachRow(
    of table: UnsafeBufferPointer<Float>, count: Int,
    _ body: (_ row: Int, _ values: UnsafeBufferPointer<Float>) -> Void
  ) {
    precondition(table.count == count * width, "rows of the vectors' width")
    var results = [Float](repeating: 0, count: vectors.count / stride)
    var tail = [Float](repeating: 0, count: Self.lanes)
    let whole = width / Self.lanes * Self.lanes
    for row in 0..<count {
      for column in whole..<width { tail[column - whole] = table[row * width + column] }
      results.withUnsafeMutableBufferPointer { results in
        vectors.withUnsafeBytes { vectors in
          tail.withUnsafeBytes { tail in
            multiply(
              UnsafeRawBufferPointer(
                UnsafeBufferPointer(rebasing: table[row * width..<row * width + whole])),
              tail, vectors, into: results)
          }
        }
        body(row, UnsafeBufferPointer(rebasing: results[..<positions]))
      }
    }
  }

  /// Writes the products of one row; the pointers' sizes are this type's own.
  @inline(__always)
  private func multiply(
    _ row: UnsafeRawBufferPointer, _ tail: UnsafeRawBufferPointer,
    _ vectors: UnsafeRawBufferPointer, into results: UnsafeMutableBufferPointer<Float>
  ) {
    let bytes = stride * MemoryLayout<Float>.stride
    let step = Self.lanes * MemoryLayout<Float>.stride
    precondition(
      vectors.count == results.count * bytes && row.count <= bytes
        && (row.count == bytes || row.count + step == bytes && tail.count >= step)
        && results.count.isMultiple(of: Self.group), "room for whole lanes and groups")
    var first = 0
    while first < results.count {
      var (a, b, c, d) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      let start = first * bytes
      var offset = 0
      while offset < bytes {
        let values =
          offset < row.count
          ? Self.load(row, offset) : Self.load(tail, 0)
        a += values * Self.load(vectors, start + offset)
        b += values * Self.load(vectors, start + bytes + offset)
        c += values * Self.load(vectors, start + 2 * bytes + offset)
        d += values * Self.load(vectors, start + 3 * bytes + offset)
        offset += step
      }
      results[first] = a.sum()
      results[first + 1] = b.sum()
      results[first + 2] = c.sum()
      results[first + 3] = d.sum()
      first += Self.group
    }
  }

  @inline(__always)
  private static func load(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Lanes {
    bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
  }
}
