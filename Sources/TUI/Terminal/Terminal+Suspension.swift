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
    let others = stop()
    resume()
    // SIGCONT has been dealt with; what else came stays.
    note(others)
  }

  private func note(_ signals: UInt) {
    for signal in [SIGHUP, SIGTERM, SIGQUIT, SIGINT] where signals & 1 << UInt(signal) != 0 {
      queuedEvents.append(.terminationRequested(signal: signal))
    }
  }

  /// Stops the process group and returns when it goes on.
  ///
  /// Another thread may be the one that takes the signal (with an asynchronous `main` it is), and
  /// then this one runs on for a moment: time enough to draw over the shell's screen. So only
  /// SIGCONT ends the wait.
  ///
  /// - Returns: The signals that came, a bit each.
  private func stop() -> UInt {
    var signals: UInt = 0
    // Not SIGTSTP, which is thrown away in a group without a shell.
    kill(0, SIGSTOP)
    while true {
      signals |= UInt(terminal_signals_take())
      if signals & 1 << UInt(SIGCONT) != 0 { return signals }
      var ready = pollfd(fd: signalPipe.read, events: Int16(POLLIN), revents: 0)
      poll(&ready, 1, -1)
      emptySignalPipe()
    }
  }

  /// Sets modes and screen up after the process was stopped.
  func resume() {
    // Continued in the background: a dashboard has nothing to do there, and must not draw.
    while !isInForeground { note(stop()) }
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
