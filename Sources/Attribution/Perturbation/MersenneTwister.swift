/// MT19937 and what numpy's `RandomState` draws from it, bit for bit: the masks of Python's LIME and SHAP for a seed.
///
/// Matsumoto and Nishimura 1998; the bounded draws follow numpy's legacy generator (masked rejection on 32-bit words). Everything else
/// in this program that is random uses a generator of 64 bits.
public struct MersenneTwister: Sendable {
  private static let size = 624
  private static let shift = 397

  private var state: [UInt32]
  private var index = Self.size

  /// Starts the sequence of a seed, as `RandomState(seed)` does.
  public init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.size)
    for place in 1..<UInt32(Self.size) {
      let last = state[Int(place) - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ place)
    }
  }

  /// The next 32 bits.
  public mutating func next() -> UInt32 {
    if index == Self.size { twist() }
    var y = state[index]
    index += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C_5680
    y ^= (y << 15) & 0xEFC6_0000
    y ^= y >> 18
    return y
  }

  /// A number from 0 through `maximum`, drawn until one fits under the bits that it needs (`random_interval`).
  ///
  /// Nothing is drawn for 0.
  public mutating func bounded(_ maximum: Int) -> Int {
    precondition((0...Int(UInt32.max)).contains(maximum), "the legacy draws here are of 32 bits")
    guard maximum > 0 else { return 0 }
    let mask = UInt32.max >> UInt32(UInt32(maximum).leadingZeroBitCount)
    while true {
      let value = next() & mask
      if value <= UInt32(maximum) { return Int(value) }
    }
  }

  /// A number of the range, as an element of `randint`.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + bounded(range.upperBound - range.lowerBound)
  }

  /// Puts elements in random order (`shuffle`: Fisher and Yates, from the end).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for place in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(place, bounded(place))
    }
  }

  /// Distinct numbers below `bound` in random order, as `choice(bound, count, replace=False)`.
  public mutating func choice(_ count: Int, below bound: Int) -> ArraySlice<Int> {
    var numbers = Array(0..<bound)
    shuffle(&numbers)
    return numbers.prefix(count)
  }

  /// A number from 0 up to 1, of 53 bits (`random_sample`).
  public mutating func fraction() -> Double {
    let high = Double(next() >> 5)
    let low = Double(next() >> 6)
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  /// A number below `cumulative.count`, as an element of `choice(count, size, p=p)`.
  ///
  /// - Parameter cumulative: sums of the probabilities up to each number, the last one 1.
  public mutating func choice(cumulative: [Double]) -> Int {
    let fraction = fraction()
    return cumulative.firstIndex { $0 > fraction } ?? cumulative.count - 1
  }

  private mutating func twist() {
    for place in 0..<Self.size {
      let y =
        (state[place] & 0x8000_0000) | (state[(place + 1) % Self.size] & 0x7FFF_FFFF)
      let odd: UInt32 = y & 1 == 0 ? 0 : 0x9908_B0DF
      state[place] = state[(place + Self.shift) % Self.size] ^ (y >> 1) ^ odd
    }
    index = 0
  }
}
