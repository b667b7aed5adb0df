import Testing

@testable import Model

/// input · weights + bias by a backend that packs the weights together first.
func product(
  _ input: [Float], by weights: [[Float]], outputSizes: [Int], rows: Int, inputSize: Int,
  layout: WeightLayout, bias: [Float]?, epilogue: Epilogue,
  arithmetic: Arithmetic = .fp32, on backend: any MatrixBackend
) -> [Float] {
  var output = [Float](repeating: .nan, count: rows * outputSizes.reduce(0, +))
  // One after the other, so that the pointers can be taken together.
  let flat = weights.flatMap(\.self)
  flat.withUnsafeBufferPointer { flat in
    guard let base = flat.baseAddress else { return }
    var offset = 0
    let pointers = weights.map { weight in
      defer { offset += weight.count }
      return base + offset
    }
    let packed = backend.pack(
      pointers, outputSizes: outputSizes, inputSize: inputSize, layout: layout,
      arithmetic: arithmetic)
    #expect(packed.inputSize == inputSize)
    #expect(packed.outputSize == outputSizes.reduce(0, +))
    if let bias {
      backend.multiply(
        input, rows: rows, by: packed, bias: bias, epilogue: epilogue, into: &output)
    } else {
      backend.multiply(
        input, rows: rows, by: packed, bias: nil, epilogue: epilogue, into: &output)
    }
  }
  return output
}
