import CPseudoTerminal
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program on a terminal of its own, driven by keys, whose output is timed as it arrives.
final class PseudoTerminal {
  /// What one key caused.
  struct Reaction {
    /// Seconds from the write of the key to the first byte, the key's echo.
    var secondsToEcho: Double
    /// Seconds from the write of the key to the last byte before the output first paused.
    var secondsToFrame: Double
    /// Bytes until the program was quiet, refinement included.
    var totalBytes: Int
  }

  private let descriptor: Int32
  private let child: pid_t

  /// Starts a program on a new terminal of the given size.
  init(_ arguments: [String], environment: [String: String], columns: UInt16, rows: UInt16) throws {
    var path = [CChar](repeating: 0, count: 128)
    descriptor = benchmark_open_terminal(columns, rows, &path, path.count)
    guard descriptor >= 0 else {
      throw BenchmarkError("No pseudo-terminal: \(String(cString: strerror(errno))).")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that a session's leader opens becomes its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    posix_spawn_file_actions_addclose(&actions, descriptor)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, benchmark_new_session_flag())
    child = try ChildProcess.spawn(
      arguments, environment: environment, actions: &actions, attributes: &attributes)
  }

  /// Writes keys.
  func send(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  /// Reads until nothing came for `quiet` seconds (the first byte is waited for `first` seconds), or the program closed its terminal.
  ///
  /// - Returns: the arrival of the first and the last byte and the number of bytes; nil when nothing came.
  func readUntil(
    quiet: Double, first patienceForFirst: Double? = nil, atMost limit: Double = 10
  ) -> (first: ContinuousClock.Instant, last: ContinuousClock.Instant, bytes: Int)? {
    let start = ContinuousClock.now
    var first: ContinuousClock.Instant?
    var last = start
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 65536)
    while start.duration(to: .now).seconds < limit {
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let patience = first == nil ? patienceForFirst ?? quiet : quiet
      let ready = poll(&poller, 1, Int32(patience * 1000))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { break }
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      last = .now
      first = first ?? last
      total += count
    }
    return first.map { ($0, last, total) }
  }

  /// Writes one key and watches what follows: the frame with its colours, then the refinement.
  ///
  /// The program refines an explanation once typing has paused for 60 ms; a pause of 55 ms therefore separates the two.
  func react(to key: String) -> Reaction? {
    let start = ContinuousClock.now
    send(key)
    guard let frame = readUntil(quiet: 0.055, first: 1) else { return nil }
    let rest = readUntil(quiet: 1)?.bytes ?? 0
    return Reaction(
      secondsToEcho: start.duration(to: frame.first).seconds,
      secondsToFrame: start.duration(to: frame.last).seconds, totalBytes: frame.bytes + rest)
  }

  /// Ends the program and closes the terminal.
  func end() {
    kill(child, SIGTERM)
    _ = readUntil(quiet: 0.3, atMost: 2)
    close(descriptor)
    var status: Int32 = 0
    // A program that does not listen is not waited for longer than two seconds.
    for _ in 0..<200 {
      if waitpid(child, &status, WNOHANG) != 0 { return }
      usleep(10_000)
    }
    kill(child, SIGKILL)
    waitpid(child, &status, 0)
  }
}
