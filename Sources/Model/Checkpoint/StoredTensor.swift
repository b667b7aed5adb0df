internal import CKernels

/// A tensor in a checkpoint file: where its elements are and what they are, without having read
/// them.
///
/// Elements are counted in row-major order of `shape` whatever their order in the file (a `.pt` may
/// hold a transposed view). Everything that copies is safe against files cut short meanwhile; see
/// `MappedFile`.
public struct StoredTensor: Sendable {
  /// The name in the file, as the library that wrote it spelt it.
  public let name: String
  /// Sizes, outermost first; empty for a scalar.
  public let shape: [Int]
  /// What the file stores; `floats` and `widen` give `Float` whatever it is.
  public let scalarType: ScalarType
  /// The file that holds the elements.
  public let file: MappedFile
  /// Where element 0 is, in bytes from the start of the file.
  let byteOffset: Int
  /// Distances between neighbours in each dimension, in elements; nil where the elements stand in
  /// row-major order.
  let strides: [Int]?

  /// The number of elements.
  public let count: Int

  /// Describes a tensor whose bounds the reader of its container has checked.
  ///
  /// - Precondition: `count` is the product of `shape`, and all elements lie within the file.
  init(
    name: String, shape: [Int], count: Int, scalarType: ScalarType, file: MappedFile,
    byteOffset: Int,
    strides: [Int]? = nil
  ) {
    self.name = name
    self.shape = shape
    self.count = count
    self.scalarType = scalarType
    self.file = file
    self.byteOffset = byteOffset
    self.strides = strides
  }

