import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How a process stands against the others of its machine.
enum ProcessPriority: String, CaseIterable {
  /// It runs when nothing else wants to: typing beside a training stays as quick as without.
  case idle
  /// As the system starts it.
  case normal

  /// How nice the process's session is, where the system knows of it.
  static let sessionFile = "/proc/self/autogroup"

  /// Puts all threads that there are in this class; those that they start follow.
  ///
  /// Linux has `SCHED_IDLE`; where it is refused or unknown the process is made as nice as can be. Where Linux shares the processor
  /// between sessions first (autogroup), the class counts within a session only: a process that leads one, as those do that the dashboard
  /// starts, makes its session as nice as can be. Otherwise other programs of the session would be lowered with it.
  func apply() {
    guard self == .idle else { return }
    #if os(Linux)
      // <sched.h> hides its name without _GNU_SOURCE.
      let schedIdle: Int32 = 5
      let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
      var parameters = sched_param(sched_priority: 0)
      let results = threads.compactMap { Int32($0) }.map {
        sched_setscheduler($0, schedIdle, &parameters)
      }
      if getsid(0) == getpid(), let group = FileHandle(forWritingAtPath: Self.sessionFile) {
        try? group.write(contentsOf: Data("19".utf8))
      }
      if !results.isEmpty, results.allSatisfy({ $0 == 0 }) { return }
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    #else
      setpriority(PRIO_PROCESS, 0, 19)
    #endif
  }
}
