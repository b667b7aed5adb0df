internal import CKernels

/// A weight in the panels of the own kernels: its own size in memory, columns rounded up to whole
/// panels; in bf16 half of it, in pairs over the depth.
///
/// oneDNN's backend uses the bf16 ones, too, where oneDNN has no bf16 product.
final class NativePackedWeight: PackedWeight {
  let inputSize: Int
  let outputSize: Int
  private let handle: OpaquePointer
  private let arithmetic: Arithmetic
  private let outputSizes: [Int]
  private let team: KernelTeam

  init(
    _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout,
    arithmetic: Arithmetic, team: KernelTeam
  ) {
    precondition(
      weights.count == outputSizes.count && outputSizes.allSatisfy { $0 >= 0 } && inputSize >= 0,
      "Every weight has one output size.")
    let pointers = weights.map { Optional($0) }
    let pack = arithmetic == .fp32 ? headscope_pack : headscope_pack_bfloat16
    guard
      let handle = pack(
        team.handle, pointers, outputSizes, weights.count, inputSize, layout == .inputMajor)
    else { preconditionFailure("Out of memory packing a weight.") }
    self.handle = handle
    self.arithmetic = arithmetic
    self.outputSizes = outputSizes
    self.team = team
    self.inputSize = inputSize
    outputSize = outputSizes.reduce(0, +)
  }

  deinit { headscope_packed_destroy(handle) }

  func replace(with weights: [UnsafePointer<Float>], layout: WeightLayout) {
    precondition(weights.count == outputSizes.count, "Weights of the sizes that were packed.")
    headscope_repack(
      team.handle, handle, weights.map { Optional($0) }, outputSizes, weights.count,
      layout == .inputMajor)
  }

  /// `MatrixBackend.multiply` by this weight; bf16 rounds the input into `scratch`.
  func multiply(
    _ input: UnsafePointer<Float>, rows: Int, bias: UnsafePointer<Float>?, epilogue: Epilogue,
    into output: UnsafeMutablePointer<Float>, scratch: AlignedScratch
  ) {
    switch arithmetic {
    case .fp32:
      headscope_multiply(
        team.handle, handle, input, inputSize, rows, bias, epilogue == .gelu, false, output,
        outputSize)
    case .bf16:
      headscope_multiply_bfloat16(
        team.handle, handle, input, inputSize, rows, bias, epilogue == .gelu,
        scratch.bytes(headscope_bfloat16_workspace(handle, rows)), output, outputSize)
    }
  }
}
