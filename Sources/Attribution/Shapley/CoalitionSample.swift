import Model

/// The subsets that Kernel SHAP asks about, each different one once, and how much each counts.
///
/// Nothing here depends on the model: all is drawn before it is asked. Memory grows with the different subsets.
struct CoalitionSample {
  /// The subsets, those of sizes that are asked whole first.
  private(set) var masks: [FeatureMask] = []
  /// The kernel's weight of an enumerated subset; how often a drawn one was drawn.
  private(set) var weights: [Double] = []
  /// How many of the subsets are enumerated.
  private(set) var enumerated = 0
  /// Weight of all drawn subsets together, where that of all subsets is 1.
  private(set) var drawnWeight = 0.0
  /// The drawn subsets, one a draw or two where its complement came with it.
  private(set) var draws: [Range<Int>] = []
  /// Rows that the library makes room for.
  private(set) var rows = 0
  /// The share of all subsets that was asked for.
  private(set) var fraction = 1.0
  private let countsDraws: Bool
  /// Parts of the text.
  let partCount: Int

  /// Chooses subsets.
  ///
  /// - Parameters:
  ///   - sampling: how.
  ///   - partCount: two parts at least.
  ///   - samples: as the library counts them.
  ///   - seed: decides what is drawn; shap's sampling takes the lower 32 bits.
  init(_ sampling: CoalitionSampling, partCount: Int, samples: Int, seed: UInt64) {
    precondition(partCount > 1 && samples > 0, "there is something to choose")
    self.partCount = partCount
    countsDraws = sampling == .captum
    switch sampling {
    case .shap: drawAsShap(samples, seed: UInt32(truncatingIfNeeded: seed))
    case .captum: drawAsCaptum(samples, seed: seed)
    }
  }

  /// Given subsets, each drawn once for every time that it is among them.
  init(drawn subsets: [FeatureMask], partCount: Int) {
    self.partCount = partCount
    countsDraws = true
    rows = subsets.count
    drawnWeight = 1
    var known: [FeatureMask: Int] = [:]
    for mask in subsets { count(mask, &known) }
  }

  /// How many samples the first subsets are, as the library counts them.
  func samples(among subsets: Int) -> Int {
    countsDraws ? 2 + Int(weights[..<subsets].reduce(0, +)) : subsets
  }

  /// Subsets beside the empty and the whole one, as shap counts them: 2³⁰ of more than 30 parts.
  private var possible: Int { partCount <= 30 ? (1 << partCount) - 2 : 1 << 30 }

  /// `KernelExplainer.explain` line by line, for the numbers and the generator to come out alike.
  private mutating func drawAsShap(_ samples: Int, seed: UInt32) {
    let parts = Double(partCount)
    rows = partCount <= 30 ? min(samples, possible) : samples
    fraction = Double(rows) / Double(possible)
    let sizes = partCount / 2
    // A size in the middle has its complements among its own subsets.
    let pairedSizes = (partCount - 1) / 2
    var sizeWeights = (1...sizes).map { size in
      (parts - 1) / (Double(size) * (parts - Double(size))) * (size <= pairedSizes ? 2 : 1)
    }
    let sum = sizeWeights.reduce(0, +)
    sizeWeights = sizeWeights.map { $0 / sum }

    var remaining = sizeWeights
    var left = Double(rows)
    var subsets = 1.0
    var fullSizes = 0
    while fullSizes < sizes {
      let size = fullSizes + 1
      subsets = subsets * (parts - Double(size) + 1) / Double(size)
      let asked = size <= pairedSizes ? 2 * subsets : subsets
      let share = remaining[fullSizes]
      guard left * share / asked >= 1 - 1e-8 else { break }
      left -= asked
      if share < 1 { remaining = remaining.map { $0 / (1 - share) } }
      enumerate(size, weight: sizeWeights[fullSizes] / asked, withComplements: size <= pairedSizes)
      fullSizes = size
    }
    enumerated = masks.count
    guard fullSizes < sizes else { return }

    drawnWeight = sizeWeights[fullSizes...].reduce(0, +)
    // Two subsets a draw.
    let probabilities = (fullSizes..<sizes).map {
      $0 < pairedSizes ? sizeWeights[$0] / 2 : sizeWeights[$0]
    }
    let cumulative = Self.cumulative(probabilities)
    // All sizes are drawn before the first subset: a second generator runs ahead by them.
    var sizeGenerator = MersenneTwister(seed: seed)
    var generator = sizeGenerator
    var room = rows - masks.count
    let draws = 4 * room
    for _ in 0..<draws { _ = generator.fraction() }
    var known: [FeatureMask: Int] = [:]
    for _ in 0..<draws where room > 0 {
      let size = sizeGenerator.choice(cumulative: cumulative) + fullSizes + 1
      let mask = mask(of: generator.choice(size, below: partCount))
      if let draw = known[mask] {
        for row in self.draws[draw] { weights[row] += 1 }
        continue
      }
      known[mask] = self.draws.count
      // With its complement, unless that is of the same size or there is room for one subset alone.
      let subsets = [mask, mask.complement].prefix(size <= pairedSizes ? min(room, 2) : 1)
      self.draws.append(masks.count..<masks.count + subsets.count)
      masks += subsets
      weights += subsets.map { _ in 1 }
      room -= subsets.count
    }
  }

  private mutating func drawAsCaptum(_ samples: Int, seed: UInt64) {
    rows = samples
    fraction = min(Double(samples) / Double(possible), 1)
    var generator = SeededGenerator(seed: seed)
    let cumulative = Self.cumulative(
      (1..<partCount).map { 1 / (Double($0) * Double(partCount - $0)) })
    drawnWeight = 1
    var known: [FeatureMask: Int] = [:]
    // The whole and the empty subset are two of captum's samples.
    for _ in 0..<max(samples - 2, 0) {
      let fraction = generator.uniform()
      let size = (cumulative.firstIndex { $0 > fraction } ?? cumulative.count - 1) + 1
      count(mask(of: (0..<partCount).shuffled(using: &generator).prefix(size)), &known)
    }
  }

  private mutating func count(_ mask: FeatureMask, _ known: inout [FeatureMask: Int]) {
    if let row = known[mask] {
      weights[row] += 1
    } else {
      known[mask] = masks.count
      draws.append(masks.count..<masks.count + 1)
      masks.append(mask)
      weights.append(1)
    }
  }

  /// All subsets of a size, in lexicographic order of their parts.
  private mutating func enumerate(_ size: Int, weight: Double, withComplements: Bool) {
    var parts = Array(0..<size)
    while true {
      let mask = mask(of: parts)
      masks.append(mask)
      weights.append(weight)
      if withComplements {
        masks.append(mask.complement)
        weights.append(weight)
      }
      guard let place = parts.indices.last(where: { parts[$0] < partCount - size + $0 }) else {
        return
      }
      parts[place] += 1
      for later in place + 1..<max(size, place + 1) { parts[later] = parts[later - 1] + 1 }
    }
  }

  private func mask(of parts: some Sequence<Int>) -> FeatureMask {
    var mask = FeatureMask(count: partCount, keepingAll: false)
    for part in parts { mask[part] = true }
    return mask
  }

  private static func cumulative(_ weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    var sums: [Double] = []
    for weight in weights { sums.append((sums.last ?? 0) + weight / total) }
    let last = sums.last ?? 1
    return sums.map { $0 / last }
  }
}
