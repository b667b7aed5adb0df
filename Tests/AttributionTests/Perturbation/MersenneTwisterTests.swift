import TestSupport
import Testing

@testable import Attribution

/// numpy's legacy generator, draw by draw.
@Suite struct MersenneTwisterTests {
  @Test func drawsAreNumpys() throws {
    let golden = try LimeGolden()
    #expect(golden.random.count >= 4)
    for draws in golden.random {
      var generator = MersenneTwister(seed: draws.seed)
      #expect(draws.randint.map { _ in generator.integer(in: 1...12) } == draws.randint)
      for choice in draws.choices {
        #expect(Array(generator.choice(5, below: 12)) == choice)
      }
      var permutation = Array(0..<7)
      generator.shuffle(&permutation)
      #expect(permutation == draws.permutation)
      var shuffled = Array(0..<5)
      generator.shuffle(&shuffled)
      #expect(shuffled == draws.shuffle)
      #expect(draws.randomSample.map { _ in generator.fraction() } == draws.randomSample)
    }
  }

  /// The published first output of the reference implementation for its default seed.
  @Test func firstOutputOfTheDefaultSeed() {
    var generator = MersenneTwister(seed: 5489)
    #expect(generator.next() == 3_499_211_612)
    for _ in 0..<9998 { _ = generator.next() }
    // The C++ standard gives the 10,000th.
    #expect(generator.next() == 4_123_659_995)
  }

  @Test func nothingIsDrawnForOneChoice() {
    var generator = MersenneTwister(seed: 1)
    var other = generator
    #expect(generator.integer(in: 3...3) == 3)
    #expect(generator.next() == other.next())
  }
}
