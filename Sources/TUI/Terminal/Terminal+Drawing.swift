internal import Foundation

extension Terminal {
  /// A frame that the terminal needs longer to take makes the link slow.
  private static let slowFrame = Duration.milliseconds(50)
  /// One that takes less makes it fast again.
  private static let fastFrame = Duration.milliseconds(15)
  /// A frame so short is there at once anyhow.
  private static let smallFrame = 128
  /// How long an orderly exit waits for the terminal to take what is still on its way.
  private static let patience = Duration.seconds(1)

  /// Brings a grid to the screen; only what changed is sent, and nothing if nothing did.
  ///
  /// Never blocks. While an earlier frame is on its way the grid waits, and a newer one takes its
  /// place; `wait` sends it.
  ///
  /// - Complexity: O(cells) to compare, and what ncurses needs for the changed ones.
  public func draw(_ grid: Grid) {
    guard !isClosed else { return }
    pump()
    guard output.isEmpty else {
      waitingGrid = grid
      link = .slow
      return
    }
    waitingGrid = nil
    let bytes = painter.paint(grid)
    guard !bytes.isEmpty else { return }
    if isSynchronized, bytes.count >= Self.smallFrame {
      output += TerminalModes.synchronized.on.utf8
      output += bytes
      output += TerminalModes.synchronized.off.utf8
    } else {
      output += bytes
    }
    pump()
  }

  /// Draws everything anew with the next frame, whatever has got onto the screen.
  public func repaint() { painter.repaint() }

  /// Sends a control string behind what is already on its way.
  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    guard !isClosed, !bytes.isEmpty else { return }
    output += bytes
    pump()
  }

  /// Writes as much as the terminal takes now.
  func pump() {
    guard !output.isEmpty else { return }
    let now = ContinuousClock.now
    let start = outputStart ?? now
    outputStart = start
    var sent = 0
    while sent < output.count {
      let count = output.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      if count > 0 {
        sent += count
        continue
      }
      if errno == EINTR { continue }
      if errno != EAGAIN { isClosed = true }
      break
    }
    bytesWritten += sent
    if isClosed { output = [] } else { output.removeFirst(sent) }
    guard output.isEmpty else { return }
    outputStart = nil
    let taken = ContinuousClock.now - start
    if taken > Self.slowFrame { link = .slow } else if taken < Self.fastFrame { link = .fast }
  }

  /// Waits for the terminal to take everything, but not for ever.
  func drainOutput() {
    let end = ContinuousClock.now + Self.patience
    while !output.isEmpty, ContinuousClock.now < end {
      var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&ready, 1, 50)
      pump()
    }
    output = []
    outputStart = nil
  }
}
