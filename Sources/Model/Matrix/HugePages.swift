#if canImport(Glibc)
  import Glibc
#endif

/// Large pages for large blocks: a tape of 100 MB then costs 50 page faults instead of 25,000.
///
/// Linux only; elsewhere the advice is not given and nothing else changes.
enum HugePages {
  /// Smaller blocks would be rounded up by too much.
  private static let smallestBlock = 4 << 20
  private static let pageSize = 2 << 20

  /// The alignment that a block of this size is allocated with.
  static func alignment(of bytes: Int) -> Int { bytes >= smallestBlock ? pageSize : 64 }

  /// Tells the system that a block is worth large pages.
  static func advise(_ block: UnsafeMutableRawPointer, bytes: Int) {
    guard bytes >= smallestBlock else { return }
    #if canImport(Glibc)
      // Best effort: where the kernel has none, small pages serve.
      _ = madvise(block, bytes, MADV_HUGEPAGE)
    #endif
  }
}
