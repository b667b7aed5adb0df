import Foundation
import Model

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How far a long run over many texts has come, as one line on standard error that is written over itself.
///
/// Only a terminal sees it: a log keeps no half-written lines. The line appears after half a second, so that short runs stay
/// quiet, and then moves at most ten times a second.
struct Progress {
  private let output = StandardOutput(descriptor: STDERR_FILENO)
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private var doneCount = 0

  /// Long enough for most single texts to be done without a line.
  private static let delay = Duration.milliseconds(500)
  private static let interval = Duration.milliseconds(100)

  /// Starts the clock; `isShown` is whether standard error is a terminal, if not told.
  init(isShown: Bool = isatty(STDERR_FILENO) == 1) { self.isShown = isShown }

  /// Counts texts as done.
  mutating func advance(by count: Int = 1) {
    doneCount += count
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - start > Self.delay, lastShown.map({ now - $0 > Self.interval }) ?? true else {
      return
    }
    lastShown = now
    try? output.write("\r" + Self.line(done: doneCount, elapsed: now - start) + "\u{1B}[K")
  }

  /// Takes the line away.
  mutating func finish() {
    if lastShown != nil { try? output.write("\r\u{1B}[K") }
    lastShown = nil
  }

  /// `1,240 texts, 310 a second, 4 s`.
  static func line(done: Int, elapsed: Duration) -> String {
    let seconds = elapsed / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let rateText = rate >= 10 ? String(Int(rate)) : String(format: "%.1f", rate)
    return "\(Wording.count(done, "text")), \(rateText) a second, \(Int(seconds)) s"
  }
}
