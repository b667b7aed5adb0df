import Model

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads a file or pipe line by line in constant memory, whatever its bytes are.
///
/// Lines end at LF, CR LF or CR, as Python's text files read them; a byte order mark at the start is dropped; bytes that are
/// not UTF-8 become U+FFFD and are reported; a line longer than `lineLimit` loses its end and is reported.
final class LineReader {
  /// One line without its end.
  struct Line: Equatable {
    /// Counted from one.
    var number: Int
    var text: String
    /// Whether some bytes were not UTF-8.
    var isRepaired: Bool
    /// Whether the line was longer than the limit.
    var isCut: Bool
  }

  /// The longest line that is kept, in bytes: far beyond any model's limit, and small enough for a hostile stream without line ends.
  static let lineLimit = 16 << 20

  /// What messages call the source: a file's name, or `standard input`.
  let name: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let lineLimit: Int
  private var buffer: [UInt8]
  private var unread: Range<Int> = 0..<0
  private var isAtEnd = false
  private var lineNumber = 0
  private var skipsLineFeed = false
  /// Bytes of a line whose end has not been seen.
  private var partial: [UInt8] = []
  private var partialIsCut = false
  /// Whether any byte of the current line was seen, so that a file's last line without an end counts.
  private var hasPartial = false

  /// Opens a file.
  ///
  /// - Throws: `ModelError` of kind `missing` where it cannot be opened.
  convenience init(path: String) throws(ModelError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ModelError(
        .missing, "\(path): \(String(cString: strerror(errno)))",
        advice: "Give --file a text file that can be read, or - for standard input.")
    }
    self.init(descriptor: descriptor, name: path, ownsDescriptor: true)
  }

  /// Reads from an open descriptor.
  init(
    descriptor: Int32, name: String, ownsDescriptor: Bool = false, lineLimit: Int = lineLimit,
    bufferSize: Int = 64 << 10
  ) {
    self.descriptor = descriptor
    self.name = name
    self.ownsDescriptor = ownsDescriptor
    self.lineLimit = lineLimit
    buffer = [UInt8](repeating: 0, count: bufferSize)
  }

  deinit { if ownsDescriptor { close(descriptor) } }

  /// Waits for a line, then takes up to `limit` lines that are there without waiting for more.
  ///
  /// So a slow pipe is answered line by line and a file is read in batches.
  ///
  /// - Returns: At least one line, or none at the end.
  /// - Throws: `ModelError` where the source cannot be read.
  func nextLines(limit: Int) throws(ModelError) -> [Line] {
    var lines: [Line] = []
    while lines.count < limit {
      if let line = takeLine() {
        lines.append(line)
        continue
      }
      if isAtEnd {
        // A file's last line may lack its end; a byte order mark alone is no line.
        if hasPartial, lineNumber > 0 || partial != [0xEF, 0xBB, 0xBF] {
          lines.append(finishLine())
        }
        hasPartial = false
        break
      }
      if !lines.isEmpty, !isReady { break }
      do {
        try fill()
      } catch {
        // The lines before the failure are good; the next call meets it again.
        if lines.isEmpty { throw error }
        break
      }
    }
    return lines
  }

  /// Whether a read would return at once.
  private var isReady: Bool {
    var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) > 0
  }

  private func fill() throws(ModelError) {
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        unread = 0..<count
        return
      }
      if count == 0 {
        isAtEnd = true
        return
      }
      if errno == EINTR { continue }
      if errno == EAGAIN {
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&state, 1, -1)
        continue
      }
      throw ModelError(
        .missing, "\(name): \(String(cString: strerror(errno)))",
        advice: "Give a text file, or - and a pipe.")
    }
  }

  /// The next line whose end is in the buffer; what is there of an unfinished one is put aside.
  private func takeLine() -> Line? {
    if skipsLineFeed, let first = unread.first {
      skipsLineFeed = false
      if buffer[first] == UInt8(ascii: "\n") { unread = first + 1..<unread.upperBound }
    }
    guard !unread.isEmpty else { return nil }
    let end = buffer[unread].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    let bytes = buffer[unread.lowerBound..<(end ?? unread.upperBound)]
    let room = lineLimit - partial.count
    partial.append(contentsOf: bytes.prefix(room))
    if bytes.count > room { partialIsCut = true }
    hasPartial = true
    guard let end else {
      unread = 0..<0
      return nil
    }
    skipsLineFeed = buffer[end] == UInt8(ascii: "\r")
    unread = end + 1..<unread.upperBound
    return finishLine()
  }

  private func finishLine() -> Line {
    lineNumber += 1
    if lineNumber == 1, partial.starts(with: [0xEF, 0xBB, 0xBF]) { partial.removeFirst(3) }
    // A line that was cut may end inside a character, which is no fault of the file.
    if partialIsCut {
      while let last = partial.last, last & 0xC0 == 0x80 { partial.removeLast() }
      if let last = partial.last, last >= 0xC0 { partial.removeLast() }
    }
    let isRepaired = String(validating: partial, as: UTF8.self) == nil
    let line = Line(
      number: lineNumber, text: String(decoding: partial, as: UTF8.self), isRepaired: isRepaired,
      isCut: partialIsCut)
    partial.removeAll(keepingCapacity: partial.count <= buffer.count)
    partialIsCut = false
    hasPartial = false
    return line
  }
}
