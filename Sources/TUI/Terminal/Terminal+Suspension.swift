internal import CNcurses
internal import CTerminal
internal import Foundation

extension Terminal {
  /// Gives the terminal back, stops the process as Ctrl-Z does, and sets the screen up again when
  /// it goes on in the foreground.
  ///
  /// The whole process group stops, as it would by the terminal's own hand: the shell may be
  /// waiting for a parent of ours. `.resumed` follows with the next events, and a `.resize` if the
  /// window has another size by then.
  public func suspend() {
    guard guardsProcess, !isClosed else { return }
    drainOutput()
    painter.leave()
    terminal_guard_restore()
    // Not SIGTSTP, which is thrown away in a group without a shell.
    kill(0, SIGSTOP)
    resume()
    // Its SIGCONT has been dealt with; what else came stays.
    let others = terminal_signals_take() & ~(1 << UInt(SIGCONT) | 1 << UInt(SIGTSTP))
    for signal in [SIGHUP, SIGTERM, SIGQUIT, SIGINT] where others & 1 << UInt(signal) != 0 {
      queuedEvents.append(.terminationRequested(signal: signal))
    }
  }

  /// Sets modes and screen up after the process was stopped.
  func resume() {
    // Continued in the background: a dashboard has nothing to do there, and must not draw.
    while !isInForeground { kill(0, SIGSTOP) }
    painter.leave()
    terminal_guard_restore()
    // The shell may have changed its modes meanwhile, and they are what it wants back.
    var modes = termios()
    if tcgetattr(descriptor, &modes) == 0 { savedModes = modes }
    do {
      try enter()
    } catch {
      isClosed = true
      return
    }
    queuedEvents.append(.resumed)
    noteSize()
  }

  private var isInForeground: Bool {
    let group = tcgetpgrp(descriptor)
    return group < 0 || group == getpgrp()
  }
}
