import Foundation
import Model
import TUI
import Training

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Starts `headscope train` for the dashboard: in a session of its own, so that neither a lost line nor the dashboard's end reaches it.
struct TrainerProcess: RunLauncher {
  /// The program's own file; nil where the system does not tell.
  var program = ResourceLocator.executablePath
  /// The variables that it gets.
  var environment = ProcessInfo.processInfo.environment

  func start(
    _ start: RunStart, in folder: RunFolder, ended: @escaping @Sendable (Int32) -> Void
  ) throws {
    guard let program else {
      throw ModelError(.missing, "The program's own file was not found.", advice: nil)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, folder.output, flags, 0o644)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, folder.errors, flags, 0o644)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What the dashboard ignores or blocks is no matter of the run's.
    var all = sigset_t()
    sigfillset(&all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    #if canImport(Darwin)
      let setSession: Int32 = 0x400
    #else
      // <spawn.h> hides POSIX_SPAWN_SETSID without _GNU_SOURCE.
      let setSession: Int32 = 0x80
    #endif
    posix_spawnattr_setflags(
      &attributes, Int16(Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | setSession))
    // posix_spawn knows no working directory that all systems have: the shell goes there and becomes the program.
    let shell = "/bin/sh"
    let words =
      [shell, "-c", "cd -- \"$0\" && exec \"$@\"", start.workingDirectory, program, "train"]
      + start.arguments
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, shell, &actions, &attributes, &arguments, &variables)
    guard status == 0 else {
      throw ModelError(
        .missing, "headscope train could not be started: \(String(cString: strerror(status))).",
        advice: nil)
    }
    let child = process
    let thread = Thread {
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7F
      ended(signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
    }
    thread.name = "trainer"
    thread.start()
  }
}
