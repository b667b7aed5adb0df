import Attribution
import Model
import TestSupport
import Testing

/// Value zeroing through all layers.
@Suite struct ValueZeroingTests {
  @Test func theRolloutIsTheProductOfTheLayers() {
    // Layer 0 mixes both tokens evenly into the second; layer 1 gives the first a quarter of the second.
    let zeroing = ValueZeroing(layers: [
      Tensor(shape: [2, 2], values: [1, 0, 0.5, 0.5]),
      Tensor(shape: [2, 2], values: [0.75, 0.25, 0, 1]),
    ])
    #expect(zeroing.rollout(to: 0) == [0.875, 0.125])
    #expect(zeroing.rollout(to: 1) == [0.5, 0.5])
  }
}
