internal import Attribution

/// How well LIME's linear model does what the real one does.
enum SurrogateFit: Equatable {
  case good
  /// It leaves more of the variants' answers unexplained than it explains.
  case poor
  /// Of a text with one part there are two variants, and a line goes through any two points.
  case untested

  /// R² below which a fit is poor.
  static let leastScore = 0.5

  init(_ surrogate: LocalSurrogate, of estimate: AttributionEstimate) {
    let parts = estimate.features?.count
    self =
      parts.map { $0 < 2 } == true
      ? .untested : surrogate.score >= Self.leastScore ? .good : .poor
  }

  var role: ThemeRole {
    switch self {
    case .good: .good
    case .poor: .warning
    case .untested: .subtle
    }
  }
}
