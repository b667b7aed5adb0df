import Foundation

/// The variants of a text that LIME asks about: the text itself, then masks that leave out a random number of parts each.
///
/// Bit for bit those of lime 0.2.0.1 for a seed. All sizes are drawn before the first mask: a second generator runs ahead by them, so that
/// nothing is kept of samples to come.
struct LimeNeighborhood: Sequence, IteratorProtocol {
  private let featureCount: Int
  private var remaining: Int
  private var isFirst = true
  private var sizes: MersenneTwister
  private var choices: MersenneTwister

  /// The neighbourhood of a text with at least one part.
  init(featureCount: Int, samples: Int, seed: UInt32) {
    precondition(featureCount > 0 && samples > 0, "there is something to leave out")
    self.featureCount = featureCount
    remaining = samples
    sizes = MersenneTwister(seed: seed)
    choices = sizes
    for _ in 1..<samples { _ = choices.integer(in: 1...featureCount) }
  }

  mutating func next() -> FeatureMask? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    var mask = FeatureMask(count: featureCount, keepingAll: true)
    if isFirst {
      isFirst = false
      return mask
    }
    let size = sizes.integer(in: 1...featureCount)
    for feature in choices.choice(size, below: featureCount) { mask[feature] = false }
    return mask
  }

  /// 100 times the cosine distance of a mask to the one that keeps all.
  static func distance(_ mask: FeatureMask) -> Double {
    let kept = mask.keptCount
    return kept == mask.count
      ? 0 : 100 * (1 - (Double(kept) / Double(mask.count)).squareRoot())
  }

  /// How much a mask counts: √exp(−d²/width²).
  static func weight(_ mask: FeatureMask, width: Double) -> Double {
    let distance = distance(mask)
    return exp(-distance * distance / (width * width)).squareRoot()
  }
}
