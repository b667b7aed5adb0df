/// Points of one metric, a column a quantity: 16 bytes a point where a log tells step and value alone.
///
/// Wall times and epochs cost nothing where no point has any. A copy is a snapshot at little cost (`ChunkedArray`). A value may be NaN or infinite: it is what the log says.
public struct PointColumns: Sendable {
  /// Optimizer steps, or whatever the log counts instead; they never fall from one point to the next.
  public private(set) var steps: ChunkedArray<Int64> = []
  /// The metric's values.
  public private(set) var values: ChunkedArray<Double> = []
  /// Seconds since 1970, NaN where a point has none; empty where none has.
  public private(set) var wallTimes: ChunkedArray<Double> = []
  /// Epochs, NaN where a point has none; empty where none has.
  public private(set) var epochs: ChunkedArray<Float> = []

  /// How many points there are.
  public var count: Int { steps.count }

  /// Adds a point.
  ///
  /// - Complexity: O(1) on average.
  mutating func append(step: Int64, value: Double, wallTime: Double?, epoch: Double?) {
    Self.append(wallTime, to: &wallTimes, count: count, none: .nan)
    Self.append(epoch.map { Float($0) }, to: &epochs, count: count, none: .nan)
    steps.append(step)
    values.append(value)
  }

  /// Takes away the last point.
  mutating func removeLast() { _ = split(from: count - 1) }

  /// Takes away the points from `start` on, and gives them back.
  mutating func split(from start: Int) -> PointColumns {
    var rest = PointColumns()
    rest.steps = steps.split(from: start)
    rest.values = values.split(from: start)
    rest.wallTimes = wallTimes.split(from: start)
    rest.epochs = epochs.split(from: start)
    return rest
  }

  /// Adds all points of another run through the same steps, whose steps may lie below these.
  mutating func append(_ other: PointColumns) {
    for index in 0..<other.count {
      append(
        step: other.steps[index], value: other.values[index],
        wallTime: other.wallTimes.isEmpty ? nil : other.wallTimes[index],
        epoch: other.epochs.isEmpty ? nil : Double(other.epochs[index]))
    }
  }

  /// The first point at or behind a step, where steps do not fall.
  ///
  /// - Complexity: O(log points).
  func firstIndex(atOrBehind step: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if steps[middle] < step { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func append<Number>(
    _ value: Number?, to column: inout ChunkedArray<Number>, count: Int, none: Number
  ) {
    if column.isEmpty {
      guard let value else { return }
      column = ChunkedArray(repeating: none, count: count)
      column.append(value)
    } else {
      column.append(value ?? none)
    }
  }
}
