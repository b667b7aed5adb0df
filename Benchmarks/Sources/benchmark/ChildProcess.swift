import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program run to its end: what it printed, how long that took, and the most memory it held.
struct ChildProcess {
  /// Standard output.
  var output: Data
  /// Seconds from the spawn to the first line of output.
  var secondsToFirstLine: Double
  /// Seconds from the spawn to the end.
  var seconds: Double
  /// The peak resident set, in bytes.
  ///
  /// Linux hands a spawned child the peak of the process that spawned it, so this is only right while the spawning process is the
  /// smaller one; the driver therefore never loads a model itself.
  var peakBytes: Int
  var status: Int32

  /// Whether the program left with status 0.
  var succeeded: Bool { status == 0 }

  /// Runs a program found on PATH; its standard error goes to ours when `showsErrors`, else nowhere.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], showsErrors: Bool = true
  ) throws -> ChildProcess {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw BenchmarkError("No pipe: \(String(cString: strerror(errno))).")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addclose(&actions, ends[1])
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if !showsErrors { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }

    let start = ContinuousClock.now
    let child = try spawn(arguments, environment: environment, actions: &actions, attributes: nil)
    close(ends[1])
    var output = Data()
    var firstLine: Duration?
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      output.append(contentsOf: buffer[..<count])
      if firstLine == nil, buffer[..<count].contains(10) { firstLine = start.duration(to: .now) }
    }
    close(ends[0])
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    let total = start.duration(to: .now)
    #if os(Linux)
      let unit = 1024
    #else
      let unit = 1
    #endif
    return ChildProcess(
      output: output, secondsToFirstLine: (firstLine ?? total).seconds, seconds: total.seconds,
      peakBytes: usage.ru_maxrss * unit, status: status)
  }

  /// Starts a program with the given file actions; returns its process id.
  static func spawn(
    _ arguments: [String], environment: [String: String],
    actions: UnsafePointer<posix_spawn_file_actions_t>,
    attributes: UnsafePointer<posix_spawnattr_t>?
  ) throws -> pid_t {
    let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var child: pid_t = 0
    let failure = posix_spawnp(&child, arguments[0], actions, attributes, &words, &variables)
    guard failure == 0 else {
      throw BenchmarkError("Cannot start \(arguments[0]): \(String(cString: strerror(failure))).")
    }
    return child
  }
}

/// Why a measurement could not be taken, as a sentence.
struct BenchmarkError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
