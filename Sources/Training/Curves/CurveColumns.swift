/// A curve brought down to columns of a picture, with nothing lost that could be seen.
///
/// A column keeps the first, last, least and greatest of its finite values: lines from the last of one column to the first of the next,
/// and within a column from the least to the greatest, touch the rows that the lines between all points touch. A
/// peak one point wide stays.
///
/// A smoothed curve asks for the trend, and its peaks stand in the curve behind it: a column keeps the mean alone, and the curve is
/// a line however many points fall into one.
public struct CurveColumns: Equatable, Sendable {
  /// The points of one column.
  public struct Column: Equatable, Sendable {
    /// The first finite value.
    public var first: Double
    /// The last finite value.
    public var last: Double
    /// The least finite value.
    public var minimum: Double
    /// The greatest finite value.
    public var maximum: Double
    /// Whether a value that is not finite stands before the first finite one, behind the last: there the line is broken.
    public var isBroken: (before: Bool, behind: Bool)

    /// Whether all numbers are equal.
    public static func == (left: Self, right: Self) -> Bool {
      left.first == right.first && left.last == right.last && left.minimum == right.minimum
        && left.maximum == right.maximum && left.isBroken == right.isBroken
    }
  }

  /// A column each; nil where no finite value falls.
  public private(set) var columns: [Column?]
  /// The columns with a value that is not finite.
  public private(set) var notFinite: [Int] = []
  /// The value at the left edge of a line that comes from a point before the window.
  public private(set) var entry: Double?
  /// The value at the right edge of a line that leads to a point behind the window.
  public private(set) var exit: Double?

  /// Reduces a curve.
  ///
  /// - Parameters:
  ///   - window: What the columns cover, its ends included.
  ///   - isSmoothed: Whether the smoothed curve is meant.
  /// - Complexity: O(columns · log points).
  public init(_ curve: Curve, window: ClosedRange<Double>, count: Int, isSmoothed: Bool) {
    columns = Array(repeating: nil, count: max(count, 0))
    let isSmoothed = isSmoothed && curve.smoothing > 0
    guard count > 0, curve.count > 0 else { return }
    func value(_ index: Int) -> Double {
      isSmoothed ? curve.value(index) : curve.series.points.values[index]
    }
    let width = window.upperBound - window.lowerBound
    var start = curve.firstIndex(atOrBehind: window.lowerBound)
    let first = start
    let end = curve.firstIndex(atOrBehind: window.upperBound.nextUp)
    for column in 0..<count where start < end {
      let edge = window.lowerBound + width * Double(column + 1) / Double(count)
      let next = column == count - 1 ? end : min(curve.firstIndex(atOrBehind: edge), end)
      guard next > start else { continue }
      defer { start = next }
      let extent = curve.extent(in: start..<next, isSmoothed: isSmoothed)
      if extent.notFinite > 0 { notFinite.append(column) }
      guard extent.count > 0 else { continue }
      var low = start
      while !value(low).isFinite { low += 1 }
      var high = next - 1
      while !value(high).isFinite { high -= 1 }
      let mean = isSmoothed ? extent.mean : nil
      columns[column] = Column(
        first: mean ?? value(low), last: mean ?? value(high), minimum: mean ?? extent.minimum,
        maximum: mean ?? extent.maximum, isBroken: (low > start, high < next - 1))
    }
    func crossing(_ index: Int, at edge: Double) -> Double? {
      guard index > 0, index < curve.count else { return nil }
      let (from, to) = (value(index - 1), value(index))
      let (left, right) = (curve.x(index - 1), curve.x(index))
      guard from.isFinite, to.isFinite, right > left, left < edge, edge < right else { return nil }
      return from + (to - from) * (edge - left) / (right - left)
    }
    entry = crossing(first, at: window.lowerBound)
    exit = crossing(end, at: window.upperBound)
  }

  /// The least and greatest value that is drawn; nil where nothing is.
  ///
  /// - Parameter isPositive: Leaves out what has no place on a logarithmic scale.
  public func range(isPositive: Bool = false) -> ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    func take(_ value: Double?) {
      guard let value, value > 0 || !isPositive else { return }
      low = min(low, value)
      high = max(high, value)
    }
    for column in columns {
      guard let column else { continue }
      for value in [column.minimum, column.maximum, column.first, column.last] { take(value) }
    }
    take(entry)
    take(exit)
    return low <= high ? low...high : nil
  }
}
