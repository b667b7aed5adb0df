internal import CKernels

/// What decides which elements a training step drops: the same key drops the same ones, forwards, backwards and in a run
/// that is resumed.
public struct DropoutKey: Equatable, Sendable {
  private var value: UInt64

  /// The key of a step of a run with this seed.
  public init(seed: UInt64, step: Int) {
    value = SeededGenerator.mixed(seed &+ UInt64(bitPattern: Int64(step)) &* 0x9e37_79b9_7f4a_7c15)
  }

  /// The key of one of several parts of what this key is of.
  func part(_ index: Int) -> DropoutKey {
    var key = self
    key.value = SeededGenerator.mixed(
      value &+ (UInt64(bitPattern: Int64(index)) &+ 1) &* 0xd1b5_4a32_d192_ed03)
    return key
  }

  /// The mask of a matrix at a rate; nil where nothing is dropped.
  func mask(rate: Float) -> headscope_dropout_mask? {
    guard rate > 0 else { return nil }
    let rate = min(rate, 1)
    return headscope_dropout_mask(
      key: value, threshold: UInt32(min(Double(rate) * 0x1p32, Double(UInt32.max))),
      factor: rate < 1 ? 1 / (1 - rate) : 0)
  }
}
