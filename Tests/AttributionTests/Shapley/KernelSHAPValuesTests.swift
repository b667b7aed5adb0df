import TestSupport
import Testing

@testable import Attribution

/// Kernel SHAP against shap 0.51 and captum 0.9, on a classifier that is computed from the text alone.
@Suite struct KernelSHAPValuesTests {
  private func answers(_ words: [String]) throws -> ([FeatureMask]) -> [[Double]] {
    let classifier = try KernelSHAPGolden().classifier
    return { masks in
      masks.map { mask in
        classifier.probabilities(mask.kept.map { words[$0] }.joined(separator: " "))
      }
    }
  }

  private func regularization(_ selection: String?) throws -> KernelSHAPRegularization {
    switch selection {
    case nil: return .all
    case "aic": return .akaike
    case "bic": return .bayesian
    case "auto": return .automatic
    case let rule?:
      let digits = rule.filter { $0.isNumber }
      return .featureLimit(try #require(Int(digits)))
    }
  }

  private func mask(_ row: String) -> FeatureMask {
    var mask = FeatureMask(count: row.count, keepingAll: false)
    for (part, bit) in row.enumerated() where bit == "1" { mask[part] = true }
    return mask
  }

  private func difference(_ first: [[Double]], _ second: [[Double]]) -> Double {
    guard first.map(\.count) == second.map(\.count) else { return .infinity }
    return zip(first, second).map { zip($0, $1).map { abs($0 - $1) }.max() ?? 0 }.max() ?? 0
  }

  /// The largest distance of a label's sum from what it has to be.
  private func gap(_ found: KernelSHAPValues) -> Double {
    found.base.indices.map { label in
      let sum = found.values.reduce(0) { $0 + $1[label] }
      return abs(sum - (found.output[label] - found.base[label]))
    }.max() ?? 0
  }

  @Test(arguments: try KernelSHAPGolden().cases.filter { $0.varying.count > 1 })
  func subsetsAreThoseThatShapDraws(_ expected: KernelSHAPGolden.Case) throws {
    let count = expected.varying.count
    let sample = CoalitionSample(
      .shap, partCount: count,
      samples: expected.requestedSamples ?? CoalitionSampling.shap.defaultSamples(parts: count),
      seed: expected.seed)
    let rows = try #require(expected.rows)
    let weights = try #require(expected.weights)
    #expect(sample.rows == expected.samples)
    #expect(sample.masks.count == expected.added)
    #expect(Array(sample.masks.prefix(rows.count)) == rows.map { mask($0) })
    let drawn = sample.weights[sample.enumerated...].reduce(0, +)
    for (row, weight) in weights.enumerated() {
      let scale = row < sample.enumerated ? 1 : sample.drawnWeight / drawn
      #expect(abs(sample.weights[row] * scale - weight) < 1e-15)
    }
    #expect(Set(sample.masks).count == sample.masks.count)
  }

  @Test(arguments: try KernelSHAPGolden().cases)
  func valuesAreShaps(_ expected: KernelSHAPGolden.Case) throws {
    let evaluate = try answers(expected.varying.map { expected.words[$0] })
    for fit in expected.fits {
      var asked = 0
      let found = try KernelSHAPValues(
        of: expected.varying.count, samples: expected.requestedSamples,
        regularization: try regularization(fit.selection), seed: expected.seed
      ) { masks in
        asked += masks.count
        return evaluate(masks)
      }
      #expect(difference([found.base, found.output], [expected.base, expected.output]) < 1e-12)
      let values = expected.varying.map { fit.values[$0] }
      #expect(difference(found.values, values) < 1e-9, "\(fit.selection ?? "all")")
      if let chosen = fit.chosen { #expect(found.chosen == chosen) }
      #expect(asked == (expected.added ?? 0) + 2)
      #expect(found.samples == expected.added ?? 0)
      #expect(gap(found) < 1e-9)
    }
  }

  @Test(arguments: try KernelSHAPGolden().cases.filter { $0.shapley != nil })
  func allSubsetsGiveShapleysValues(_ expected: KernelSHAPGolden.Case) throws {
    let shapley = try #require(expected.shapley)
    let found = try KernelSHAPValues(
      of: expected.varying.count, samples: 5000, regularization: .all, seed: 0,
      evaluate: try answers(expected.varying.map { expected.words[$0] }))
    #expect(difference(found.values, shapley) < 1e-9)
    #expect(found.standardErrors == nil)
  }

  @Test(arguments: CoalitionSampling.allCases)
  func everyReportAddsUp(_ sampling: CoalitionSampling) throws {
    let expected = try #require(try KernelSHAPGolden().cases.last)
    #expect(expected.words.count > 30)
    let rules: [KernelSHAPRegularization] = [.all, .featureLimit(5), .bayesian]
    for rule in rules {
      var reports: [KernelSHAPValues] = []
      let found = try KernelSHAPValues(
        of: expected.words.count, samples: 300, sampling: sampling, regularization: rule, seed: 1,
        evaluate: try answers(expected.words)
      ) { reports.append($0) }
      #expect(reports.count > 5)
      #expect(reports.last == found)
      #expect(found.samples == 300)
      #expect(reports.first?.samples ?? 300 < 40)
      for (earlier, later) in zip(reports, reports.dropFirst()) {
        #expect(earlier.samples < later.samples)
      }
      for soFar in reports {
        #expect(gap(soFar) < 1e-8)
        let areFinite = soFar.values.allSatisfy { $0.allSatisfy { $0.isFinite } }
        #expect(areFinite)
      }
    }
  }

  @Test(arguments: try KernelSHAPGolden().captum)
  func valuesAreCaptumsOnItsSubsets(_ expected: KernelSHAPGolden.CaptumCase) throws {
    let count = expected.words.count
    let found = try KernelSHAPValues(
      of: count,
      sample: CoalitionSample(drawn: expected.rows.dropFirst(2).map { mask($0) }, partCount: count),
      regularization: .all, evaluate: try answers(expected.words))
    #expect(found.samples == expected.samples)
    // captum holds the sum by a weight of a million.
    #expect(difference(found.values, expected.values) < 1e-5)
    #expect(difference(found.values, expected.captum) < 1e-5)
  }

  @Test func captumsSizesAreTheKernels() {
    let (count, samples) = (7, 20_000)
    let sample = CoalitionSample(.captum, partCount: count, samples: samples, seed: 5)
    var sizes = [Double](repeating: 0, count: count)
    var parts = sizes
    for (mask, weight) in zip(sample.masks, sample.weights) {
      sizes[mask.keptCount] += weight
      for part in mask.kept { parts[part] += weight }
    }
    #expect(sizes[0] == 0)
    #expect(sizes.reduce(0, +) == Double(samples - 2))
    let kernel = (1..<count).map { 1 / Double($0 * (count - $0)) }
    for (size, weight) in zip(1..<count, kernel) {
      let share = weight / kernel.reduce(0, +)
      let spread = (share * (1 - share) * Double(samples)).squareRoot()
      #expect(abs(sizes[size] - share * Double(samples)) < 5 * spread)
    }
    // Half of all parts are kept on the average, each alike.
    for kept in parts { #expect(abs(kept / Double(samples) - 0.5) < 0.02) }
  }

  /// captum's MultiLayer model, in closed form relu(s − 10) + 3·(s + 1) − 1 of the sum s of what is kept, within its tolerance.
  @Test func captumsPublishedNumbers() throws {
    func values(
      _ inputs: [Double], _ baselines: [Double], _ groups: [[Int]], samples: Int
    ) throws -> [Double] {
      try KernelSHAPValues(of: groups.count, samples: samples, sampling: .captum, seed: 1) {
        masks in
        masks.map { mask in
          var sum = baselines.reduce(0, +)
          for group in mask.kept {
            for place in groups[group] { sum += inputs[place] - baselines[place] }
          }
          return [max(sum - 10, 0) + 3 * (sum + 1) - 1]
        }
      }.values.map { $0[0] }
    }
    let (input, none) = ([20.0, 50, 30], [0.0, 0, 0])
    let single = [[0], [1], [2]]
    for (found, wanted) in zip(
      try values(input, [10, 20, 10], single, samples: 500), [40.0, 120, 80])
    {
      #expect(abs(found - wanted) < 1e-9, "of a linear function all subsets say the same")
    }
    for (found, wanted) in zip(
      try values(input, none, single, samples: 500), [76.66666, 196.66666, 116.66666])
    {
      #expect(abs(found - wanted) < 1)
    }
    for (found, wanted) in zip(
      try values(input, none, [[0, 1], [2]], samples: 100), [275.0, 115])
    {
      #expect(abs(found - wanted) < 1)
    }
    for (found, wanted) in zip(
      try values(input, [4, 4, 4], [[0, 1], [2]], samples: 100), [248.0, 104])
    {
      #expect(abs(found - wanted) < 1)
    }
  }

  /// captum's `BasicLinearModel` with the weights of its seed: inputs of 0 and an empty second input count for nothing.
  @Test func captumsPublishedNumbersOfSevenInputs() throws {
    let weights = [-0.3561, -0.0742, -0.1815, -0.1008, -0.3339, 0.1517, -0.3388]
    let input = [23.0, 0, 0, 23, 0, 0, 23]
    let found = try KernelSHAPValues(of: 7, samples: 2000, sampling: .captum, seed: 1) { masks in
      masks.map { [$0.kept.reduce(-0.0241) { $0 + weights[$1] * input[$1] }] }
    }
    for (place, wanted) in [-8.0, 0, 0, -2, 0, 0, -8].enumerated() {
      #expect(abs(found.values[place][0] - wanted) < 1, "captum's own tolerance")
      #expect(abs(found.values[place][0] - weights[place] * input[place]) < 1e-9)
    }
  }

  /// captum's `DummyLLM`, whose Kernel SHAP is to have Shapley's values within 0.001 after 2,500 samples.
  @Test func captumsLanguageModel() throws {
    let golden = try LanguageAttributionGolden()
    let published = try golden.values("shapley").published[0]
    let found = try KernelSHAPValues(
      of: golden.pieces.count, samples: 2500, sampling: .captum, seed: 1
    ) { masks in masks.map { golden.outputs(keeping: $0.kept) } }
    for (values, wanted) in zip(found.values, published) {
      #expect(abs(values[0] - wanted) < LanguageAttributionGolden.tolerance)
    }
  }

  /// Samples come near Shapley's values, and standard errors are the spread over seeds, within what 40 seeds can tell.
  @Test(arguments: CoalitionSampling.allCases, ["six-sampled", "nine-sampled", "twelve-sampled"])
  func standardErrorsTellTheSpreadOverSeeds(_ sampling: CoalitionSampling, _ name: String) throws {
    let expected = try #require(try KernelSHAPGolden().cases.first { $0.name == name })
    let shapley = try #require(expected.shapley)
    let evaluate = try answers(expected.words)
    let seeds: UInt64 = 40
    var found: [KernelSHAPValues] = []
    for seed in 0..<seeds {
      found.append(
        try KernelSHAPValues(
          of: expected.words.count, samples: expected.requestedSamples, sampling: sampling,
          regularization: .all, seed: seed, evaluate: evaluate))
    }
    var ratios: [Double] = []
    for part in expected.words.indices {
      for label in expected.base.indices {
        let values = found.map { $0.values[part][label] }
        let errors = try found.map { try #require($0.standardErrors)[part][label] }
        let mean = values.reduce(0, +) / Double(seeds)
        let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seeds - 1))
          .squareRoot()
        #expect(abs(mean - shapley[part][label]) < 5 * spread / Double(seeds).squareRoot() + 1e-9)
        let ratio = errors.reduce(0, +) / Double(seeds) / spread
        #expect((0.5...2).contains(ratio), "\(part), \(label): \(ratio)")
        ratios.append(ratio)
      }
    }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    #expect((0.8...1.4).contains(mean), "\(mean)")
  }

  @Test func fewPartsAndFewSamples() throws {
    for sampling in CoalitionSampling.allCases {
      var reports = 0
      let none = try KernelSHAPValues(of: 0, sampling: sampling, seed: 0) {
        $0.map { _ in [4] }
      } report: { _ in
        reports += 1
      }
      #expect(none.values.isEmpty)
      #expect(none.base == [4])
      #expect(reports == 1)
      let one = try KernelSHAPValues(of: 1, sampling: sampling, seed: 0) {
        $0.map { [$0[0] ? 4 : 1] }
      }
      #expect(one.values == [[3]])
      #expect(one.standardErrors == nil)
      for samples in 1...4 {
        let few = try KernelSHAPValues(of: 3, samples: samples, sampling: sampling, seed: 0) {
          $0.map { [Double($0.keptCount * $0.keptCount), 2] }
        }
        #expect(gap(few) < 1e-9)
        #expect(few.values.allSatisfy { $0[1] == 0 })
      }
    }
    let undrawn = try KernelSHAPValues(of: 3, samples: 2, sampling: .captum, seed: 0) {
      $0.map { [Double($0.keptCount)] }
    }
    #expect(difference(undrawn.values, [[1], [1], [1]]) < 1e-12)
    #expect(undrawn.standardErrors == [[.infinity], [.infinity], [.infinity]])
    let two = try KernelSHAPValues(of: 2, samples: 1_000_000, seed: 0) {
      $0.map { [($0[0] ? 3 : 0) + ($0[0] && $0[1] ? 2 : 0)] }
    }
    #expect(difference(two.values, [[4], [1]]) < 1e-12)
    #expect(two.samples == 2)
  }

  /// Parts that no subset tells apart share alike, and nothing says how sure that is.
  @Test func moreThanTheSamplesTell() throws {
    let count = 512
    let found = try KernelSHAPValues(of: count, samples: 40, regularization: .all, seed: 2) {
      $0.map { [$0[3] ? 1 : 0, Double($0.keptCount)] }
    }
    #expect(gap(found) < 1e-8)
    let largest = found.values.indices.max { found.values[$0][0] < found.values[$1][0] }
    #expect(largest == 3)
    #expect(found.values.allSatisfy { abs($0[1] - 1) < 1e-9 })
    let errors = try #require(found.standardErrors)
    #expect(errors.allSatisfy { $0[0] == .infinity })
    // A selection needs fewer: shap's default.
    let chosen = try KernelSHAPValues(of: count, samples: 400, seed: 2) {
      $0.map { [$0[3] ? 1 : 0] }
    }
    #expect(chosen.chosen[0].first == 3)
    #expect(abs(chosen.values[3][0] - 1) < 1e-9)
  }

  @Test func aSeedDecides() throws {
    let expected = try #require(try KernelSHAPGolden().cases.last)
    let evaluate = try answers(expected.words)
    for sampling in CoalitionSampling.allCases {
      let found = try (0..<3).map { seed in
        try KernelSHAPValues(
          of: expected.words.count, samples: 100, sampling: sampling, seed: seed / 2,
          evaluate: evaluate)
      }
      #expect(found[0] == found[1])
      #expect(found[0] != found[2])
    }
  }
}
