import Foundation

/// Normally distributed numbers by the Box-Muller transform.
package struct GaussianNoise {
  private var generator: SeededGenerator
  private var spare: Double?

  /// Starts the sequence of a seed.
  package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Starts one of many sequences of a seed that have nothing to do with each other.
  package init(seed: UInt64, stream: Int) {
    generator = SeededGenerator(seed: seed, stream: stream)
  }

  /// One number with mean 0 and standard deviation 1.
  package mutating func next() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    // 1 − u lies in (0, 1], so the logarithm is finite.
    let radius = (-2 * log(1 - generator.uniform())).squareRoot()
    let angle = 2 * Double.pi * generator.uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  /// Numbers with mean 0 and a standard deviation.
  package mutating func floats(_ count: Int, deviation: Double) -> [Float] {
    (0..<count).map { _ in Float(next() * deviation) }
  }
}
