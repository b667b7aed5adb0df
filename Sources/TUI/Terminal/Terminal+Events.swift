internal import CTerminal
internal import Foundation

extension Terminal {
  /// Waits for something to happen: input, a signal, a wake-up, the deadline.
  ///
  /// Returns what came from the terminal, oldest first; nothing when it was the wake-up or the
  /// deadline. Without a deadline it sleeps until something happens. A frame that waits for the
  /// link is sent from here.
  ///
  /// - Parameters:
  ///   - deadline: When to return at the latest.
  ///   - wake: A descriptor that becomes readable when other work is done: an `EventQueue`'s.
  /// - Returns: The events; `.closed` is the last one ever.
  public func wait(
    until deadline: ContinuousClock.Instant? = nil, wake: Int32? = nil
  ) -> [InputEvent] {
    var hasLooked = false
    while true {
      noteSignals()
      let now = ContinuousClock.now
      queuedEvents += decoder.flush(at: now)
      if isClosed && queuedEvents.last != .closed { queuedEvents.append(.closed) }
      if !queuedEvents.isEmpty {
        defer { queuedEvents = [] }
        return queuedEvents
      }
      if hasLooked, let deadline, now >= deadline { return [] }
      hasLooked = true

      let soonest = [deadline, decoder.deadline].compactMap { $0 }.min()
      let interest = Int16(output.isEmpty ? POLLIN : POLLIN | POLLOUT)
      var descriptors = [
        pollfd(fd: descriptor, events: interest, revents: 0),
        pollfd(fd: signalPipe.read, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake ?? -1, events: Int16(POLLIN), revents: 0),
      ]
      let timeout = soonest.map { Self.milliseconds(from: now, to: $0) } ?? -1
      guard poll(&descriptors, nfds_t(descriptors.count), timeout) >= 0 else { continue }

      if descriptors[1].revents != 0 { emptySignalPipe() }
      let happened = Int32(descriptors[0].revents)
      if happened & POLLOUT != 0 { pump() }
      if output.isEmpty, let grid = waitingGrid { draw(grid) }
      if happened & (POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0 { readInput() }
      if descriptors[2].revents != 0, queuedEvents.isEmpty {
        noteSignals()
        defer { queuedEvents = [] }
        return queuedEvents
      }
    }
  }

  /// Rounded up, so that a deadline is over when poll returns.
  private static func milliseconds(
    from now: ContinuousClock.Instant, to then: ContinuousClock.Instant
  ) -> Int32 {
    let (seconds, attoseconds) = (then - now).components
    let milliseconds = seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: max(0, milliseconds))
  }

  private func readInput() {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 {
      queuedEvents += decoder.feed(buffer[..<count], at: .now)
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      isClosed = true
    }
  }

  func emptySignalPipe() {
    var buffer = [UInt8](repeating: 0, count: 64)
    while read(signalPipe.read, &buffer, buffer.count) > 0 {}
  }

  /// Turns the signals that came into events.
  private func noteSignals() {
    guard guardsProcess else { return }
    let signals = terminal_signals_take()
    guard signals != 0 else { return }
    func came(_ signal: Int32) -> Bool { signals & 1 << UInt(signal) != 0 }
    for signal in [SIGHUP, SIGTERM, SIGQUIT, SIGINT] where came(signal) {
      queuedEvents.append(.terminationRequested(signal: signal))
    }
    if came(SIGTSTP) { queuedEvents.append(.suspendRequested) }
    // Something else had stopped us, so the screen may be anything.
    if came(SIGCONT) { resume() }
    if came(SIGWINCH) { noteSize() }
  }

  /// Looks at the window's size and reports a change, however many signals told of it.
  func noteSize() {
    let size = Self.windowSize(descriptor, [:])
    guard size != (rows, columns) else { return }
    (rows, columns) = size
    painter.resize(rows: rows, columns: columns)
    waitingGrid = nil
    queuedEvents.removeAll { if case .resize = $0 { true } else { false } }
    queuedEvents.append(.resize(rows: rows, columns: columns))
  }
}
