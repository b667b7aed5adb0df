/// Where a schedule cut the learning rate at one stroke.
///
/// A cut is a fall to at most 0.7 of the value before, which itself had stayed within 2 % of the one before it: so the end of a
/// linear or cosine decay, where every point is a fraction of the last, is none.
public struct RateCuts: Equatable, Sendable {
  /// One cut.
  public struct Cut: Equatable, Sendable {
    /// The point of the series from which on the lower rate holds.
    public var index: Int
    /// Its step.
    public var step: Int64
    /// The rate before.
    public var before: Double
    /// The rate from there on.
    public var after: Double
  }

  private static let fall = 0.7
  private static let stillness = 0.02

  /// In the order of their steps.
  public private(set) var cuts: [Cut] = []
  private var readCount = 0
  private var generation = 0
  private var cutCount = 0

  /// Starts with no rate read.
  public init() {}

  /// Takes in what was added to the series since the last call.
  ///
  /// - Complexity: O(points added), or O(points) where points were taken away meanwhile.
  public mutating func follow(_ series: MetricSeries, generation: Int) {
    if generation != self.generation || series.cutCount != cutCount
      || series.points.count < readCount
    {
      self = RateCuts()
      self.generation = generation
      cutCount = series.cutCount
    }
    let values = series.points.values
    for index in max(readCount, 2)..<max(values.count, 2) where index < values.count {
      let (earlier, before, after) = (values[index - 2], values[index - 1], values[index])
      if before > 0, after >= 0, after <= before * Self.fall,
        abs(before - earlier) <= before * Self.stillness
      {
        cuts.append(
          Cut(index: index, step: series.points.steps[index], before: before, after: after))
      }
    }
    readCount = values.count
  }
}
