import Dispatch

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Ctrl-C in commands without a screen: the progress line goes, and the process ends with status 130.
enum Interruption {
  /// Starts to listen; the value must be kept for as long as interruptions are to be noticed.
  static func handle() -> any DispatchSourceSignal {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
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
