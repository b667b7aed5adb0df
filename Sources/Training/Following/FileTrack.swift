internal import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is read as it grows: a file, or files that continue each other.
///
/// Each `look` compares the file with what was read of it:
///
/// - grown: the new bytes are read;
/// - shorter, or with other bytes before the place that was reached: rewritten, read anew;
/// - another file of that name: the rest of the old one is read first. Where the new one begins as the old one did it is a copy of it
///   (rsync), read on or anew; else the file was rotated and goes on in the new one;
/// - a document (`trainer_state.json`): read anew as soon as it has another size or time;
/// - gone: what was understood stays.
struct FileTrack<Reader: GrowingReader> {
  /// Bytes at the beginning that tell a copy of the file from another one.
  private static var headLength: Int { 1_024 }
  /// Bytes before the place reached that tell a file that grew from one that was rewritten.
  private static var tailLength: Int { 256 }

  /// Understands the bytes.
  var reader: Reader
  /// The files, each the continuation of the one before.
  private(set) var files: [String]
  /// Counts how often all was read anew: what was understood before says nothing about what is now.
  private(set) var generation = 0
  /// Whether the file is gone, or the pipe was closed.
  private(set) var isGone = false
  private var current = 0
  private var file: OpenFile?
  private var offset: Int64 = 0
  private var stamp: FileStamp?
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private var isUnreadable = false

  init(_ reader: Reader, files: [String]) {
    self.reader = reader
    self.files = files
  }

  private var path: String { files[current] }

  /// Takes in that there are further files now.
  ///
  /// - Returns: Whether they continue those that are known; if not, nothing was changed.
  mutating func extend(to newFiles: [String]) -> Bool {
    guard newFiles.starts(with: files) else { return false }
    files = newFiles
    return true
  }

  /// Gives the descriptor back, for there are too many files to keep all open.
  mutating func release() { file = nil }

  /// Reads what is new, about `limit` bytes of it at most.
  mutating func look(limit: Int) -> FollowFinding {
    guard !files.isEmpty else { return FollowFinding() }
    return path == "-" ? lookAtPipe(limit) : lookAtFile(limit)
  }

  // MARK: Files

  private mutating func lookAtFile(_ limit: Int) -> FollowFinding {
    var finding = FollowFinding()
    guard let now = FileStamp(path: path) else {
      guard !isGone else { return finding }
      if file != nil { finding.hasChanged = read(.max).hasChanged }
      isGone = true
      file = nil
      finding.hasChanged = true
      return finding
    }
    if isGone {
      isGone = false
      finding.hasChanged = true
    }
    if let stamp, !now.isSameFile(as: stamp) {
      finding.hasChanged = replace(by: now) || finding.hasChanged
      // Empty so far: the stamp stays that of the old file, so that the new one is judged at a later look.
      if self.stamp != nil { return finding }
    } else if let stamp, now != stamp, offset > 0 || reader.isDocument,
      reader.isDocument || now.size < offset || !tailIsThere()
    {
      restart()
      finding.hasChanged = true
    }
    let isLast = current == files.count - 1
    if stamp == now, now.size <= offset, isLast { return finding }
    // The stamp from before reading: what is written meanwhile is seen at the next look.
    stamp = now
    let read = read(limit)
    finding.hasChanged = finding.hasChanged || read.hasChanged
    finding.hasMore = read.hasMore
    if !read.hasMore, !isLast {
      beginFile(at: current + 1)
      finding.hasMore = true
    }
    return finding
  }

  /// Another file has the name now.
  ///
  /// - Returns: Whether something was read of the old one.
  private mutating func replace(by now: FileStamp) -> Bool {
    if reader.isDocument {
      restart()
      return true
    }
    let rest = file != nil && read(.max).hasChanged
    file = nil
    guard let start = (try? OpenFile(path: path))?.bytes(at: 0, count: Self.headLength),
      !start.isEmpty
    else {
      // Nothing is in it yet: it is judged when something is. Until then the old one counts.
      return rest
    }
    if start.starts(with: head.prefix(start.count)) {
      if now.size < offset || !tailIsThere() { restart() }
    } else {
      beginFile(at: current)
    }
    stamp = nil
    return true
  }

  /// Whether the bytes before the place that was reached are those that were read.
  private mutating func tailIsThere() -> Bool {
    guard open() else { return true }
    return file?.bytes(at: offset - Int64(tail.count), count: tail.count) == tail
  }

  private mutating func restart() {
    generation += 1
    reader.restart()
    current = 0
    forgetPlace()
  }

  private mutating func beginFile(at index: Int) {
    current = index
    reader.beginFile(FileSystem.lastComponent(of: path))
    forgetPlace()
  }

  private mutating func forgetPlace() {
    file = nil
    stamp = nil
    offset = 0
    head = []
    tail = []
  }

  private mutating func open() -> Bool {
    if file != nil { return true }
    do {
      file = try OpenFile(path: path)
      isUnreadable = false
      return true
    } catch {
      if !isUnreadable { reader.noteUnreadable(error.problem) }
      isUnreadable = true
      return false
    }
  }

  private mutating func read(_ limit: Int) -> FollowFinding {
    var finding = FollowFinding()
    guard open(), let file else { return finding }
    var taken = 0
    // A document is of no use in part.
    while taken < limit || reader.isDocument {
      let bytes = file.bytes(at: offset, count: ByteStream.pieceSize)
      guard !bytes.isEmpty else {
        reader.settle(.growing)
        return finding
      }
      take(bytes)
      taken += bytes.count
      finding.hasChanged = true
    }
    finding.hasMore = true
    return finding
  }

  private mutating func take(_ bytes: [UInt8]) {
    reader.append(bytes)
    offset += Int64(bytes.count)
    if head.count < Self.headLength { head += bytes.prefix(Self.headLength - head.count) }
    tail = Array((tail + bytes.suffix(Self.tailLength)).suffix(Self.tailLength))
  }

  // MARK: Pipe

  private mutating func lookAtPipe(_ limit: Int) -> FollowFinding {
    var finding = FollowFinding()
    guard !isGone, let stream = try? ByteStream(path: "-") else { return finding }
    var taken = 0
    while taken < limit {
      var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 0) > 0 else {
        reader.settle(.growing)
        return finding
      }
      finding.hasChanged = true
      guard let bytes = try? stream.next(), !bytes.isEmpty else {
        isGone = true
        reader.settle(.closed)
        return finding
      }
      reader.append(bytes)
      taken += bytes.count
    }
    finding.hasMore = true
    return finding
  }
}
