/// A buffer that grows to the largest use and is kept, aligned to a cache line.
final class AlignedScratch {
  private var base = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
  private var capacity = 64

  deinit { base.deallocate() }

  /// At least `count` bytes; what a call before this one returned is no longer valid.
  func bytes(_ count: Int) -> UnsafeMutableRawPointer {
    if count > capacity {
      base.deallocate()
      base = .allocate(byteCount: count, alignment: 64)
      capacity = count
    }
    return base
  }

  /// At least `count` floats; what a call before this one returned is no longer valid.
  func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    bytes(count * MemoryLayout<Float>.stride).assumingMemoryBound(to: Float.self)
  }
}
