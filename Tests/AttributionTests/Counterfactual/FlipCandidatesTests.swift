import Model
import TestSupport
import Testing

@testable import Attribution

/// HotFlip's estimates against the sums written out, and on a linear model, where they are exact.
@Suite struct FlipCandidatesTests {
  private struct Case {
    var ids: [Int32]
    var width: Int
    var vocabulary: Int
    var table: [Float]
    var gradients: [Float]

    /// Small whole numbers, whose sums are exact: many estimates are equal.
    init(positions: Int, width: Int, vocabulary: Int, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      self.width = width
      self.vocabulary = vocabulary
      ids = (0..<positions).map { _ in Int32.random(in: 0..<Int32(vocabulary), using: &generator) }
      func draw(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float(Int.random(in: -2...2, using: &generator)) }
      }
      table = draw(vocabulary * width)
      gradients = draw(positions * width)
    }

    func candidates(
      most: Int, banned: Set<Int32> = [], blockSize: Int = 1024
    ) throws -> FlipCandidates {
      try FlipCandidates(
        for: ids, gradients: gradients, vocabularySize: vocabulary, most: most, bannedIDs: banned,
        blockSize: blockSize
      ) { rows, body in
        try table[rows.lowerBound * width..<rows.upperBound * width]
          .withUnsafeBufferPointer { try body($0) }
      }
    }

    func expected(most: Int, banned: Set<Int32> = []) -> [[FlipCandidate]] {
      ids.indices.map { position in
        func product(_ id: Int) -> Float {
          (0..<width).reduce(0) {
            $0 + table[id * width + $1] * gradients[position * width + $1]
          }
        }
        let own = product(Int(ids[position]))
        return (0..<vocabulary).filter { $0 != ids[position] && !banned.contains(Int32($0)) }
          .map { FlipCandidate(id: Int32($0), estimate: product($0) - own) }
          .sorted { ($1.estimate, $0.id) < ($0.estimate, $1.id) }
          .prefix(most).map { $0 }
      }
    }
  }

  @Test(arguments: [1, 3, 7, 8, 9, 16, 33])
  func theBestAreThoseOfTheSumsWrittenOut(_ width: Int) throws {
    for positions in [1, 2, 3, 4, 5, 9] {
      let example = Case(
        positions: positions, width: width, vocabulary: 57, seed: UInt64(width * 100 + positions))
      for most in [1, 4, 100] {
        #expect(try example.candidates(most: most).candidates == example.expected(most: most))
      }
      let banned: Set<Int32> = [0, 3, 56, 1000, -1]
      #expect(
        try example.candidates(most: 5, banned: banned).candidates
          == example.expected(most: 5, banned: banned))
    }
  }

  @Test(arguments: [1, 2, 10, 57, 58])
  func blocksChangeNothing(_ size: Int) throws {
    var example = Case(positions: 6, width: 13, vocabulary: 57, seed: 1)
    var generator = SeededGenerator(seed: 2)
    example.table = generator.floats(57 * 13)
    example.gradients = generator.floats(6 * 13)
    #expect(
      try example.candidates(most: 6, blockSize: size)
        == example.candidates(most: 6, blockSize: 1024))
  }

  @Test func noPositionsAndNoCandidates() throws {
    let none = FlipCandidates(for: [], gradients: [], vocabularySize: 5, most: 3) { _, _ in }
    #expect(none.candidates.isEmpty)
    let example = Case(positions: 2, width: 4, vocabulary: 9, seed: 3)
    #expect(try example.candidates(most: 0).candidates == [[], []])
  }

  @Test func whatTheTableThrowsEndsTheWork() {
    #expect(throws: CancellationError.self) {
      try FlipCandidates(for: [0], gradients: [1], vocabularySize: 5, most: 3) { _, _ in
        throw CancellationError()
      }
    }
  }

  /// Logits that are sums over the words' vectors: the estimate is the change, and the search finds the smallest sets.
  @Test(arguments: 0..<10)
  func aLinearModelDoesWhatIsEstimated(_ seed: UInt64) throws {
    let (width, vocabulary, count) = (5, 40, 6)
    var generator = SeededGenerator(seed: 900 + seed)
    let table = generator.floats(vocabulary * width)
    let weights = generator.floats(2 * width)
    let ids = (0..<count).map { _ in Int32.random(in: 0..<Int32(vocabulary), using: &generator) }
    func logits(_ ids: [Int32]) -> [Float] {
      (0..<2).map { label in
        ids.reduce(0) { sum, id in
          (0..<width).reduce(sum) {
            $0 + table[Int(id) * width + $1] * weights[label * width + $1]
          }
        }
      }
    }
    let original = logits(ids)
    let former = original[0] >= original[1] ? 0 : 1
    let gradient = (0..<width).map {
      weights[(1 - former) * width + $0] - weights[former * width + $0]
    }
    let flips = try FlipCandidates(
      for: ids, gradients: (0..<count).flatMap { _ in gradient }, vocabularySize: vocabulary,
      most: 3, blockSize: 16
    ) { rows, body in
      try table[rows.lowerBound * width..<rows.upperBound * width].withUnsafeBufferPointer {
        try body($0)
      }
    }
    func margin(_ ids: [Int32]) -> Float {
      let logits = logits(ids)
      return logits[1 - former] - logits[former]
    }
    for position in ids.indices {
      for candidate in flips[position] {
        var changed = ids
        changed[position] = candidate.id
        #expect(abs(margin(changed) - margin(ids) - candidate.estimate) < 1e-4)
      }
    }
    let found = try CounterfactualSearch(
      of: count, CounterfactualSettings(kinds: .replacements, mostEdits: 6, count: 3),
      by: .largestOutput,
      variant: { edits in
        var changed = ids
        for edit in edits { changed[edit.part] = edit.replacement ?? 0 }
        return changed
      }, candidates: { flips[$0] }, evaluate: { $0.map(logits) })
    // The best piece at each of the positions where it does most: the fewest that add up to a change.
    let gains = flips.candidates.compactMap(\.first?.estimate).sorted(by: >)
    var fewest = 0
    var sum = margin(ids)
    while fewest < gains.count, sum <= 0 {
      sum += gains[fewest]
      fewest += 1
    }
    #expect(found.found.first?.size == (sum > 0 ? fewest : nil))
  }
}
