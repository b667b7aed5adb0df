internal import CKernels

/// Matrix work on this package's own kernels and threads, for any CPU.
///
/// Weights are packed into panels of a few columns; a tile of sums stays in registers while a panel
/// is read front to back (Goto and van de Geijn, "Anatomy of High-Performance Matrix
/// Multiplication", 2008). The vector width is chosen when the program runs. Nothing is allocated
/// by a product after each thread's first: scratch is kept by the threads.
final class NativeBackend: MatrixBackend {
  private let team: KernelTeam
  private let rounded = AlignedScratch()

  let name: String

  var threadCount: Int { team.threadCount }

  /// Starts a backend with this many threads, the caller's included; fewer if the system starts no
  /// more.
  ///
  /// The threads sleep when there is nothing to do and end with the backend.
  init(threads: Int) {
    team = KernelTeam(threads: threads)
    name =
      "own kernels, \(String(cString: headscope_vector_name())) "
      + "(\(headscope_vector_width()) floats wide)"
  }

  func pack(
    _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout,
    arithmetic: Arithmetic
  ) -> any PackedWeight {
    NativePackedWeight(
      weights, outputSizes: outputSizes, inputSize: inputSize, layout: layout,
      arithmetic: arithmetic, team: team)
  }

  func multiply(
    _ input: UnsafePointer<Float>, rows: Int, room: Int, by weight: any PackedWeight,
    bias: UnsafePointer<Float>?, epilogue: Epilogue, into output: UnsafeMutablePointer<Float>
  ) {
    guard let weight = weight as? NativePackedWeight else {
      preconditionFailure("A weight is multiplied by the backend that packed it.")
    }
    weight.multiply(
      input, rows: rows, bias: bias, epilogue: epilogue, into: output, scratch: rounded)
  }

  func multiplyBackward(
    _ outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    weight: UnsafePointer<Float>, outputSize: Int, inputSize: Int, layout: WeightLayout,
    arithmetic: Arithmetic, accumulate: Bool, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    team.multiplyBackward(
      outputGradient, outputStride: outputStride, rows: rows, weight: weight,
      outputSize: outputSize, inputSize: inputSize, layout: layout, arithmetic: arithmetic,
      accumulate: accumulate,
      into: inputGradient)
  }

  func multiplyForWeight(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    outputSize: Int, inputSize: Int, layout: WeightLayout, arithmetic: Arithmetic,
    accumulate: Bool, into weightGradient: UnsafeMutablePointer<Float>
  ) {
    team.multiplyForWeight(
      input: input, outputGradient: outputGradient, outputStride: outputStride, rows: rows,
      outputSize: outputSize, inputSize: inputSize, layout: layout, arithmetic: arithmetic,
      accumulate: accumulate,
      into: weightGradient)
  }

  func parallel(_ count: Int, _ body: (Int) -> Void) {
    team.parallel(count, body)
  }
}
