/// SplitMix64: the same numbers for the same seed, on every machine.
///
/// Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of a seed.
  package init(seed: UInt64) { state = seed }

  /// Starts one of many sequences of a seed that have nothing to do with each other.
  ///
  /// Seeds a few steps of the generator apart would give the same numbers, shifted.
  package init(seed: UInt64, stream: Int) {
    var generator = SeededGenerator(
      seed: seed ^ (UInt64(bitPattern: Int64(stream)) &+ 1) &* 0xD1B5_4A32_D192_ED03)
    self.init(seed: generator.next())
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// Spreads the bits of a number over all 64.
  static func mixed(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1), 53 bits.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
