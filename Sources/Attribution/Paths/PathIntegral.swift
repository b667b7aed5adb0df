import Model

/// The integral of a function's gradient along the straight path from a baseline to an input, in panels that can be halved.
///
/// (x−b) · ∫₀¹ ∇F(b + α(x−b)) dα is what integrated gradients share out (Sundararajan et al. 2017, eq. 1). The function is the caller's;
/// numbers are rows of a matrix, as the vectors of a text's tokens are.
struct PathIntegral {
  /// Asks for F and ∇F at points of the path, given by their α; `visit` takes a point's index, F there and ∇F.
  typealias Gradients = (
    _ positions: [Double],
    _ visit: (_ index: Int, _ output: Float, _ gradient: ArraySlice<Float>) throws -> Void
  ) throws -> Void

  /// A part [from, to] of the path, integrated.
  struct Panel {
    fileprivate var from: Double
    fileprivate var to: Double
    /// F at the ends.
    var outputs: (from: Float, to: Float)
    /// ∫ ∇F over the panel.
    fileprivate var gradient: [Float]
    /// (x−b)·∫∇F, summed: what the panel's attributions add up to.
    fileprivate var sum: Double
    /// The nodes, in order of α.
    var points: [AttributionEstimate.PathPoint]

    /// What completeness misses in this panel.
    fileprivate var error: Double { sum - (Double(outputs.to) - Double(outputs.from)) }
  }

  /// The panels, in order of α.
  private(set) var panels: [Panel] = []
  /// Outputs and gradients asked for so far.
  private(set) var evaluations = 0
  /// x − b.
  private let difference: [Float]
  private let rows: Int
  private let quadrature: Quadrature
  private let gradients: Gradients

  /// Integrates the whole path as one panel.
  ///
  /// - Parameters:
  ///   - difference: x − b, all rows one after the other.
  ///   - rows: of which each node's attributions are added up.
  ///   - outputs: F at the baseline and at the input.
  ///   - quadrature: the rule.
  ///   - steps: its nodes.
  ///   - gradients: F and ∇F at points of the path.
  init(
    over difference: [Float], rows: Int, outputs: (from: Float, to: Float),
    by quadrature: Quadrature, steps: Int, gradients: @escaping Gradients
  ) throws {
    self.difference = difference
    self.rows = rows
    self.quadrature = quadrature
    self.gradients = gradients
    panels = [try panel(from: 0, to: 1, outputs: outputs, steps: steps)]
  }

  /// ∫ ∇F, the mean gradient of the path: what each number is worth by unit.
  var gradient: [Float] {
    var sum = [Float](repeating: 0, count: difference.count)
    for panel in panels { VectorArithmetic.add(panel.gradient[...], times: 1, to: &sum) }
    return sum
  }

  /// (x−b) · ∫ ∇F, a number each.
  var attributions: [Float] { zip(gradient, difference).map { $0 * $1 } }

  /// Σ attributions − (F(x) − F(b)), signed.
  var delta: Double { panels.reduce(0) { $0 + $1.error } }

  /// Halves the panel that misses most of its own share of F.
  ///
  /// - Parameters:
  ///   - steps: nodes of each half.
  ///   - output: F at a point of the path.
  mutating func halveWorstPanel(
    steps: Int, output: (_ position: Double) throws -> Float
  ) throws {
    let worst = panels.indices.max { abs(panels[$0].error) < abs(panels[$1].error) } ?? 0
    let whole = panels[worst]
    let middle = (whole.from + whole.to) / 2
    let middleOutput = try output(middle)
    evaluations += 1
    let halves = [
      try panel(
        from: whole.from, to: middle, outputs: (whole.outputs.from, middleOutput), steps: steps),
      try panel(
        from: middle, to: whole.to, outputs: (middleOutput, whole.outputs.to), steps: steps),
    ]
    panels.replaceSubrange(worst...worst, with: halves)
  }

  /// F at the nodes of one panel, and the integral of its gradient.
  private mutating func panel(
    from: Double, to: Double, outputs: (Float, Float), steps: Int
  ) throws -> Panel {
    evaluations += steps
    let width = to - from
    let nodes = quadrature.nodes(steps).map {
      Quadrature.Node(position: from + width * $0.position, weight: width * $0.weight)
    }
    var panel = Panel(
      from: from, to: to, outputs: outputs,
      gradient: [Float](repeating: 0, count: difference.count), sum: 0, points: [])
    try gradients(nodes.map(\.position)) { index, output, gradient in
      VectorArithmetic.add(gradient, times: Float(nodes[index].weight), to: &panel.gradient)
      let perRow = VectorArithmetic.rowDots(gradient, difference, rows: rows)
      panel.points.append(
        .init(
          alpha: nodes[index].position, weight: nodes[index].weight, output: output,
          slope: Float(perRow.reduce(0, +)), attributions: perRow.map { Float($0) }))
    }
    panel.sum = VectorArithmetic.rowDots(panel.gradient[...], difference, rows: rows)
      .reduce(0, +)
    return panel
  }
}
