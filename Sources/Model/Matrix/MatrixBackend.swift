internal import CKernels

/// A linear layer's weight, packed once in the layout a backend multiplies fastest.
public protocol PackedWeight: AnyObject {
  /// Rows of the activations it takes (`in`), columns it gives (`out`).
  var inputSize: Int { get }
  var outputSize: Int { get }

  /// Packs other numbers, of the same sizes and arithmetic, in the same memory: what a step of training moved.
  func replace(with weights: [UnsafePointer<Float>], layout: WeightLayout)
}

/// How a plain weight lies in memory.
public enum WeightLayout: Sendable {
  /// `[out, in]`, a Hugging Face `nn.Linear`: y = x·Wᵀ + b.
  case outputMajor
  /// `[in, out]`, GPT-2's `Conv1D`: y = x·W + b.
  case inputMajor

  /// The same numbers read as the matrix with rows and columns exchanged.
  var exchanged: WeightLayout { self == .outputMajor ? .inputMajor : .outputMajor }
}

/// What is done to each element of a product while it is still in registers.
public enum Epilogue: Sendable {
  case none
  /// x·Φ(x) by erf, to 1e-6 of the exact value.
  case gelu
}

/// The matrix work of a model: prepack a weight, multiply rows by it, the two products of its backward pass, and one way to
/// run a loop in parallel.
///
/// Two implementations: oneDNN where it is present, and this package's own kernels. An instance belongs to the one thread
/// that made it (oneDNN primitives run where they were made, `omp_set_num_threads` counts for the calling thread only), so it
/// is deliberately not `Sendable`.
///
/// All matrices are row-major `Float` with the leading dimension equal to the column count unless a stride is given. Callers
/// have checked the bounds.
public protocol MatrixBackend: AnyObject {
  /// What `info` prints: name, version, vector width.
  var name: String { get }
  /// How many threads `parallel` uses.
  var threadCount: Int { get }

  /// Packs `[out, in]` or `[in, out]` weights for `multiply`.
  ///
  /// Several weights that read the same input (query, key, value) are packed as one by passing them in order: their
  /// outputs then stand side by side in a row of the product. The arithmetic of a product is that of its weight.
  func pack(
    _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout,
    arithmetic: Arithmetic
  ) -> any PackedWeight

  /// output[rows, out] = epilogue(input[rows, in] · weight + bias).
  ///
  /// By a bf16 weight the input is rounded to bfloat16 first; sums, bias, epilogue and output are fp32.
  ///
  /// - Parameter room: how many rows input and output have memory for; what is behind `rows` may be read and written.
  func multiply(
    _ input: UnsafePointer<Float>, rows: Int, room: Int, by weight: any PackedWeight,
    bias: UnsafePointer<Float>?, epilogue: Epilogue, into output: UnsafeMutablePointer<Float>)

  /// inputGradient[rows, in] = outputGradient[rows, out] · weightᵀ, read from the plain weight, so that nothing is packed twice.
  ///
  /// `outputStride` is the row stride of `outputGradient` (query, key, value gradients stand side by side). With `accumulate` the product is
  /// added to what `inputGradient` holds. In bf16 both are rounded first, as by `multiply`.
  func multiplyBackward(
    _ outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    weight: UnsafePointer<Float>,
    outputSize: Int, inputSize: Int, layout: WeightLayout, arithmetic: Arithmetic,
    accumulate: Bool, into inputGradient: UnsafeMutablePointer<Float>)

  /// weightGradient (+)= outputGradientᵀ · input in the weight's own layout.
  ///
  /// With `accumulate` the product is added to what `weightGradient` holds. In bf16 both are rounded first.
  func multiplyForWeight(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    outputSize: Int, inputSize: Int, layout: WeightLayout, arithmetic: Arithmetic,
    accumulate: Bool, into weightGradient: UnsafeMutablePointer<Float>)

  /// Calls `body(i)` for every i in `0..<count`, spread over the backend's threads, and returns when all are done.
  ///
  /// Indices are handed out one at a time in increasing order, so uneven work balances.
  func parallel(_ count: Int, _ body: (Int) -> Void)
}

extension MatrixBackend {
  /// `multiply` of matrices that have no room behind their rows.
  public func multiply(
    _ input: UnsafePointer<Float>, rows: Int, by weight: any PackedWeight,
    bias: UnsafePointer<Float>?, epilogue: Epilogue, into output: UnsafeMutablePointer<Float>
  ) {
    multiply(
      input, rows: rows, room: rows, by: weight, bias: bias, epilogue: epilogue, into: output)
  }

  /// Calls `body` with pieces of `0..<count` of `size` indices each, the last with what is left, spread over the backend's threads.
  func parallel(_ count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    parallel((count + size - 1) / size) { piece in
      body(piece * size..<min((piece + 1) * size, count))
    }
  }

  /// sums += the sum of a matrix' rows, as the gradient of a bias is of the outputs'; columns spread over the threads.
  func addColumnSums(
    _ matrix: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    parallel(columns, by: 128) { piece in
      headscope_add_column_sums(
        matrix + piece.lowerBound, stride, rows, piece.count, sums + piece.lowerBound)
    }
  }
}
