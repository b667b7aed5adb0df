internal import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a file or pipe from its beginning, piece by piece.
///
/// A log may grow, shrink or vanish meanwhile: what `read` gives is what there was.
final class ByteStream {
  /// The size of a piece: large enough that system calls cost nothing.
  static let pieceSize = 256 << 10

  private let descriptor: Int32
  private let isOwned: Bool
  /// How many bytes were given.
  private(set) var count = 0
  /// How many there are, where it is a file; it may grow.
  let size: Int?

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: `ModelError(.missing)` with the system's reason.
  init(path: String) throws(ModelError) {
    isOwned = path != "-"
    descriptor = isOwned ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
    guard descriptor >= 0 else {
      throw ModelError(.missing, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? Int(status.st_size) : nil
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// The next piece, empty at the end.
  ///
  /// - Throws: `ModelError(.missing)` with the system's reason.
  func next(limit: Int = pieceSize) throws(ModelError) -> [UInt8] {
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var taken = read(descriptor, buffer.baseAddress, limit)
      while taken < 0, errno == EINTR { taken = read(descriptor, buffer.baseAddress, limit) }
      if taken < 0 { failure = errno }
      count = max(0, taken)
    }
    guard failure == 0 else {
      throw ModelError(.missing, "cannot be read: \(String(cString: strerror(failure)))")
    }
    count += piece.count
    return piece
  }
}
