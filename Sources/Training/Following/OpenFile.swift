internal import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that stays readable when its name is given to another one.
final class OpenFile {
  private let descriptor: Int32

  init(path: String) throws(ModelError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw ModelError(.missing, "cannot be opened: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// The bytes at a place; fewer at the end, none where they cannot be read.
  func bytes(at place: Int64, count: Int) -> [UInt8] {
    guard place >= 0, count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, taken in
      var result = pread(descriptor, buffer.baseAddress, count, off_t(place))
      while result < 0, errno == EINTR {
        result = pread(descriptor, buffer.baseAddress, count, off_t(place))
      }
      taken = max(0, result)
    }
  }
}
