/// What a curve is drawn over.
public enum CurveAxis: String, CaseIterable, Sendable {
  /// Optimizer steps.
  case step
  /// Passes over the training data.
  case epoch
  /// Seconds since the run began.
  case time
}

/// A metric ready to be drawn: its points over one axis, smoothed or as they are.
///
/// A curve follows its series: what was worked out for the points of an earlier snapshot is kept.
public struct Curve: Sendable {
  /// The largest smoothing: at 1 nothing of the curve would be left.
  public static let smoothingLimit = 0.999

  /// The points.
  public private(set) var series: MetricSeries
  /// What they are drawn over.
  public let axis: CurveAxis
  /// The weight of the past in the smoothed curve, 0 for none.
  public let smoothing: Double
  private let origin: Double
  private var generation: Int
  /// Places on an axis other than that of steps.
  private var places: ChunkedArray<Double> = []
  private var smoothed: ChunkedArray<Double> = []
  private var smoothedExtents = ExtentPyramid()
  private var average = 0.0
  /// `smoothing` to the power of the values averaged: what the average still owes to its beginning at 0.
  private var debt = 1.0

  /// Makes a curve.
  ///
  /// - Parameters:
  ///   - generation: Counts how often the log was read anew.
  ///   - origin: The time that the axis of times counts from.
  /// - Complexity: O(points) with smoothing or another axis than steps, else O(1).
  public init(
    _ series: MetricSeries, generation: Int, axis: CurveAxis = .step, smoothing: Double = 0,
    origin: Double = 0
  ) {
    self.series = series
    self.axis = axis
    self.smoothing = min(max(smoothing, 0), Self.smoothingLimit)
    self.generation = generation
    self.origin = origin
    extend()
  }

  /// Goes on with a later snapshot of the same series.
  ///
  /// - Complexity: O(points added), or as `init` where points were taken away meanwhile.
  public mutating func follow(_ series: MetricSeries, generation: Int) {
    guard generation == self.generation, series.cutCount == self.series.cutCount,
      series.points.count >= self.series.points.count
    else {
      self = Curve(
        series, generation: generation, axis: axis, smoothing: smoothing, origin: origin)
      return
    }
    self.series = series
    extend()
  }

  /// How many points there are on this axis; none where the log does not tell their places on it.
  public var count: Int { axis == .step ? series.points.count : places.count }

  /// The place of a point on the axis.
  public func x(_ index: Int) -> Double {
    axis == .step ? Double(series.points.steps[index]) : places[index]
  }

  /// The value of a point, smoothed if the curve is.
  public func value(_ index: Int) -> Double {
    smoothing > 0 ? smoothed[index] : series.points.values[index]
  }

  /// From the first to the last place on the axis; nil without points.
  public var span: ClosedRange<Double>? {
    count > 0 ? x(0)...max(x(0), x(count - 1)) : nil
  }

  /// What the values of a part of the points span.
  ///
  /// - Complexity: O(log points).
  public func extent(in range: Range<Int>, isSmoothed: Bool) -> Extent {
    isSmoothed && smoothing > 0
      ? smoothedExtents.extent(of: smoothed, in: range) : series.extent(in: range)
  }

  /// The first point at or behind a place.
  ///
  /// - Complexity: O(log points).
  public func firstIndex(atOrBehind place: Double) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if x(middle) < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The last point at or before a place, which is what the metric is known to be there; nil before the first point.
  public func index(at place: Double) -> Int? {
    let next = firstIndex(atOrBehind: place.nextUp)
    return next > 0 ? next - 1 : nil
  }

  private mutating func extend() {
    let points = series.points
    if axis != .step {
      let hasPlaces = axis == .epoch ? !points.epochs.isEmpty : !points.wallTimes.isEmpty
      if hasPlaces {
        var last = places.last ?? 0
        for index in places.count..<points.count {
          let place =
            axis == .epoch ? Double(points.epochs[index]) : points.wallTimes[index] - origin
          // A point without a place, and a clock that was set back, stand where the one before stands.
          if place > last { last = place }
          places.append(last)
        }
      }
    }
    guard smoothing > 0 else { return }
    for index in smoothed.count..<points.count { smoothed.append(smooth(points.values[index])) }
    smoothedExtents.extend(smoothed)
  }

  /// The exponential moving average with its bias towards 0 taken out (Kingma & Ba 2015, section 3), as TensorBoard has it: the first
  /// value comes out as it is, and what is not finite is passed over.
  private mutating func smooth(_ value: Double) -> Double {
    guard value.isFinite else { return value }
    average = average * smoothing + value * (1 - smoothing)
    debt *= smoothing
    return average / (1 - debt)
  }
}

extension Curve: Equatable {
  /// Whether both are drawn alike.
  ///
  /// - Complexity: O(1).
  public static func == (left: Self, right: Self) -> Bool {
    left.generation == right.generation && left.series.tag == right.series.tag
      && left.series.cutCount == right.series.cutCount
      && left.series.points.count == right.series.points.count && left.axis == right.axis
      && left.smoothing == right.smoothing && left.origin == right.origin
  }
}
