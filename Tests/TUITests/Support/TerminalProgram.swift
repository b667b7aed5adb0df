import CTerminal
import Foundation

@testable import TUI

/// A program that runs on a pseudo terminal as in a window of its own.
final class TerminalProgram {
  let device: PseudoTerminal
  let process: pid_t
  private var status: Int32?

  /// The built programs lie beside the test bundle.
  static func builtProgram(_ name: String) -> String? {
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let path = executable.deletingLastPathComponent().appendingPathComponent(name).path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }

  /// Starts a program as the leader of a session whose terminal is the device.
  init(
    _ arguments: [String], rows: Int = 24, columns: Int = 80, environment: [String: String] = [:]
  ) throws {
    device = try PseudoTerminal(rows: rows, columns: columns)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal a session leader opens becomes the session's.
    posix_spawn_file_actions_addopen(&actions, 0, device.path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The test runner may ignore or block signals; the program is to find them as a shell's.
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // glibc hides the name of this one.
    let inNewSession: Int32 = 0x80
    let flags = inNewSession | Int32(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let inherited = ProcessInfo.processInfo.environment
    var variables = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
    for name in ["PATH", "HOME", "LD_LIBRARY_PATH"] { variables[name] = inherited[name] }
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var child: pid_t = 0
    let error = posix_spawn(&child, arguments[0], &actions, &attributes, &words, &settings)
    guard error == 0 else {
      throw TerminalError(
        "\(arguments[0]) did not start.", advice: String(cString: strerror(error)))
    }
    process = child
  }

  deinit {
    if status == nil {
      kill(-process, SIGKILL)
      kill(process, SIGKILL)
      _ = waitForEnd()
    }
  }

  /// Waits until the screen shows a text in any row.
  func shows(_ text: String, seconds: Double = 10) -> Bool {
    device.receive(seconds: seconds) {
      (0..<self.device.emulator.rows).contains {
        self.device.emulator.text(row: $0).contains(text)
      }
    }
  }

  /// How the program ended: the exit code, or minus the signal; nil if it does not end.
  func waitForEnd() -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    let ended = device.receive { waitpid(self.process, &raw, WNOHANG) == self.process }
    guard ended else { return nil }
    device.receive()
    status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
    return status
  }

  /// Waits until the program is stopped.
  func isStopped() -> Bool {
    device.receive { self.state == "T" }
  }

  /// Its state by the kernel's letter: R, S, T and so on.
  var state: Character? {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return text.split(separator: ")").last?.trimmingCharacters(in: .whitespaces).first
  }
}
