/// Which features a local linear model may have, where it may not have all: lime's rules.
public enum FeatureSelection: String, Sendable, CaseIterable {
  /// One after the other those that raise R² most, up to six; for more, the highest weights.
  case automatic = "auto"
  /// One after the other those that raise R² most, without a penalty.
  case forward = "forward-selection"
  /// The largest coefficients of a ridge regression on all.
  case highestWeights = "highest-weights"
  /// The last point of the lasso's path that has no more.
  case lassoPath = "lasso-path"
  /// All, whatever was asked for.
  case all = "none"

  /// The features chosen, in the order that the rule found them.
  func choose(_ count: Int, of moments: WeightedMoments, label: Int) -> [Int] {
    let all = Array(0..<moments.featureCount)
    switch self {
    case .all: return all
    case .automatic:
      let rule: FeatureSelection = count <= 6 ? .forward : .highestWeights
      return rule.choose(count, of: moments, label: label)
    case .forward:
      var chosen: [Int] = []
      while chosen.count < min(count, all.count) {
        var best: (feature: Int, score: Double)?
        for feature in all where !chosen.contains(feature) {
          let score = moments.ridge(on: chosen + [feature], label: label, penalty: 0).score
          if score > best?.score ?? -.infinity { best = (feature, score) }
        }
        guard let best else { break }
        chosen.append(best.feature)
      }
      return chosen
    case .highestWeights:
      let weights = moments.ridge(on: all, label: label, penalty: 0.01).coefficients.map(abs)
      // Equal weights stay in the text's order.
      let order = all.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
      return Array(order.prefix(count))
    case .lassoPath:
      return LassoPath(moments, label: label).active(atMost: count)
    }
  }
}
