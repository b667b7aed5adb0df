#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How wide the terminal is that standard output is shown on.
enum OutputSize {
  /// Its columns, or nil where the output is no terminal or does not tell.
  static var columns: Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
