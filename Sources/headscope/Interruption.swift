import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Ctrl-C in commands without a screen: the progress line goes, and the process ends with status 130.
enum Interruption {
  /// Starts to listen; the value must be kept for as long as interruptions are to be noticed.
  ///
  /// - Parameter first: what the first one does instead of ending the process; nil: nothing else.
  static func handle(first: (@Sendable () -> Void)? = nil) -> any DispatchSourceSignal {
    let count = Atomic(0)
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if let first, count.add(1, ordering: .relaxed).oldValue == 0 { return first() }
      if isatty(STDERR_FILENO) == 1 {
        try? StandardOutput(descriptor: STDERR_FILENO).write("\r\u{1B}[K")
      }
      // Not `exit`: other threads are at work on what its destructors would take away.
      _exit(130)
    }
    source.resume()
    return source
  }
}
