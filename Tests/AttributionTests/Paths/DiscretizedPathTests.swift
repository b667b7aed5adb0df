import Attribution
import Foundation
import Model
import TestSupport
import Testing

/// Paths over words, and discretized integrated gradients, against the authors' rules in double precision.
@Suite struct DiscretizedPathTests {
  private typealias Strategy = DiscretizedPath.Strategy

  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0.0) {
      let difference = Double($1.0) - Double($1.1)
      return $0 + difference * difference
    }.squareRoot()
  }

  @Test(arguments: try PropagationGolden.paths())
  func pathsOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    guard let discretized = expected.discretized else { return }
    let table = try await ArrayRows(GoldenModels.load(expected.model))
    for attribution in discretized.attributions {
      let paths = try DiscretizedPath.paths(
        of: expected.ids.map(Int.init), to: expected.baselineIDs.map(Int.init), in: table,
        strategy: try #require(Strategy(rawValue: attribution.strategy)),
        steps: attribution.steps, neighbours: attribution.neighbours)
      #expect(paths.count == expected.ids.count)
      for word in discretized.words {
        let path = paths[word.token]
        let stored = try #require(
          word.anchors.first { $0.strategy == attribution.strategy })
        #expect(path.anchors == stored.ids)
        let baseline = table[Int(expected.baselineIDs[word.token])]
        let distances = path.points.map { Float(distance($0, baseline)) }
        #expect(maximumDifference(distances, stored.distances.map { Float($0) }) < 1e-5)
      }
    }
  }

  @Test(arguments: try PropagationGolden.paths())
  func attributionsOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    guard let discretized = expected.discretized else { return }
    let model = try await GoldenModels.load(expected.model)
    for attribution in discretized.attributions {
      var request = AttributionRequest(
        method: .discretizedIntegratedGradients, target: .index(expected.target),
        layer: .wordEmbeddings, steps: attribution.steps)
      request.discretization = try #require(Strategy(rawValue: attribution.strategy))
      let found = try await model.attribution(
        for: Encoding(ids: expected.ids, typeIDs: expected.typeIDs, model.info.tokenizer), request)
      #expect(relativeDifference(found.values, attribution.sum) <= 1e-4)
      #expect(abs(try #require(found.delta) - attribution.delta) < 1e-4)
      #expect(abs(try #require(found.baseOutput) - attribution.baseOutput) < 1e-5)
      #expect(abs(found.outputValue - attribution.outputValue) < 1e-5)
      #expect(found.steps == attribution.steps)
    }
  }

  @Test func theZeroVectorIsNoWord() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let request = AttributionRequest(
      method: .discretizedIntegratedGradients, layer: .wordEmbeddings, baseline: .zero)
    await #expect(throws: ModelError.self) {
      try await model.attribution(
        for: Encoding(ids: [3, 76, 4], typeIDs: [0, 0, 0], model.info.tokenizer), request)
    }
  }

  @Test(arguments: DiscretizedPath.Strategy.allCases)
  func everyCoordinateGoesFromTheWordToTheBaseline(_ strategy: DiscretizedPath.Strategy) throws {
    let table = ArrayRows(seed: 4, rows: 300, width: 12)
    let (words, baselines) = ([1, 2, 3, 2], [0, 0, 9, 0])
    let paths = try DiscretizedPath.paths(
      of: words, to: baselines, in: table, strategy: strategy, steps: 9, neighbours: 20)
    for (path, (word, baseline)) in zip(paths, zip(words, baselines)) {
      #expect(path.anchors.count == 10)
      #expect(path.points.count == 11)
      #expect(path.points.first == table[baseline])
      #expect(path.points.last == table[word])
      for (point, next) in zip(path.points, path.points.dropFirst()) {
        for index in 0..<table.width {
          let (base, from, to) = (table[baseline][index], point[index], next[index])
          #expect(min(base, to) <= from && from <= max(base, to))
        }
      }
      // No word is passed twice before the baseline is reached.
      let passed = path.anchors.prefix { $0 != baseline }
      #expect(Set(passed).count == passed.count)
    }
    #expect(paths[1] == paths[3])
  }

  @Test(arguments: DiscretizedPath.Strategy.allCases)
  func aWordThatIsItsOwnBaselineStandsStill(_ strategy: DiscretizedPath.Strategy) throws {
    let table = ArrayRows(seed: 5, rows: 30, width: 4)
    let paths = try DiscretizedPath.paths(
      of: [7, 8], to: [7, 0], in: table, strategy: strategy, steps: 5, neighbours: 6)
    #expect(paths[0].anchors == [7, 7, 7, 7, 7, 7])
    #expect(paths[0].points == [[Float]](repeating: table[7], count: 7))
    #expect(paths[1].anchors.first == 8)
  }

  /// From 10 to 0 by hand: of the neighbours 11 and 8 only 8 lies on the way.
  ///
  /// The neighbour of 8 that was no anchor yet is 11, brought back to 8 − 8/4; both of 11's were anchors, so the baseline is next.
  @Test(arguments: DiscretizedPath.Strategy.allCases)
  func wordsOnALine(_ strategy: DiscretizedPath.Strategy) throws {
    let table = ArrayRows(width: 1, values: [0, 10, 11, 8, 4])
    let paths = try DiscretizedPath.paths(
      of: [1], to: [0], in: table, strategy: strategy, steps: 4, neighbours: 2)
    #expect(paths.map(\.anchors) == [[1, 3, 2, 0, 0]])
    #expect(paths.map(\.points) == [[[0], [0], [0], [6], [8], [10]]])
  }

  @Test func oneOrderOfWordsIsAsGoodAsAnother() throws {
    let table = ArrayRows(seed: 6, rows: 200, width: 8)
    func paths(_ words: [Int]) throws -> [DiscretizedPath] {
      try DiscretizedPath.paths(
        of: words, to: words.map { _ in 0 }, in: table, strategy: .greedy, steps: 6, neighbours: 9)
    }
    let together = try paths([5, 6, 7])
    #expect(try paths([5, 6, 7]) == together)
    #expect(try paths([7, 5]) == [together[2], together[0]])
    #expect(try paths([6]) == [together[1]])
  }

  @Test func aCancelledSearchEnds() async throws {
    let table = ArrayRows(seed: 7, rows: 50, width: 3)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try DiscretizedPath.paths(of: [1], to: [0], in: table, strategy: .greedy)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
