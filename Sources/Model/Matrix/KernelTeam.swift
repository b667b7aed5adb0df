internal import CKernels

/// The threads that the kernels' loops and plain products run on: the package's own, or libgomp's.
///
/// Both backends have one; never are there two kinds of threads in a process that computes.
final class KernelTeam {
  let handle: OpaquePointer

  var threadCount: Int { Int(headscope_team_threads(handle)) }

  /// Starts threads of the package's own.
  init(threads: Int) {
    guard let handle = headscope_team_create(Int32(clamping: threads)) else {
      preconditionFailure("Out of memory starting threads.")
    }
    self.handle = handle
  }

  /// Takes libgomp's threads, or returns nil where libgomp is not in the process.
  init?(openMPThreads threads: Int) {
    guard let handle = headscope_team_create_openmp(Int32(clamping: threads)) else { return nil }
    self.handle = handle
  }

  deinit { headscope_team_destroy(handle) }

  /// `MatrixBackend.parallel`.
  func parallel(_ count: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { context in
        headscope_team_run(
          handle, count,
          { context, index in
            context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index)
          }, UnsafeMutableRawPointer(mutating: context))
      }
    }
  }

  /// `MatrixBackend.multiplyBackward`: dX = dY·W, panels of W made on the fly.
  func multiplyBackward(
    _ outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    weight: UnsafePointer<Float>, outputSize: Int, inputSize: Int, layout: WeightLayout,
    arithmetic: Arithmetic, accumulate: Bool, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let isInputMajor = layout == .inputMajor
    let product = arithmetic == .fp32 ? headscope_product : headscope_product_bfloat16
    product(
      handle, rows, inputSize, outputSize, outputGradient, outputStride, false, weight,
      isInputMajor ? outputSize : inputSize, isInputMajor, accumulate, inputGradient, inputSize)
  }

  /// `MatrixBackend.multiplyForWeight`: dW (+)= dYᵀ·X, or Xᵀ·dY for an input-major weight.
  func multiplyForWeight(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    outputSize: Int, inputSize: Int, layout: WeightLayout, arithmetic: Arithmetic,
    accumulate: Bool, into weightGradient: UnsafeMutablePointer<Float>
  ) {
    let product = arithmetic == .fp32 ? headscope_product : headscope_product_bfloat16
    switch layout {
    case .outputMajor:
      product(
        handle, outputSize, inputSize, rows, outputGradient, outputStride, true, input, inputSize,
        false, accumulate, weightGradient, inputSize)
    case .inputMajor:
      product(
        handle, inputSize, outputSize, rows, input, inputSize, true, outputGradient, outputStride,
        false, accumulate, weightGradient, outputSize)
    }
  }
}
