/// The words as forces in one line: what speaks for the class pushes from the left, what speaks against it from the right, and they meet
/// at F(x).
///
/// As shap's force plot; the strongest stand next to the meeting point.
struct ForceBar: Equatable, Sendable {
  /// The stretch of a force that takes at least a column.
  struct Segment: Equatable, Sendable {
    var summand: Waterfall.Summand
    var columns: Range<Int>
  }

  /// From left to right.
  let segments: [Segment]
  /// The column where those against begin: F(x) lies at its left edge.
  let meeting: Int
  /// The column at whose left edge the base value lies.
  let base: Int

  /// Divides a line of so many columns; nil where no force is at work.
  init?(_ waterfall: Waterfall, columns: Int) {
    let forces = (waterfall.words + waterfall.rest)
    let rising = forces.filter { $0.value > 0 }.sorted { $0.value > $1.value }
    let falling = forces.filter { $0.value < 0 }.sorted { $0.value < $1.value }
    let output = waterfall.output
    let low = min(output - rising.reduce(0) { $0 + $1.value }, waterfall.base)
    let high = max(output - falling.reduce(0) { $0 + $1.value }, waterfall.base)
    guard columns > 0, high > low, (high - low).isFinite else { return nil }
    func column(_ value: Double) -> Int {
      min(max(Int(((value - low) / (high - low) * Double(columns)).rounded()), 0), columns)
    }
    /// The stretches from F(x) outwards.
    func stretches(_ forces: [Waterfall.Summand]) -> [Segment] {
      var place = output
      return forces.compactMap { summand in
        let (near, far) = (column(place), column(place - summand.value))
        place -= summand.value
        return near == far
          ? nil : Segment(summand: summand, columns: min(near, far)..<max(near, far))
      }
    }
    segments = stretches(rising).reversed() + stretches(falling)
    meeting = column(output)
    base = column(waterfall.base)
  }
}
