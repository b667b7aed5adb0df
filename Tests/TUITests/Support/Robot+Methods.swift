import Attribution

@testable import TUI

extension Robot {
  /// Lets another method have said what integrated gradients said, with changes.
  mutating func explain(
    by method: AttributionMethod, _ change: (inout AttributionEstimate) -> Void
  ) {
    guard var entry = state.explain.settled?.entries[.integratedGradients] else { return }
    entry.estimate.method = method
    entry.estimate.path = []
    change(&entry.estimate)
    state.explain.request.method = method
    state.explain.settled?.entries[method] = entry
    state.explain.live = state.explain.settled
  }

  /// Lets LIME have explained the text: intercept 0.25, F(x) 0.25 above the linear model, R² .62.
  ///
  /// - Parameter weights: Parts of the text with their pieces at each place, weakest first.
  mutating func explainByLIME(
    weights: [(text: String, pieces: [[Int]], weight: Double)],
    points: [LocalSurrogate.Point] = [], isMain: Bool = true
  ) {
    let method = state.explain.request.method
    let local = weights.reduce(0.25) { $0 + $1.weight }
    explain(by: .lime) { estimate in
      estimate.baseOutput = nil
      estimate.delta = nil
      estimate.steps = 5_000
      estimate.outputValue = Float(local + 0.25)
      estimate.features = weights.map {
        TextFeature(
          text: $0.text, sequence: 0, ranges: $0.pieces.map { _ in 0..<1 }, pieces: $0.pieces)
      }
      estimate.surrogate = LocalSurrogate(
        terms: weights.indices.reversed().map {
          LocalSurrogate.Term(feature: $0, weight: weights[$0].weight, standardError: 0.02)
        }, intercept: 0.25, score: 0.62, localPrediction: local, points: points)
    }
    if !isMain { state.explain.request.method = method }
  }
}
