#if HEADSCOPE_ONEDNN
  internal import CKernels
  internal import COneDNN
  internal import Foundation

  /// Matrix work on oneDNN: one primitive per layer shape and row count over weights packed once.
  ///
  /// A primitive for a new row count costs up to a millisecond to make, so row counts are rounded
  /// up to eight sizes per power of two and the primitives are kept; what is rounded goes through a
  /// padded copy, which costs a few percent of the product. The packed layout is the same for every
  /// row count. The backward products read the plain weights and use `dnnl_sgemm`, which has no
  /// primitive to make. Loops run on libgomp's threads, which oneDNN runs on itself.
  final class OneDNNBackend: MatrixBackend {
    private struct ProductKey: Hashable {
      var rows, inputSize, outputSize: Int
      var hasBias, hasGELU: Bool
    }

    private let engine: dnnl_engine_t
    private let stream: dnnl_stream_t
    private let team: KernelTeam
    private var products: [ProductKey: headscope_dnnl_product] = [:]
    private let scratchpad = AlignedScratch()
    private let paddedInput = AlignedScratch()
    private let paddedOutput = AlignedScratch()

    let name: String

    var threadCount: Int { team.threadCount }

    /// Starts oneDNN for the calling thread, or returns nil where it does not start or does not run
    /// on OpenMP.
    init?(threads: Int) {
      guard let engine = headscope_dnnl_engine() else { return nil }
      guard let stream = headscope_dnnl_stream(engine),
        let team = KernelTeam(openMPThreads: threads)
      else {
        dnnl_engine_destroy(engine)
        return nil
      }
      self.engine = engine
      self.stream = stream
      self.team = team
      var version = "unknown version"
      if let found = dnnl_version()?.pointee {
        version = "\(found.major).\(found.minor).\(found.patch)"
      }
      name = "oneDNN \(version), \(String(cString: headscope_vector_name()))"
    }

    deinit {
      for var product in products.values { headscope_dnnl_product_destroy(&product) }
      dnnl_stream_destroy(stream)
      dnnl_engine_destroy(engine)
    }

    func pack(
      _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout
    ) -> any PackedWeight {
      guard
        let packed = OneDNNPackedWeight(
          weights, outputSizes: outputSizes, inputSize: inputSize, layout: layout, engine: engine,
          stream: stream)
      else {
        preconditionFailure("oneDNN packs no \(inputSize)×\(outputSizes.reduce(0, +)) weight.")
      }
      return packed
    }

    func multiply(
      _ input: UnsafePointer<Float>, rows: Int, by weight: any PackedWeight,
      bias: UnsafePointer<Float>?, epilogue: Epilogue, into output: UnsafeMutablePointer<Float>
    ) {
      guard let weight = weight as? OneDNNPackedWeight else {
        preconditionFailure("A weight is multiplied by the backend that packed it.")
      }
      guard rows > 0 else { return }
      var size = Self.roundedUp(rows)
      var product = product(for: weight, rows: size, hasBias: bias != nil, epilogue: epilogue)
      if product == nil {
        // A layout that does not serve this row count serves the one it was chosen for.
        size = OneDNNPackedWeight.layoutRows
        product = self.product(for: weight, rows: size, hasBias: bias != nil, epilogue: epilogue)
      }
      guard var product else {
        preconditionFailure("oneDNN makes no \(weight.inputSize)×\(weight.outputSize) product.")
      }
      let workspace = scratchpad.bytes(product.scratchpadBytes)
      for first in stride(from: 0, to: rows, by: size) {
        let count = min(size, rows - first)
        let from = input + first * weight.inputSize
        let to = output + first * weight.outputSize
        if count == size {
          run(&product, from, weight, bias, to, workspace)
        } else {
          let source = paddedInput.floats(size * weight.inputSize)
          let destination = paddedOutput.floats(size * weight.outputSize)
          source.update(from: from, count: count * weight.inputSize)
          (source + count * weight.inputSize).update(
            repeating: 0, count: (size - count) * weight.inputSize)
          run(&product, source, weight, bias, destination, workspace)
          to.update(from: destination, count: count * weight.outputSize)
        }
      }
    }

    func multiplyBackward(
      _ outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
      weight: UnsafePointer<Float>, outputSize: Int, inputSize: Int, layout: WeightLayout,
      accumulate: Bool, into inputGradient: UnsafeMutablePointer<Float>
    ) {
      guard rows > 0 else { return }
      sgemm(
        "N", layout == .outputMajor ? "N" : "T", rows: rows, columns: inputSize, depth: outputSize,
        outputGradient, outputStride, weight, layout == .outputMajor ? inputSize : outputSize,
        accumulate: accumulate, into: inputGradient)
    }

    func accumulateWeightGradient(
      input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, outputStride: Int,
      rows: Int, outputSize: Int, inputSize: Int, layout: WeightLayout,
      weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>?
    ) {
      guard rows > 0 else { return }
      switch layout {
      case .outputMajor:
        sgemm(
          "T", "N", rows: outputSize, columns: inputSize, depth: rows, outputGradient,
          outputStride, input, inputSize, accumulate: true, into: weightGradient)
      case .inputMajor:
        sgemm(
          "T", "N", rows: inputSize, columns: outputSize, depth: rows, input, inputSize,
          outputGradient, outputStride, accumulate: true, into: weightGradient)
      }
      if let biasGradient {
        headscope_add_column_sums(outputGradient, outputStride, rows, outputSize, biasGradient)
      }
    }

    func parallel(_ count: Int, _ body: (Int) -> Void) {
      team.parallel(count, body)
    }

    /// The row count whose primitive serves `rows`: at most an eighth more.
    static func roundedUp(_ rows: Int) -> Int {
      guard rows > 8 else { return rows }
      let step = 1 << (Int.bitWidth - 1 - rows.leadingZeroBitCount - 3)
      return (rows + step - 1) / step * step
    }

    private func product(
      for weight: OneDNNPackedWeight, rows: Int, hasBias: Bool, epilogue: Epilogue
    ) -> headscope_dnnl_product? {
      let key = ProductKey(
        rows: rows, inputSize: weight.inputSize, outputSize: weight.outputSize, hasBias: hasBias,
        hasGELU: epilogue == .gelu)
      if let product = products[key] { return product }
      var product = headscope_dnnl_product()
      guard
        headscope_dnnl_product_create(
          &product, engine, rows, weight.inputSize, weight.outputSize, &weight.layout, hasBias,
          epilogue == .gelu)
      else { return nil }
      products[key] = product
      return product
    }

    private func run(
      _ product: inout headscope_dnnl_product, _ source: UnsafePointer<Float>,
      _ weight: OneDNNPackedWeight, _ bias: UnsafePointer<Float>?,
      _ destination: UnsafeMutablePointer<Float>, _ workspace: UnsafeMutableRawPointer
    ) {
      let isDone = headscope_dnnl_product_run(
        &product, stream, source, weight.packed, bias, destination, workspace)
      precondition(isDone, "oneDNN runs the product it made.")
    }

    private func sgemm(
      _ left: Unicode.Scalar, _ right: Unicode.Scalar, rows: Int, columns: Int, depth: Int,
      _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
      accumulate: Bool, into c: UnsafeMutablePointer<Float>
    ) {
      let status = dnnl_sgemm(
        CChar(left.value), CChar(right.value), dnnl_dim_t(rows), dnnl_dim_t(columns),
        dnnl_dim_t(depth), 1, a, dnnl_dim_t(aStride), b, dnnl_dim_t(bStride), accumulate ? 1 : 0, c,
        dnnl_dim_t(columns))
      precondition(status == dnnl_success, "oneDNN multiplies matrices whose sizes were checked.")
    }
  }
#endif
