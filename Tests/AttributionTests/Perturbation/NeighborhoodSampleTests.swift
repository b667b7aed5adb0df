import Testing

@testable import Attribution

/// The samples that LIME keeps to set its linear model beside the real one.
@Suite struct NeighborhoodSampleTests {
  /// A linear model's answers to LIME's neighbourhood, of two classes, fitted by lime's regression.
  private func linearToy(
    _ weights: [Double], samples: Int
  ) -> (moments: WeightedMoments, sample: NeighborhoodSample) {
    var moments = WeightedMoments(featureCount: weights.count)
    var sample = NeighborhoodSample(labels: [0, 1])
    for mask in LimeNeighborhood(featureCount: weights.count, samples: samples, seed: 5) {
      let answer = mask.kept.reduce(0.5) { $0 + weights[$1] }
      let weight = LimeNeighborhood.weight(mask, width: 25)
      moments.add(mask, weight: weight, responses: [answer, 1 - answer])
      sample.add(mask, weight: weight, responses: [answer, 1 - answer])
    }
    return (moments, sample)
  }

  @Test func noMoreThanTheLimitIsKeptHoweverManyAreDrawn() {
    var sample = NeighborhoodSample(labels: [1])
    for index in 0..<NeighborhoodSample.limit + 500 {
      sample.add(
        FeatureMask(count: 3, keepingAll: true), weight: 1, responses: [0, Double(index)])
    }
    let surrogate = LocalSurrogate(terms: [], intercept: 0.5, score: 0, localPrediction: 0.5)
    let points = sample.points(of: surrogate, label: 1)
    #expect(points.map(\.model) == (0..<NeighborhoodSample.limit).map(Float.init))
    #expect(points.allSatisfy { $0.surrogate == 0.5 })
    #expect(sample.points(of: surrogate, label: 0).isEmpty, "its answers were not kept")
  }

  @Test func theRidgePenaltyIsAllThatKeepsALinearModelOffTheDiagonal() {
    // m samples with the part and m without, all of weight 1: the centred square sum is m/2, so that a penalty of 1 makes the weight w
    // into w·m/(m + 2), and both answers are w/(m + 2) from the line through the means.
    let (weight, half) = (1.5, 50)
    var moments = WeightedMoments(featureCount: 1)
    var sample = NeighborhoodSample(labels: [0])
    for index in 0..<2 * half {
      let mask = FeatureMask(count: 1, keepingAll: index.isMultiple(of: 2))
      let answer = mask[0] ? 0.25 + weight : 0.25
      moments.add(mask, weight: 1, responses: [answer])
      sample.add(mask, weight: 1, responses: [answer])
    }
    let surrogate = LocalSurrogate(moments, label: 0, featureLimit: 10, selection: .automatic)
    let shrinkage = weight / Double(half + 2)
    for point in sample.points(of: surrogate, label: 0) {
      let isWhole = point.model > 1
      let expected = Double(point.model) + (isWhole ? -shrinkage : shrinkage)
      #expect(abs(Double(point.surrogate) - expected) < 1e-6)
    }
  }

  @Test func aLinearModelIsOnTheDiagonalUpToTheRidgePenalty() {
    // No two variants have the same sum.
    let weights = [0.32, -0.16, 0.08, 0.04, -0.02]
    let (moments, sample) = linearToy(weights, samples: 4_000)
    for label in 0...1 {
      let surrogate = LocalSurrogate(
        moments, label: label, featureLimit: 10, selection: .automatic)
      let points = sample.points(of: surrogate, label: label)
      #expect(points.count == NeighborhoodSample.limit)
      // Thousands of samples against a penalty of 1.
      #expect(points.allSatisfy { abs($0.surrogate - $0.model) < 0.01 })
      // What is left of the shrinkage is the same for equal variants, and nothing else.
      let byAnswer = Dictionary(grouping: points, by: \.model)
      #expect(byAnswer.count > 10)
      #expect(byAnswer.values.allSatisfy { Set($0.map(\.surrogate)).count == 1 })
    }
  }

  @Test func theTextItselfStandsFirstAndCountsMost() {
    let (moments, sample) = linearToy([0.3, -0.2, 0.1], samples: 200)
    let surrogate = LocalSurrogate(moments, label: 0, featureLimit: 10, selection: .automatic)
    let points = sample.points(of: surrogate, label: 0)
    #expect(points.count == 200)
    #expect(points.first?.weight == 1)
    #expect(abs((points.first?.model ?? 0) - 0.7) < 1e-6)
    #expect(points.first?.surrogate == Float(surrogate.localPrediction))
    #expect(points.dropFirst().allSatisfy { $0.weight < 1 })
  }
}
