import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A pipe that has a name: a fifo, or what a shell makes of `<(command)`.
enum NamedPipe {
  /// The paths with a named pipe among them read as standard input, which is `-`.
  ///
  /// What follows files goes by their sizes and may read them again; a pipe is read as it comes.
  ///
  /// - Throws: `UsageError` for more than one pipe, standard input counted, and for one that cannot be opened. Waits, as `cat`
  ///   does, until somebody writes to it.
  static func asStandardInput(_ paths: [String]) throws -> [String] {
    let pipes = paths.filter { $0 == "-" || FileSystem.isPipe($0) }
    guard pipes.count <= 1 else {
      throw UsageError(
        "\(pipes.joined(separator: ", ")): only one pipe can be followed.",
        advice: "Give one of them, or write the others to files.")
    }
    guard let pipe = pipes.first, pipe != "-" else { return paths }
    let descriptor = open(pipe, O_RDONLY)
    guard descriptor >= 0, dup2(descriptor, STDIN_FILENO) >= 0 else {
      throw UsageError("\(pipe): cannot be opened: \(String(cString: strerror(errno))).")
    }
    // Where standard input was closed, the pipe has its number already.
    if descriptor != STDIN_FILENO { close(descriptor) }
    return paths.map { $0 == pipe ? "-" : $0 }
  }
}
