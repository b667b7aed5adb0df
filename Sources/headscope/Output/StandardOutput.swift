#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Writes whole pieces of text to standard output, or to another descriptor.
///
/// Nothing is kept back: what `write` was given is with the reader when it returns. A reader that has gone is told apart
/// from a real failure, for `headscope … | head` is no mistake.
struct StandardOutput: Sendable {
  /// The reader has closed its end: there is nobody left to write for.
  struct ReaderGone: Error {}

  /// The output could not be written: a full disk, a broken device, a closed descriptor.
  struct Failure: Error, CustomStringConvertible {
    /// The reason, as the system words it.
    let reason: String
    var description: String { "standard output: \(reason)" }
  }

  /// Takes the places of standard descriptors that the process was started without (`>&-`), or else the next file that is
  /// opened would get such a number, and the output.
  ///
  /// Each is opened in the direction that nobody uses, so that reading or writing fails as it does with a closed one.
  static func reserveDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  private let descriptor: Int32

  /// Writes to `descriptor`, which is not closed.
  init(descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

  /// Whether the output is shown on a terminal.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes all of `text`.
  ///
  /// - Throws: `ReaderGone` when the other end of a pipe was closed, `Failure` for any other reason.
  func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let written = systemWrite(start, rest.count)
        if written >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[written...])
          continue
        }
        switch errno {
        case EINTR: continue
        case EAGAIN:
          // The terminal or pipe was set non-blocking by whoever shares it.
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&ready, 1, -1)
        case EPIPE: throw ReaderGone()
        case EBADF: throw Failure(reason: "it is closed")
        default: throw Failure(reason: String(cString: strerror(errno)))
        }
      }
    }
  }

  /// Writes what people read: the program's own signs as the user's locale has them.
  ///
  /// - Throws: As `write` does.
  func show(_ text: String) throws { try write(Signs.shown(text)) }

  private func systemWrite(_ start: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, start, count)
    #else
      Glibc.write(descriptor, start, count)
    #endif
  }
}
