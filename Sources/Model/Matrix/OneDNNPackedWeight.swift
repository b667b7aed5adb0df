#if HEADSCOPE_ONEDNN
  internal import CKernels
  internal import COneDNN

  /// A bf16 weight in the layout that oneDNN chose for it.
  final class OneDNNPackedWeight: PackedWeight {
    /// The row count the layout is chosen for; oneDNN chooses the same from 1 to 4,096.
    static let layoutRows = 64

    let inputSize: Int
    let outputSize: Int
    let packed: UnsafeMutableRawPointer
    private let byteCount: Int
    private let outputSizes: [Int]
    private let engine: dnnl_engine_t
    private let stream: dnnl_stream_t
    var layout = headscope_dnnl_layout()

    /// Packs the weights side by side, or returns nil where oneDNN has no such product.
    init?(
      _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout,
      engine: dnnl_engine_t, stream: dnnl_stream_t
    ) {
      precondition(weights.count == outputSizes.count, "Every weight has one output size.")
      let outputSize = outputSizes.reduce(0, +)
      self.inputSize = inputSize
      self.outputSize = outputSize
      self.outputSizes = outputSizes
      self.engine = engine
      self.stream = stream
      var bytes = 0
      var chosen = headscope_dnnl_layout()
      guard
        headscope_dnnl_choose_layout(
          engine, dnnl_bf16, Self.layoutRows, inputSize, outputSize, &chosen, &bytes)
      else { return nil }
      guard let room = headscope_allocate(bytes) else {
        preconditionFailure("out of memory: \(bytes) bytes for a weight")
      }
      packed = room
      byteCount = bytes
      self.layout = chosen

      guard fill(with: weights, layout: layout) else { return nil }
    }

    func replace(with weights: [UnsafePointer<Float>], layout: WeightLayout) {
      precondition(weights.count == outputSizes.count, "Weights of the sizes that were packed.")
      let isDone = fill(with: weights, layout: layout)
      precondition(isDone, "oneDNN packs what it packed before.")
    }

    private func fill(with weights: [UnsafePointer<Float>], layout: WeightLayout) -> Bool {
      func reorder(_ plain: UnsafePointer<Float>) -> Bool {
        let isInputMajor = layout == .inputMajor
        return headscope_dnnl_reorder(
          engine, stream, plain, inputSize, outputSize, isInputMajor ? outputSize : 1,
          isInputMajor ? 1 : inputSize, &self.layout, packed)
      }
      if weights.count == 1 { return reorder(weights[0]) }
      let bytes = inputSize * outputSize * MemoryLayout<Float>.stride
      guard let room = headscope_allocate(bytes) else { return false }
      defer { headscope_free(room, bytes) }
      let together = room.bindMemory(to: Float.self, capacity: inputSize * outputSize)
      var offset = 0
      for (weight, size) in zip(weights, outputSizes) {
        switch layout {
        case .outputMajor:
          (together + offset * inputSize).update(from: weight, count: size * inputSize)
        case .inputMajor:
          for row in 0..<inputSize {
            (together + row * outputSize + offset).update(from: weight + row * size, count: size)
          }
        }
        offset += size
      }
      return reorder(together)
    }

    deinit {
      headscope_dnnl_layout_destroy(&layout)
      headscope_free(packed, byteCount)
    }
  }
#endif
