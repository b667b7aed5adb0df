import CKernels

/// Keeps the model thread's scratch memory, so that a forward pass asks the system for none once it
/// is warm.
///
/// Belongs to one thread. Blocks are handed out by size class and come back when their
/// `MatrixBuffer` goes.
final class BufferPool {
  private var unused: [Int: [UnsafeMutableRawPointer]] = [:]
  private var unusedBytes = 0
  /// Beyond this much unused memory, returned blocks go back to the system.
  ///
  /// A whole tape is kept, with what its blocks are larger than asked for: faulting its pages in again costs a tenth of the
  /// gradient pass it serves.
  private let keptBytes: Int

  init(keptBytes: Int = SequenceClassifier.tapeBudget * 5 / 4) {
    self.keptBytes = keptBytes
  }

  deinit {
    for (bytes, blocks) in unused { for block in blocks { headscope_free(block, bytes) } }
  }

  /// A matrix of uninitialised floats, 64-byte aligned, with memory for its `room`.
  func matrix(_ rows: Int, _ columns: Int) -> MatrixBuffer {
    let room = MatrixBuffer.room(for: rows)
    let bytes = Self.classSize(max(room * columns, 1) * MemoryLayout<Float>.stride)
    if let (block, bytes) = takeUnused(of: bytes) {
      return MatrixBuffer(rows: rows, columns: columns, block: block, bytes: bytes, pool: self)
    }
    guard let block = headscope_allocate(bytes) else {
      preconditionFailure("out of memory: \(bytes) bytes for a matrix")
    }
    return MatrixBuffer(rows: rows, columns: columns, block: block, bytes: bytes, pool: self)
  }

  /// Some rows of a tensor, `[rows, columns]`, in the pool's memory.
  func matrix(_ tensor: Tensor, rows: Range<Int>) -> MatrixBuffer {
    let columns = tensor.rowSize
    let matrix = matrix(rows.count, columns)
    tensor.values[rows.lowerBound * columns..<rows.upperBound * columns].withUnsafeBufferPointer {
      guard let source = $0.baseAddress else { return }
      matrix.pointer.update(from: source, count: $0.count)
    }
    return matrix
  }

  /// The smallest unused block that has room for so many bytes and is not far too large for them: a last, shorter run takes
  /// the memory of those before it.
  private func takeUnused(of bytes: Int) -> (UnsafeMutableRawPointer, bytes: Int)? {
    var best: Int?
    for (size, blocks) in unused where size >= bytes && size <= 2 * bytes && !blocks.isEmpty {
      best = min(best ?? size, size)
    }
    guard let best, let block = unused[best]?.popLast() else { return nil }
    unusedBytes -= best
    return (block, best)
  }

  fileprivate func takeBack(_ block: UnsafeMutableRawPointer, bytes: Int) {
    guard unusedBytes + bytes <= keptBytes else {
      headscope_free(block, bytes)
      return
    }
    unusedBytes += bytes
    unused[bytes, default: []].append(block)
  }

  /// Sizes grow by an eighth of a power of two, so at most 12 % of a block is unused.
  private static func classSize(_ bytes: Int) -> Int {
    guard bytes > 4096 else { return 4096 }
    let step = 1 << (Int.bitWidth - bytes.leadingZeroBitCount - 4)
    return (bytes + step - 1) & ~(step - 1)
  }
}

/// A row-major matrix in the pool's memory, confined to the model's thread.
final class MatrixBuffer {
  let rows: Int
  let columns: Int
  private let block: UnsafeMutableRawPointer
  private let bytes: Int
  private let pool: BufferPool

  fileprivate init(
    rows: Int, columns: Int, block: UnsafeMutableRawPointer, bytes: Int, pool: BufferPool
  ) {
    self.rows = rows
    self.columns = columns
    self.block = block
    self.bytes = bytes
    self.pool = pool
  }

  deinit { pool.takeBack(block, bytes: bytes) }

  /// The rows that there is memory for; what is behind the matrix' own is nobody's, so that a backend may compute whole blocks.
  var room: Int { Self.room(for: rows) }

  /// A row count rounded up to eight sizes per power of two: at most an eighth more.
  static func room(for rows: Int) -> Int {
    guard rows > 8 else { return rows }
    let step = 1 << (Int.bitWidth - 1 - rows.leadingZeroBitCount - 3)
    return (rows + step - 1) / step * step
  }

  var count: Int { rows * columns }
  var pointer: UnsafeMutablePointer<Float> { block.assumingMemoryBound(to: Float.self) }

  /// The start of a row.
  func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    precondition(index >= 0 && index < rows, "row \(index) of a matrix with \(rows) rows")
    return pointer + index * columns
  }

  /// Sets every element to zero.
  func clear() { pointer.initialize(repeating: 0, count: count) }

  /// Copies another matrix of the same size into this one.
  func copy(_ other: MatrixBuffer) {
    precondition(other.count == count, "a matrix is copied into one of its own size")
    pointer.update(from: other.pointer, count: count)
  }

  /// A copy that may leave the thread.
  func tensor() -> Tensor {
    Tensor(
      shape: [rows, columns], values: Array(UnsafeBufferPointer(start: pointer, count: count)))
  }
}
