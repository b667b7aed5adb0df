/// What the values of a part of a series span.
public struct Extent: Equatable, Sendable {
  /// The least finite value; infinity where there is none.
  public internal(set) var minimum = Double.infinity
  /// The greatest finite value; minus infinity where there is none.
  public internal(set) var maximum = -Double.infinity
  /// The sum of the finite values.
  public internal(set) var sum = 0.0
  /// How many values are finite.
  public internal(set) var count = 0
  /// How many values are NaN or infinite.
  public internal(set) var notFinite = 0

  /// The extent of no value.
  public init() {}

  /// The mean of the finite values, or nil where there is none.
  public var mean: Double? { count > 0 ? sum / Double(count) : nil }

  mutating func add(_ value: Double) {
    guard value.isFinite else {
      notFinite += 1
      return
    }
    minimum = min(minimum, value)
    maximum = max(maximum, value)
    sum += value
    count += 1
  }

  mutating func add(_ other: Extent) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    sum += other.sum
    count += other.count
    notFinite += other.notFinite
  }
}

/// Extents of blocks of 16, 256, 4,096 … values of a growing column, so that the extent of any part of it costs a logarithm.
///
/// Only whole blocks are kept: what is taken away from the column's end takes blocks away and changes none.
public struct ExtentPyramid: Sendable {
  private static let shift = 4
  private static let blockSize = 1 << shift
  /// Blocks of the highest level hold a million values.
  private static let levelCount = 5

  private var levels: [ChunkedArray<Extent>] = []

  /// Makes the pyramid of an empty column.
  public init() {}

  /// Takes in what was added to the column since the last call.
  ///
  /// - Complexity: O(values added).
  mutating func extend(_ values: ChunkedArray<Double>) {
    guard values.count >= Self.blockSize else { return }
    if levels.isEmpty { levels = Array(repeating: [], count: Self.levelCount) }
    while (levels[0].count + 1) << Self.shift <= values.count {
      var block = Extent()
      let start = levels[0].count << Self.shift
      for place in start..<start + Self.blockSize { block.add(values[place]) }
      levels[0].append(block)
      var level = 0
      while level + 1 < levels.count,
        (levels[level + 1].count + 1) << Self.shift
          <= levels[level].count
      {
        var block = Extent()
        let start = levels[level + 1].count << Self.shift
        for place in start..<start + Self.blockSize { block.add(levels[level][place]) }
        levels[level + 1].append(block)
        level += 1
      }
    }
  }

  /// Forgets the blocks that reach beyond `count` values.
  mutating func truncate(to count: Int) {
    for level in levels.indices {
      let whole = count >> (Self.shift * (level + 1))
      if whole < levels[level].count { _ = levels[level].split(from: whole) }
    }
  }

  /// The extent of a part of the column.
  ///
  /// - Complexity: O(log values).
  func extent(of values: ChunkedArray<Double>, in range: Range<Int>) -> Extent {
    var result = Extent()
    visit(range) { level, place in
      if level < 0 { result.add(values[place]) } else { result.add(levels[level][place]) }
    }
    return result
  }

  /// The first place of the least or greatest finite value of a part, or nil where none is finite.
  ///
  /// - Complexity: O(log values).
  func place(
    of values: ChunkedArray<Double>, in range: Range<Int>, greatest: Bool = false
  ) -> Int? {
    func rank(_ level: Int, _ place: Int) -> Double {
      if level < 0 {
        let value = values[place]
        return value.isFinite ? (greatest ? -value : value) : .infinity
      }
      let block = levels[level][place]
      return greatest ? -block.maximum : block.minimum
    }
    var best = (rank: Double.infinity, level: -1, place: -1)
    visit(range) { level, place in
      let rank = rank(level, place)
      if rank < best.rank { best = (rank, level, place) }
    }
    guard best.place >= 0 else { return nil }
    while best.level >= 0 {
      let first = best.place << Self.shift
      best.level -= 1
      for place in first..<first + Self.blockSize where rank(best.level, place) == best.rank {
        best.place = place
        break
      }
    }
    return best.place
  }

  /// Calls `body` with the blocks and single values (level −1) that make up a part, in their order.
  private func visit(_ range: Range<Int>, _ body: (_ level: Int, _ place: Int) -> Void) {
    var place = range.lowerBound
    while place < range.upperBound {
      var level = -1
      while level + 1 < levels.count {
        let shift = Self.shift * (level + 2)
        guard place & (1 << shift - 1) == 0, place + 1 << shift <= range.upperBound,
          place >> shift < levels[level + 1].count
        else { break }
        level += 1
      }
      let shift = Self.shift * (level + 1)
      body(level, place >> shift)
      place += 1 << shift
    }
  }
}
