internal import CKernels

/// A weight in the panels of the own kernels: its own size in memory, columns rounded up to whole
/// panels.
final class NativePackedWeight: PackedWeight {
  let handle: OpaquePointer
  let inputSize: Int
  let outputSize: Int

  init(
    _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout,
    team: KernelTeam
  ) {
    precondition(
      weights.count == outputSizes.count && outputSizes.allSatisfy { $0 >= 0 } && inputSize >= 0,
      "Every weight has one output size.")
    let pointers = weights.map { Optional($0) }
    guard
      let handle = headscope_pack(
        team.handle, pointers, outputSizes, weights.count, inputSize, layout == .inputMajor)
    else { preconditionFailure("Out of memory packing a weight.") }
    self.handle = handle
    self.inputSize = inputSize
    outputSize = outputSizes.reduce(0, +)
  }

  deinit { headscope_packed_destroy(handle) }
}
