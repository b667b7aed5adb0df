/// The weighted regression of what a model says of subsets on their parts, where the values have to add up to the whole change.
///
/// Lundberg and Lee 2017, equation 8 with the kernel of theorem 2. shap puts the sum into the equations by leaving a part out of them; here
/// every part's column loses the subset's share of all parts instead, which is the same regression with all parts treated alike: what
/// rounding and standard errors say of a part does not hang on which one is left out. Where the subsets do not tell the parts apart, the
/// values are those nearest to equal shares (shap's fallback gives the left-out part what the shortest values of the others leave).
struct CoalitionRegression {
  private let chosen: [Int]
  private let responses: CoalitionResponses
  private let moments: CoalitionMoments
  private let system: MinimumNormSystem
  /// Σ w·s·x of each chosen part, of subsets of s chosen ones.
  private let sizes: [Double]

  /// Prepares the regressions on some parts, at least one.
  ///
  /// - Complexity: the cube of the parts.
  init(on chosen: [Int], _ responses: CoalitionResponses, _ moments: CoalitionMoments) {
    self.chosen = chosen
    self.responses = responses
    self.moments = moments
    let count = chosen.count
    var matrix = [Double](repeating: 0, count: count * count)
    for (row, part) in chosen.enumerated() {
      for (column, other) in chosen.enumerated() {
        matrix[row * count + column] = moments.products[part * moments.partCount + other]
      }
    }
    let sizes = (0..<count).map { matrix[$0 * count..<($0 + 1) * count].reduce(0, +) }
    self.sizes = sizes
    let share = 1 / Double(count)
    let all = sizes.reduce(0, +) * share * share
    for row in 0..<count {
      for column in 0..<count {
        matrix[row * count + column] += all - (sizes[row] + sizes[column]) * share
      }
    }
    // Nothing is known along (1, …, 1), and nothing asked: any curvature there leaves the solution as it is.
    let curvature = (0..<count).reduce(0) { $0 + matrix[$1 * count + $1] } * share * share
    matrix = matrix.map { $0 + curvature }
    system = MinimumNormSystem(matrix, size: count)
  }

  /// A label's value of every part that is in, in the order of `chosen`.
  func values(label: Int) -> [Double] {
    let share = responses.total[label] / Double(chosen.count)
    let right = zip(chosen, sizes).map { moments.responses[label][$0] - share * $1 }
    let mean = right.reduce(0, +) / Double(chosen.count)
    return system.solve(right.map { $0 - mean }).map { share + $0 }
  }

  /// Standard errors of values over the draws, `[labels][chosen]`; infinite where there are too few draws to tell.
  ///
  /// White's estimator for regressions whose model need not be true, with residuals as a leave-one-out would see them (HC3 of MacKinnon and
  /// White 1985), over draws: a subset and its complement are one, and what is enumerated does not vary. Of parts that were chosen, as
  /// though they had been chosen beforehand.
  ///
  /// - Parameters:
  ///   - labels: which.
  ///   - values: their values.
  /// - Complexity: the square of the parts times the subsets.
  func standardErrors(labels: [Int], values: [[Double]]) -> [[Double]] {
    let count = chosen.count
    guard count > 1 else { return values.map { $0.map { _ in 0 } } }
    let unknown = values.map { $0.map { _ in Double.infinity } }
    let draws = responses.sample.draws.prefix { $0.upperBound <= responses.outputs.count }
    let drawCount = draws.reduce(0) { $0 + responses.sample.weights[$1.lowerBound] }
    guard system.isRegular, drawCount > 1 else { return unknown }
    let weight = responses.drawWeight
    // A complement's column is the negative: all that a draw adds is along one column.
    func influence(_ draw: Range<Int>) -> (column: [Double], residuals: [Double]) {
      let mask = responses.sample.masks[draw.lowerBound]
      let share = Double(chosen.count { mask[$0] }) / Double(count)
      let column = chosen.map { (mask[$0] ? 1 : 0) - share }
      let residuals = zip(labels, values).map { label, values in
        let total = responses.total[label]
        let fitted = zip(column, values).reduce(0) { $0 + $1.0 * $1.1 }
        let residual = responses.outputs[draw.lowerBound][label] - share * total - fitted
        guard draw.count == 2 else { return residual }
        return residual
          - (responses.outputs[draw.lowerBound + 1][label] - (1 - share) * total + fitted)
      }
      return (column, residuals)
    }
    // The weight of a draw falls with the subsets of all: one that brings two counts for less.
    var centres = unknown.map { $0.map { _ in 0.0 } }
    for draw in draws {
      let (column, residuals) = influence(draw)
      let times = responses.sample.weights[draw.lowerBound]
      for label in labels.indices {
        for place in 0..<count { centres[label][place] += times * residuals[label] * column[place] }
      }
    }
    centres = centres.map { system.solve($0.map { $0 / responses.drawnCount }) }
    var squares = centres.map { $0.map { _ in 0.0 } }
    for draw in draws {
      let (column, residuals) = influence(draw)
      let solved = system.solve(column)
      let times = responses.sample.weights[draw.lowerBound]
      let subsets = Double(draw.count)
      let leverage =
        weight * subsets * zip(column, solved).reduce(0) { $0 + $1.0 * $1.1 }
      guard leverage < 1 - 1e-9 else { return unknown }
      for label in labels.indices {
        for place in 0..<count {
          let change =
            solved[place] * residuals[label] / (1 - leverage) - subsets * centres[label][place]
          squares[label][place] += times * change * change
        }
      }
    }
    let correction = drawCount / (drawCount - 1)
    return squares.map { $0.map { weight * ($0 * correction).squareRoot() } }
  }
}
