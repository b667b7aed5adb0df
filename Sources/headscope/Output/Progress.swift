import Foundation
import Model
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How far a long run has come, over many texts or within one, as one line on standard error that is written over itself.
///
/// Only a terminal sees it: a log keeps no half-written lines. The line appears after half a second, so that short runs stay
/// quiet, and then moves at most ten times a second. Steps of one text are told from the model's thread.
final class Progress: Sendable {
  /// How far the work on one text is.
  struct Step: Sendable {
    /// What is done.
    var name: String
    var done: Int
    var total: Int
  }

  private struct State {
    var lastShown: ContinuousClock.Instant?
    var doneCount = 0
  }

  private let output = StandardOutput(descriptor: STDERR_FILENO)
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// Long enough for most single texts to be done without a line.
  private static let delay = Duration.milliseconds(500)
  private static let interval = Duration.milliseconds(100)

  /// Starts the clock; `isShown` is whether standard error is a terminal, if not told.
  init(isShown: Bool = isatty(STDERR_FILENO) == 1) { self.isShown = isShown }

  /// Counts texts as done.
  func advance(by count: Int = 1) {
    state.withLock { state in
      state.doneCount += count
      show(nil, &state)
    }
  }

  /// Tells how far the work on the next text is.
  func tell(_ step: Step) { state.withLock { show(step, &$0) } }

  private func show(_ step: Step?, _ state: inout State) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - start > Self.delay, state.lastShown.map({ now - $0 > Self.interval }) ?? true else {
      return
    }
    state.lastShown = now
    let line = Self.line(done: state.doneCount, step: step, elapsed: now - start)
    try? output.write("\r" + line + "\u{1B}[K")
  }

  /// Takes the line away.
  func finish() {
    state.withLock { state in
      if state.lastShown != nil { try? output.write("\r\u{1B}[K") }
      state.lastShown = nil
    }
  }

  /// `1,240 texts, 310 a second, 4 s`; within a text `patching 24 of 72, 4 s`.
  static func line(done: Int, step: Step? = nil, elapsed: Duration) -> String {
    let seconds = elapsed / .seconds(1)
    if let step {
      let before = done > 0 ? "\(Wording.count(done, "text")), " : ""
      return "\(before)\(step.name) \(step.done) of \(step.total), \(Int(seconds)) s"
    }
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let rateText = rate >= 10 ? String(Int(rate)) : String(format: "%.1f", rate)
    return "\(Wording.count(done, "text")), \(rateText) a second, \(Int(seconds)) s"
  }
}
