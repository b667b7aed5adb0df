internal import Attribution

/// How well LIME's linear model does what the real one does.
enum SurrogateFit: Equatable {
  case good
  /// It does what the real one does of the variants, and not of the text itself: what is most like it counts most, but is one among thousands.
  case offText
  /// It leaves more of the variants' answers unexplained than it explains.
  case poor
  /// Of a text with one part there are two variants, and a line goes through any two points.
  case untested

  /// R² below which a fit is poor.
  static let leastScore = 0.5
  /// The residual of the text above which the line misses it, as a share of what its words do.
  static let mostResidual = 0.2

  init(_ surrogate: LocalSurrogate, of estimate: AttributionEstimate) {
    let parts = estimate.features?.count
    let output = Double(estimate.outputValue)
    // Words that push against each other do more than their sum tells.
    let strongest = surrogate.terms.map { abs($0.weight) }.max() ?? 0
    let extent = max(abs(output - surrogate.intercept), strongest)
    let isOff = abs(output - surrogate.localPrediction) > Self.mostResidual * extent
    self =
      parts.map { $0 < 2 } == true
      ? .untested : surrogate.score < Self.leastScore ? .poor : isOff ? .offText : .good
  }

  var role: ThemeRole {
    switch self {
    case .good: .good
    case .offText, .poor: .warning
    case .untested: .subtle
    }
  }
}
