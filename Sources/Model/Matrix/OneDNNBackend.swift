#if HEADSCOPE_ONEDNN
  internal import CKernels
  internal import COneDNN
  internal import Foundation

  /// oneDNN's plain products for the backward pass and its packed ones for bf16; fp32 goes forwards on the own kernels.
  ///
  /// Each is what was fastest on AVX-512 (Zen 4, MiniLM's and BERT-base's shapes, 34 to 1,213 rows, `make bench`): the own
  /// kernels multiply by packed weights at 223 to 231 GFLOP/s, where multiply-adds with their loads do 234 and oneDNN's packed
  /// fp32 products 170 to 230; `dnnl_sgemm` does 213 to 230 on plain weights, the own kernels 180 to 218.
  ///
  /// A bf16 primitive for a new row count costs up to a millisecond to make, so row counts are rounded up to a matrix' room
  /// and the primitives are kept; where there is no such room, what is rounded goes through a padded copy of the output. The
  /// packed layout is the same for every row count. Loops run on libgomp's threads, which oneDNN runs on itself.
  final class OneDNNBackend: MatrixBackend {
    private struct ProductKey: Hashable {
      var rows, inputSize, outputSize: Int
      var hasBias, hasGELU: Bool
    }

    private static let columnsOfPiece = 768

    private let engine: dnnl_engine_t
    private let stream: dnnl_stream_t
    private let team: KernelTeam
    private var products: [ProductKey: headscope_dnnl_product] = [:]
    private let scratchpad = AlignedScratch()
    private let paddedOutput = AlignedScratch()
    private let rounded = AlignedScratch()

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
      _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout,
      arithmetic: Arithmetic
    ) -> any PackedWeight {
      // oneDNN has bf16 products on AVX-512 only; on other CPUs, where bf16 is computed for tests alone, and wherever else it
      // has none, the own kernels have one, on the same threads.
      if arithmetic == .bf16,
        let packed = OneDNNPackedWeight(
          weights, outputSizes: outputSizes, inputSize: inputSize, layout: layout,
          engine: engine, stream: stream)
      {
        return packed
      }
      return NativePackedWeight(
        weights, outputSizes: outputSizes, inputSize: inputSize, layout: layout,
        arithmetic: arithmetic, team: team)
    }

    func multiply(
      _ input: UnsafePointer<Float>, rows: Int, room: Int, by weight: any PackedWeight,
      bias: UnsafePointer<Float>?, epilogue: Epilogue, into output: UnsafeMutablePointer<Float>
    ) {
      if let weight = weight as? NativePackedWeight {
        return weight.multiply(
          input, rows: rows, bias: bias, epilogue: epilogue, into: output, scratch: rounded)
      }
      guard let weight = weight as? OneDNNPackedWeight else {
        preconditionFailure("A weight is multiplied by the backend that packed it.")
      }
      guard rows > 0 else { return }
      var size = MatrixBuffer.room(for: rows)
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
        let source = roundedRows(
          input + first * weight.inputSize, rows: count, paddedTo: size, columns: weight.inputSize)
        let to = output + first * weight.outputSize
        if first + size <= room {
          run(&product, source, weight, bias, to, workspace)
        } else {
          let destination = paddedOutput.floats(size * weight.outputSize)
          run(&product, source, weight, bias, destination, workspace)
          to.update(from: destination, count: count * weight.outputSize)
        }
      }
    }

    func multiplyBackward(
      _ outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
      weight: UnsafePointer<Float>, outputSize: Int, inputSize: Int, layout: WeightLayout,
      arithmetic: Arithmetic, accumulate: Bool, into inputGradient: UnsafeMutablePointer<Float>
    ) {
      guard rows > 0 else { return }
      guard arithmetic == .fp32 else {
        return team.multiplyBackward(
          outputGradient, outputStride: outputStride, rows: rows, weight: weight,
          outputSize: outputSize, inputSize: inputSize, layout: layout, arithmetic: arithmetic,
          accumulate: accumulate, into: inputGradient)
      }
      sgemm(
        "N", layout == .outputMajor ? "N" : "T", rows: rows, columns: inputSize, depth: outputSize,
        outputGradient, outputStride, weight, layout == .outputMajor ? inputSize : outputSize,
        accumulate: accumulate, into: inputGradient)
    }

    func multiplyForWeight(
      input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, outputStride: Int,
      rows: Int, outputSize: Int, inputSize: Int, layout: WeightLayout, arithmetic: Arithmetic,
      accumulate: Bool, into weightGradient: UnsafeMutablePointer<Float>
    ) {
      guard rows > 0 else { return }
      guard arithmetic == .fp32 else {
        return team.multiplyForWeight(
          input: input, outputGradient: outputGradient, outputStride: outputStride, rows: rows,
          outputSize: outputSize, inputSize: inputSize, layout: layout, arithmetic: arithmetic,
          accumulate: accumulate, into: weightGradient)
      }
      switch layout {
      case .outputMajor:
        sgemm(
          "T", "N", rows: outputSize, columns: inputSize, depth: rows, outputGradient,
          outputStride, input, inputSize, accumulate: accumulate, into: weightGradient)
      case .inputMajor:
        sgemm(
          "T", "N", rows: inputSize, columns: outputSize, depth: rows, input, inputSize,
          outputGradient, outputStride, accumulate: accumulate, into: weightGradient)
      }
    }

    func parallel(_ count: Int, _ body: (Int) -> Void) {
      team.parallel(count, body)
    }

    /// Rows in bf16, and zeros after them.
    private func roundedRows(
      _ input: UnsafePointer<Float>, rows: Int, paddedTo size: Int, columns: Int
    ) -> UnsafeRawPointer {
      let count = rows * columns
      let padding = size * columns - count
      let source = rounded.bytes((count + padding) * MemoryLayout<UInt16>.stride)
        .assumingMemoryBound(to: UInt16.self)
      let perTask = 16384
      team.parallel((count + perTask - 1) / perTask) { task in
        let first = task * perTask
        headscope_round_bfloat16(input + first, source + first, min(perTask, count - first))
      }
      (source + count).update(repeating: 0, count: padding)
      return UnsafeRawPointer(source)
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
          &product, engine, dnnl_bf16, rows, weight.inputSize, weight.outputSize,
          &weight.layout, hasBias, epilogue == .gelu)
      else { return nil }
      products[key] = product
      return product
    }

    private func run(
      _ product: inout headscope_dnnl_product, _ source: UnsafeRawPointer,
      _ weight: OneDNNPackedWeight, _ bias: UnsafePointer<Float>?,
      _ destination: UnsafeMutablePointer<Float>, _ workspace: UnsafeMutableRawPointer
    ) {
      let isDone = headscope_dnnl_product_run(
        &product, stream, source, weight.packed, bias, destination, workspace)
      precondition(isDone, "oneDNN runs the product it made.")
    }

    /// c[rows, columns] (+)= a · b, each transposed or not.
    ///
    /// In pieces of the columns: oneDNN copies what it multiplies into memory that it asks the allocator for at every
    /// product, and glibc before 2.38 does not find the room where the last copy was. The copies of 3,072 columns are
    /// 5 MB, and 260 MB of such holes were left behind one integral of a BERT-base.
    private func sgemm(
      _ left: Unicode.Scalar, _ right: Unicode.Scalar, rows: Int, columns: Int, depth: Int,
      _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
      accumulate: Bool, into c: UnsafeMutablePointer<Float>
    ) {
      for first in stride(from: 0, to: columns, by: Self.columnsOfPiece) {
        let status = dnnl_sgemm(
          CChar(left.value), CChar(right.value), dnnl_dim_t(rows),
          dnnl_dim_t(min(Self.columnsOfPiece, columns - first)), dnnl_dim_t(depth), 1, a,
          dnnl_dim_t(aStride), b + first * (right == "N" ? 1 : bStride), dnnl_dim_t(bStride),
          accumulate ? 1 : 0, c + first, dnnl_dim_t(columns))
        precondition(status == dnnl_success, "oneDNN multiplies matrices whose sizes were checked.")
      }
    }
  }
#endif
