internal import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Texts end to end, in memory while they are few and in a file without a name beyond that.
///
/// Millions of texts then cost what their index costs. The file is gone with the store, however the program ends.
struct TextStore: Sendable {
  /// How many bytes are kept in memory before they go to the file.
  static let memoryLimit = 32 << 20

  private var memory: [UInt8] = []
  private let spill: SpillFile?
  /// Where each text ends; it begins where the one before ends.
  private var ends: [Int] = []
  private let memoryLimit: Int

  /// - Parameter memoryLimit: How many bytes may be in memory.
  init(memoryLimit: Int = memoryLimit) {
    self.memoryLimit = memoryLimit
    spill = SpillFile()
  }

  /// The number of texts.
  var count: Int { ends.count }

  /// Adds a text.
  ///
  /// - Throws: `ModelError(.missing)` where the disk is full.
  mutating func append(_ text: String) throws(ModelError) {
    memory.append(contentsOf: text.utf8)
    ends.append((spill?.size ?? 0) + memory.count)
    if memory.count > memoryLimit, let spill {
      try spill.append(memory)
      memory.removeAll(keepingCapacity: true)
    }
  }

  /// A text.
  ///
  /// - Throws: `ModelError(.missing)` where the disk fails.
  /// - Complexity: O(text).
  subscript(index: Int) -> String {
    get throws(ModelError) {
      let start = index > 0 ? ends[index - 1] : 0
      let spilled = spill?.size ?? 0
      if start >= spilled {
        return String(decoding: memory[start - spilled..<ends[index] - spilled], as: UTF8.self)
      }
      guard let spill else { return "" }
      return String(decoding: try spill.bytes(start..<ends[index]), as: UTF8.self)
    }
  }
}

/// A file without a name that grows at its end; made when first written to.
///
/// Only its owner's builder appends, before anyone else reads.
private final class SpillFile: @unchecked Sendable {
  private var descriptor: Int32 = -1
  private(set) var size = 0

  deinit { if descriptor >= 0 { close(descriptor) } }

  func append(_ bytes: [UInt8]) throws(ModelError) {
    if descriptor < 0 { descriptor = try Self.open() }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(
          descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress,
          bytes.count - written, off_t(size + written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure() }
      written += count
    }
    size += bytes.count
  }

  func bytes(_ range: Range<Int>) throws(ModelError) -> [UInt8] {
    var taken = 0
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while taken < range.count {
        let more = pread(
          descriptor,
          UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[taken...])
            .baseAddress,
          range.count - taken, off_t(range.lowerBound + taken))
        if more < 0, errno == EINTR { continue }
        guard more > 0 else {
          failed = true
          break
        }
        taken += more
      }
      count = taken
    }
    if failed { throw Self.failure() }
    return bytes
  }

  private static func failure() -> ModelError {
    ModelError(
      .missing, "A temporary file of texts: \(String(cString: strerror(errno))).",
      advice: "Set TMPDIR to a folder with room.")
  }

  private static func open() throws(ModelError) -> Int32 {
    let chosen = getenv("TMPDIR").map { String(cString: $0) }
    // Where /tmp is in memory nothing would be gained there.
    for folder in [chosen, "/var/tmp", "/tmp"].compactMap(\.self) {
      var template = Array("\(folder)/headscope-XXXXXX".utf8CString)
      let descriptor = mkstemp(&template)
      guard descriptor >= 0 else { continue }
      unlink(template)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    }
    throw failure()
  }
}
