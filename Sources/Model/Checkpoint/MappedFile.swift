#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A regular file, open for reading, whose bytes are copied out on demand or lent from a read-only
/// mapping.
///
/// Weights are large and mostly read once, so nothing is loaded here. What a caller copies (`read`,
/// `bytes`) goes through `pread` and can never fault: a file that another program cut short is a
/// thrown error. What a caller borrows (`withMappedBytes`) is the mapping itself. Size and
/// modification time are compared before and after the loan, so a change in between uses, or during
/// one, is an error too; only a cut that takes away the very page being read within a loan still
/// ends in the system's bus error, because no check can come between two loads. No signal handler
/// is installed against that: handlers belong to the program, not to a file.
public final class MappedFile: Sendable {
  /// The path as it was given.
  public let path: String
  /// The length in bytes when the file was opened.
  public let size: Int

  private let descriptor: Int32
  private nonisolated(unsafe) let base: UnsafeRawPointer?
  private let stamp: Stamp

  private struct Stamp: Equatable {
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
      size = Int(status.st_size)
      #if canImport(Darwin)
        seconds = status.st_mtimespec.tv_sec
        nanoseconds = status.st_mtimespec.tv_nsec
      #else
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
      #endif
    }
  }

  /// Opens a file and maps it; costs four system calls whatever its size.
  ///
  /// - Throws: `ModelError(.missing)` when it cannot be opened, `.invalidInput` when it is not a
  ///   regular file.
  public init(path: String) throws(ModelError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw ModelError(.missing, "Cannot open \(path): \(String(cString: strerror(errno))).")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw ModelError(.missing, "Cannot read \(path): \(reason).")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ModelError(.invalidInput, "Expected a file, but \(path) is a folder or a device.")
    }
    self.path = path
    self.descriptor = descriptor
    stamp = Stamp(status)
    size = stamp.size
    // An empty file cannot be mapped and has nothing to lend.
    let mapping = size > 0 ? mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : nil
    base = mapping == MAP_FAILED ? nil : mapping.map { UnsafeRawPointer($0) }
  }

  deinit {
    if let base { munmap(UnsafeMutableRawPointer(mutating: base), size) }
    close(descriptor)
  }

  /// Copies the bytes of `range` to `destination`, which must have room for them.
  ///
  /// - Throws: `ModelError(.damaged)` when the range is not within the file, or the file was
  ///   changed since it was opened.
  public func read(
    _ range: Range<Int>, into destination: UnsafeMutableRawPointer
  ) throws(ModelError) {
    try checkBounds(range)
    try copy(range, to: destination)
    try checkUnchanged()
  }

  /// Copies the bytes of several ranges one behind the other, with one check for all of them.
  func read(
    _ ranges: some Sequence<Range<Int>>, into destination: UnsafeMutableRawPointer
  ) throws(ModelError) {
    var filled = 0
    for range in ranges {
      try checkBounds(range)
      try copy(range, to: destination + filled)
      filled += range.count
    }
    try checkUnchanged()
  }

  /// A copy of the bytes of `range`.
  public func bytes(_ range: Range<Int>) throws(ModelError) -> [UInt8] {
    try checkBounds(range)
    var failure: ModelError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      guard let address = buffer.baseAddress else { return }
      do throws(ModelError) {
        try read(range, into: address)
        count = range.count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// A copy of the whole file, refused above `limit` bytes.
  ///
  /// The limit keeps a mistaken argument (a text file that is really a disk image) from filling
  /// memory.
  public func contents(limit: Int = 256 << 20) throws(ModelError) -> [UInt8] {
    guard size <= limit else {
      throw ModelError(
        .unsupported, "\(path) has \(size) bytes; files of its kind are read up to \(limit).")
    }
    return try bytes(0..<size)
  }

  /// Lends the mapped bytes of `range` to `body`, which must not keep the pointer.
  ///
  /// - Throws: what `body` throws, or `ModelError(.damaged)` when the file changed before or
  ///   meanwhile; the result is then discarded.
  public func withMappedBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try checkBounds(range)
    guard let base else {
      return try bytes(range).withUnsafeBytes(body)
    }
    try checkUnchanged()
    let result = try body(
      UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    try checkUnchanged()
    return result
  }

  /// Gives the pages that lie wholly within `range` back to the system; they are read again when
  /// touched.
  public func releasePages(_ range: Range<Int>) {
    guard let base, range.lowerBound >= 0, range.upperBound <= size else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound == size ? size : range.upperBound / page * page
    guard first < end else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, MADV_DONTNEED)
  }

  /// Throws when the file's size or modification time is no longer what it was at opening.
  public func checkUnchanged() throws(ModelError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, Stamp(status) == stamp else {
      throw ModelError(
        .damaged,
        "\(path) was changed by another program while it was in use (opened with \(Wording.count(size, "byte")), now "
          + "\(Int(status.st_size))).",
        advice: "Open the model again once the file is complete.")
    }
  }

  private func checkBounds(_ range: Range<Int>) throws(ModelError) {
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw ModelError(
        .damaged,
        "\(path) has \(Wording.count(size, "byte")); bytes \(range.lowerBound) to \(range.upperBound) were asked for.",
        advice: "The file is cut off: copy or download it again.")
    }
  }

  private func copy(
    _ range: Range<Int>, to destination: UnsafeMutableRawPointer
  ) throws(ModelError) {
    var done = 0
    while done < range.count {
      let count = pread(
        descriptor, destination + done, range.count - done, off_t(range.lowerBound + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        try checkUnchanged()
        throw ModelError(
          .damaged,
          "\(path) ended at byte \(range.lowerBound + done), expected \(Wording.count(size, "byte"))."
        )
      } else if errno != EINTR {
        throw ModelError(
          .damaged,
          "Cannot read \(path) at byte \(range.lowerBound + done): "
            + "\(String(cString: strerror(errno))).")
      }
    }
  }
}

extension MappedFile {
  /// An error about this file's contents; `problem` continues a sentence that begins with the file.
  func damaged(_ problem: String) -> ModelError {
    ModelError(
      .damaged, "\(path): the file \(problem).", advice: "Copy or download the file again.")
  }

  /// Recognises what `git clone` leaves in a large file's place when Git LFS is not installed.
  func refuseGitPointer() throws(ModelError) {
    let signature = Array("version https://git-lfs".utf8)
    guard size >= signature.count, size < 1024,
      try bytes(0..<signature.count) == signature
    else { return }
    throw ModelError(
      .missing, "\(path) is a Git LFS pointer, not the weights themselves.",
      advice: "Run `git lfs pull` in its folder.")
  }
}
