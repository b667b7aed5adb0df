internal import Attribution
internal import Model

/// A method's line in the tables that say how far it can be trusted.
struct TrustRow: Equatable, Sendable {
  let estimate: AttributionEstimate
  let seconds: Double
  /// Whether it is the method whose colours are shown.
  let isMain: Bool
  /// τ-b with the ranking of the method shown; nil where one of the two ranks nothing.
  let tau: Double?
  /// The part of the greatest magnitude.
  let strongest: String
  /// What taking parts out of the text showed; nil before it is measured.
  let measured: TrustReport.Row?

  var method: AttributionMethod { estimate.method }

  /// A row a method that ran by the parts on screen, the one shown first.
  static func rows(of settled: Explanation, in explain: ExplainState) -> [TrustRow] {
    guard let main = settled.entry(for: explain.request.method)?.estimate else { return [] }
    let units = explain.measuredUnits(of: settled)
    return explain.comparedMethods(in: settled).compactMap { method in
      guard let entry = settled.entries[method] else { return nil }
      let values = units.map { $0.value(entry.estimate.values) }
      let strongest = values.indices.max { (abs(values[$0]), -$0) < (abs(values[$1]), -$1) }
      return TrustRow(
        estimate: entry.estimate, seconds: entry.seconds, isMain: method == main.method,
        tau: method == main.method ? nil : agreement(of: entry.estimate, with: main, units),
        strongest: strongest.map { units[$0].text } ?? "",
        measured: explain.trust?.rows.first { $0.method == method })
    }
  }

  private static func agreement(
    of estimate: AttributionEstimate, with main: AttributionEstimate, _ units: [HeatUnit]
  ) -> Double? {
    let values = [estimate, main].map { estimate in units.map { $0.value(estimate.values) } }
    // A method without a sign can only agree on strength.
    let isUnsigned = estimate.method.isUnsigned || main.method.isUnsigned
    let compared = isUnsigned ? values.map { $0.map(abs) } : values
    return RankCorrelation.kendall(compared[0], compared[1])
  }
}
