internal import Foundation
internal import Synchronization

/// A queue that other threads post into and that wakes the main loop out of `Terminal.wait`.
///
/// One byte lies in the pipe as long as the queue is not empty, so that any number of posts wake
/// the loop once.
public final class EventQueue<Element: Sendable>: Sendable {
  /// Readable while elements wait; give it to `Terminal.wait`.
  public let descriptor: Int32
  private let writeEnd: Int32
  private let elements = Mutex<[Element]>([])

  /// Makes an empty queue.
  public init() throws(TerminalError) {
    let ends = try makePipe()
    descriptor = ends.read
    writeEnd = ends.write
  }

  deinit {
    close(descriptor)
    close(writeEnd)
  }

  /// Adds an element; from any thread.
  public func post(_ element: Element) {
    elements.withLock { elements in
      elements.append(element)
      if elements.count == 1 {
        var byte: UInt8 = 0
        _ = write(writeEnd, &byte, 1)
      }
    }
  }

  /// Takes out what is there, oldest first.
  public func drain() -> [Element] {
    elements.withLock { elements in
      guard !elements.isEmpty else { return [] }
      var byte: UInt8 = 0
      _ = read(descriptor, &byte, 1)
      defer { elements = [] }
      return elements
    }
  }
}

/// A pipe whose ends neither block nor reach child processes.
func makePipe() throws(TerminalError) -> (read: Int32, write: Int32) {
  var ends: [Int32] = [-1, -1]
  guard pipe(&ends) == 0 else {
    throw TerminalError(
      "No pipe could be made: \(String(cString: strerror(errno))).",
      advice: "Raise the limit of open files (ulimit -n).")
  }
  for end in ends {
    _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
    _ = fcntl(end, F_SETFD, FD_CLOEXEC)
  }
  return (ends[0], ends[1])
}
