/// A number of a sequence of numbers, another one for another sequence, and the same in every run: the steps of FNV-1a, eight bytes at a time.
struct StableDigest {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Takes in the next number.
  mutating func add(_ number: UInt64) { value = (value ^ number) &* 0x0000_0100_0000_01B3 }
}