  /// The product of sizes, or nil when one is negative or it does not fit; zero as soon as one of
  /// them is.
  static func elementCount(_ shape: [Int]) -> Int? {
    if shape.contains(0) { return 0 }
    var count = 1
    for size in shape {
      let (next, overflow) = count.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return nil }
      count = next
    }
    return count
  }

  /// The first size; 1 for a scalar.
  public var rowCount: Int { shape.first ?? 1 }
  /// Elements in one row: the product of all sizes but the first.
  public var rowSize: Int { shape.dropFirst().reduce(1, &*) }
  /// Bytes of the elements in the file (of those that are distinct, where a view repeats some).
  public var byteCount: Int { span * scalarType.size }

  /// All elements as `Float`, in row-major order.
  ///
  /// - Throws: `ModelError(.unsupported)` for integers, `.damaged` when the file was changed or
  ///   cannot be read.
  /// - Complexity: O(`count`); about 4 GB of half-precision numbers a second.
  public func floats() throws(ModelError) -> [Float] {
    var failure: ModelError?
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let address = buffer.baseAddress else { return }
      do throws(ModelError) {
        try widen(0..<count, into: address)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }

  /// Writes the elements of `range` as `Float` to `destination`, which has room for them.
  public func widen(
    _ range: Range<Int>, into destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "elements \(range) of a tensor that has \(count)")
    try checkIsWeight()
    guard !range.isEmpty else { return }
    if scalarType == .float32 {
      try readElements(range, into: UnsafeMutableRawPointer(destination))
      return
    }
    // A view is gathered as a whole; plain elements pass through a block that stays in the cache.
    let block = strides == nil ? min(range.count, Self.blockSize) : range.count
    let staging = UnsafeMutableRawPointer.allocate(
      byteCount: block * scalarType.size, alignment: 64)
    defer { staging.deallocate() }
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + block, range.upperBound)
      try readElements(start..<end, into: staging)
      convert(staging, to: destination + (start - range.lowerBound), count: end - start)
      start = end
    }
  }

  /// Writes the given rows as `Float` one behind the other, as an embedding does.
  ///
  /// - Parameters:
  ///   - rows: Indices in `0..<rowCount`.
  ///   - destination: Room for `rows.count * rowSize` numbers.
  /// - Throws: as `widen` does.
  public func gather(
    rows: some Collection<Int>, into destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    try checkIsWeight()
    for row in rows {
      precondition(row >= 0 && row < rowCount, "row \(row) of a tensor that has \(rowCount)")
    }
    let size = rowSize
    guard size > 0, !rows.isEmpty else { return }
    guard strides == nil else {
      var start = 0
      for row in rows {
        try widen(row * size..<(row + 1) * size, into: destination + start)
        start += size
      }
      return
    }
    let bytes = size * scalarType.size
    let ranges = rows.lazy.map { row in
      byteOffset + row * bytes..<byteOffset + (row + 1) * bytes
    }
    if scalarType == .float32 {
      try file.read(ranges, into: UnsafeMutableRawPointer(destination))
      return
    }
    let staging = UnsafeMutableRawPointer.allocate(byteCount: rows.count * bytes, alignment: 64)
    defer { staging.deallocate() }
    try file.read(ranges, into: staging)
    convert(staging, to: destination, count: rows.count * size)
  }

  /// Lends the elements as `Float`: where they lie in the mapped file when that holds aligned,
  /// row-major F32, otherwise a copy.
  ///
  /// - Throws: what `body` throws; `ModelError(.damaged)` when the file was changed before or
  ///   during the loan.
  public func withFloats<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    guard isMappable else { return try floats().withUnsafeBufferPointer(body) }
    return try file.withMappedBytes(byteOffset..<byteOffset + count * 4) { bytes in
      try body(bytes.assumingMemoryBound(to: Float.self))
    }
  }

  /// Whether `withFloats` lends the file's own bytes and copies nothing.
  public var isMappable: Bool {
    scalarType == .float32 && strides == nil && byteOffset % MemoryLayout<Float>.alignment == 0
  }

  /// Gives mapped pages of this tensor back to the system, after its last use for now.
  public func releasePages() {
    file.releasePages(byteOffset..<byteOffset + byteCount)
  }

  /// Copies elements as they are stored, in row-major order.
  func readElements(
    _ range: Range<Int>, into destination: UnsafeMutableRawPointer
  ) throws(ModelError) {
    let size = scalarType.size
    guard let strides else {
      let start = byteOffset + range.lowerBound * size
      try file.read(start..<start + range.count * size, into: destination)
      return
    }
    let source = try file.bytes(byteOffset..<byteOffset + byteCount)
    // index: the position of the current element in every dimension.
    var index = [Int](repeating: 0, count: shape.count)
    var remainder = range.lowerBound
    for dimension in shape.indices.reversed() {
      index[dimension] = remainder % shape[dimension]
      remainder /= shape[dimension]
    }
    source.withUnsafeBytes { source in
      guard let base = source.baseAddress else { return }
      var element = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      for position in 0..<range.count {
        (destination + position * size).copyMemory(from: base + element * size, byteCount: size)
        for dimension in shape.indices.reversed() {
          index[dimension] += 1
          element += strides[dimension]
          if index[dimension] < shape[dimension] { break }
          element -= strides[dimension] * shape[dimension]
          index[dimension] = 0
        }
      }
    }
  }

  private static let blockSize = 1 << 16

  /// Elements from the first to the last one in the file.
  private var span: Int {
    guard let strides, count > 0 else { return count }
    return zip(shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
  }

  private func checkIsWeight() throws(ModelError) {
    guard scalarType.isWeight else {
      throw ModelError(
        .unsupported,
        "\(file.path): tensor `\(name)` holds \(scalarType.rawValue), expected F32, F16, BF16 or F64.",
        advice: "Quantised weights cannot be read: save the model in float32, float16 or bfloat16.")
    }
  }

  private func convert(
    _ source: UnsafeRawPointer, to destination: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch scalarType {
    case .float16: headscope_widen_f16(source, destination, count)
    case .bfloat16: headscope_widen_bf16(source, destination, count)
    case .float64: headscope_narrow_f64(source, destination, count)
    default: preconditionFailure("no conversion from \(scalarType.rawValue)")
    }
  }
}
