internal import Attribution

/// LIME's linear model as laid out in its pane: shared by `update`, which asks what is under the mouse, and by `render`.
struct SurrogateView: Equatable, Sendable {
  let estimate: AttributionEstimate
  let surrogate: LocalSurrogate
  /// The words of the linear model, strongest first; their standard errors beside them.
  let terms: [Waterfall.Summand]
  let errors: [Double]
  /// Whether it is the method on screen, and not a further row.
  let isMain: Bool
  let form: NumberForm
  /// Where is said how well it fits.
  let facts: Rectangle
  /// A row a term.
  let table: Rectangle
  /// The linear model's answers over the real one's; nil where there is no room.
  let plot: Rectangle?
  /// The terms in sight.
  let window: Range<Int>

  /// Columns that words and facts keep beside the plot, and the least that the plot needs.
  private static let factColumns = 30
  private static let plotColumns = 16

  init?(_ state: State, _ screen: ScreenLayout) {
    let explain = state.explain
    guard let inside = screen.inside(.surrogate), !inside.isEmpty,
      let settled = explain.settled, let estimate = settled.entries[.lime]?.estimate,
      let surrogate = estimate.surrogate, surrogate.intercept.isFinite,
      surrogate.localPrediction.isFinite, estimate.outputValue.isFinite
    else { return nil }
    self.estimate = estimate
    self.surrogate = surrogate
    terms = Waterfall.terms(of: estimate, settled, explain) ?? []
    errors = surrogate.terms.map(\.standardError)
    isMain = explain.request.method == .lime
    form =
      isMain
      ? explain.forms.values
      : NumberForm(upTo: Float(surrogate.terms.first.map { abs($0.weight) } ?? 0))
    let free = inside.width - Self.factColumns - 2
    // A dot is as high as it is wide, and so is the plot where there is room.
    let plotColumns = min(free, 2 * inside.height + 6)
    let hasPlot =
      surrogate.points.count > 1 && free >= Self.plotColumns && inside.height >= 5
      && surrogate.points.allSatisfy { $0.model.isFinite && $0.surrogate.isFinite }
    let width = inside.width - (hasPlot ? plotColumns + 2 : 0)
    plot =
      hasPlot
      ? Rectangle(
        row: inside.row, column: inside.endColumn - plotColumns, height: inside.height,
        width: plotColumns) : nil
    let factRows =
      switch inside.height {
      case 11...: 5
      case 7...: 3
      case 5...: 2
      default: 1
      }
    let gap = inside.height >= 10 ? 1 : 0
    facts = Rectangle(
      row: inside.row, column: inside.column, height: factRows, width: width)
    let rows = max(inside.height - factRows - gap, 0)
    table = Rectangle(
      row: inside.row + factRows + gap, column: inside.column, height: min(rows, terms.count),
      width: width)
    let place =
      explain.isCursorByHeat
      ? terms.firstIndex { $0.units.contains(explain.cursor) } ?? 0 : 0
    let first = max(place - rows + 1, 0)
    window = first..<max(min(first + rows, terms.count), first)
  }

  /// The unit that a row is about.
  func unit(row: Int) -> Int? {
    let place = window.lowerBound + row - table.row
    return row >= table.row && window.contains(place) ? terms[place].units.first : nil
  }

  /// From the lowest to the highest answer of either model; never empty.
  var range: ClosedRange<Double> {
    let answers = surrogate.points.flatMap { [Double($0.model), Double($0.surrogate)] }
    guard let low = answers.min(), let high = answers.max(), high > low else {
      let middle = answers.first ?? 0
      return middle - 0.5...middle + 0.5
    }
    let margin = (high - low) / 40
    return low - margin...high + margin
  }
}
