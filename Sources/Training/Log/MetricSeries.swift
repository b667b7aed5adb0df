/// What one metric of a run was, step by step.
///
/// A run that was resumed from a checkpoint writes steps a second time. What it wrote before is then no longer part of the
/// run, but not lost either: it stands in `superseded`. A step that follows itself is kept twice, for it
/// says nothing about a resumed run (a writer that is told no steps writes 0 for all).
public struct MetricSeries: Sendable {
  /// One point with its step.
  public struct Point: Equatable, Sendable {
    /// The step, as `PointColumns.steps` has it.
    public var step: Int64
    /// The value, finite or not.
    public var value: Double
  }

  /// The metric's name, in its group behind a slash where the log has groups: `train/loss`.
  public private(set) var tag: String
  /// The points that count, in the order of their steps.
  public private(set) var points = PointColumns()
  /// Points that a resumed run wrote again, in the order in which they were given up; steps may fall here.
  public private(set) var superseded = PointColumns()
  /// How many of the points that count are NaN or infinite.
  public private(set) var notFinite = 0
  /// How often points that counted were taken away: where it has not changed, a later snapshot continues an earlier one.
  public private(set) var cutCount = 0
  private var extents = ExtentPyramid()

  init(tag: String) { self.tag = tag }

  /// The same points under another name.
  ///
  /// - Complexity: O(1).
  func named(_ tag: String) -> MetricSeries {
    var copy = self
    copy.tag = tag
    return copy
  }

  /// The first point, or nil while there is none.
  public var first: Point? { points.count > 0 ? self[0] : nil }
  /// The last point, or nil while there is none.
  public var last: Point? { points.count > 0 ? self[points.count - 1] : nil }
  /// The first of the least finite points, or nil where none is finite.
  ///
  /// - Complexity: O(log points).
  public var minimum: Point? { place(ofLeastIn: 0..<points.count).map { self[$0] } }

  /// What the values of a part of the points span.
  ///
  /// - Complexity: O(log points).
  public func extent(in range: Range<Int>) -> Extent {
    extents.extent(of: points.values, in: range)
  }

  /// The first of the least finite values of a part of the points.
  ///
  /// - Complexity: O(log points).
  public func place(ofLeastIn range: Range<Int>) -> Int? {
    extents.place(of: points.values, in: range)
  }

  /// The first of the greatest finite values of a part of the points.
  ///
  /// - Complexity: O(log points).
  public func place(ofGreatestIn range: Range<Int>) -> Int? {
    extents.place(of: points.values, in: range, greatest: true)
  }

  /// The point of that number.
  public subscript(index: Int) -> Point {
    Point(step: points.steps[index], value: points.values[index])
  }

  /// Adds a point; points at later steps than its own are superseded.
  ///
  /// - Parameter redraws: Whether the point stands for the same moment as the last one of that step, as the states of a
  ///   progress bar do; the last one is then replaced.
  /// - Returns: How many points were superseded.
  mutating func append(
    step: Int64, value: Double, wallTime: Double?, epoch: Double?, redraws: Bool
  ) -> Int {
    var count = 0
    if let last = points.steps.last, step < last { count = supersede(from: step) }
    if redraws, points.steps.last == step {
      if points.values.last?.isFinite == false { notFinite -= 1 }
      points.removeLast()
      extents.truncate(to: points.count)
      cutCount += 1
    }
    if !value.isFinite { notFinite += 1 }
    points.append(step: step, value: value, wallTime: wallTime, epoch: epoch)
    extents.extend(points.values)
    return count
  }

  /// Gives up the points at and behind a step, which a resumed run will write again.
  ///
  /// - Returns: How many there were.
  mutating func supersede(from step: Int64) -> Int {
    let given = points.split(from: points.firstIndex(atOrBehind: step))
    guard given.count > 0 else { return 0 }
    extents.truncate(to: points.count)
    cutCount += 1
    notFinite -= given.values.count { !$0.isFinite }
    superseded.append(given)
    return given.count
  }
}
