import CTerminal
import Foundation

@testable import TUI

/// A terminal device of our own: one end for a program, the other for the test and its emulator.
final class PseudoTerminal {
  let master: Int32
  let slave: Int32
  /// The path of the program's end.
  let path: String
  var emulator: TerminalEmulator
  private(set) var received: [UInt8] = []
  private var buffer = [UInt8](repeating: 0, count: 16_384)

  init(rows: Int, columns: Int, erasesWithBackground: Bool = true) throws {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var ends: (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&ends.0, &ends.1, &name, nil, &size) == 0 else {
      throw TerminalError("No pseudo terminal.", advice: "")
    }
    (master, slave) = ends
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
    emulator = TerminalEmulator(
      rows: rows, columns: columns, erasesWithBackground: erasesWithBackground)
  }

  deinit {
    hangUp()
    if !isSlaveClosed { close(slave) }
  }

  private var isSlaveClosed = false
  private var isHungUp = false

  /// What a closed window or a lost connection does.
  func hangUp() {
    if !isHungUp { close(master) }
    isHungUp = true
  }

  /// Closes the program's end here, so that only the program holds it.
  func closeSlave() {
    if !isSlaveClosed { close(slave) }
    isSlaveClosed = true
  }

  /// A further descriptor for the program's end, as `Terminal` wants it.
  func openSlave() -> Int32 { open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) }

  /// Compiled entries of all tests, made once and taken away with the process.
  private static let cache: String = {
    atexit { try? FileManager.default.removeItem(atPath: PseudoTerminal.cache) }
    return FileManager.default.temporaryDirectory
      .appendingPathComponent("headscope-terminfo-\(getpid())").path
  }()

  /// Puts the program's own drawing on this device, in this process.
  func openTerminal(_ depth: ColorDepth, term: String = "xterm-256color") throws -> Terminal {
    var configuration = Terminal.Configuration()
    configuration.guardsProcess = false
    configuration.colorFlag = depth
    configuration.cacheFolder = Self.cache
    return try Terminal(
      descriptor: openSlave(), configuration: configuration, environment: ["TERM": term])
  }

  /// The modes of the line.
  var modes: termios {
    var modes = termios()
    tcgetattr(master, &modes)
    return modes
  }

  /// Changes the window's size, which signals the program.
  func resize(rows: Int, columns: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Gives the emulator what has come; returns whether anything had.
  @discardableResult
  func receive() -> Bool {
    if isHungUp { return false }
    var any = false
    while true {
      let count = read(master, &buffer, buffer.count)
      guard count > 0 else { return any }
      received += buffer[..<count]
      emulator.feed(buffer[..<count])
      any = true
    }
  }

  /// Receives until a condition holds; returns whether it came to hold within the patience.
  func receive(seconds: Double = 10, until condition: () -> Bool) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while !condition() {
      guard ContinuousClock.now < end else { return false }
      if isHungUp {
        usleep(10_000)
        continue
      }
      var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      // A hung-up terminal is always ready; do not spin.
      if poll(&ready, 1, 20) > 0, !receive() { usleep(5_000) }
    }
    return true
  }

  /// Draws a grid and lets the emulator see all of it.
  func show(_ grid: Grid, on terminal: Terminal) {
    terminal.draw(grid)
    settle(terminal)
  }

  /// Lets everything that is on its way arrive.
  func settle(_ terminal: Terminal) {
    repeat {
      receive()
      _ = terminal.wait(until: .now)
    } while !terminal.output.isEmpty || terminal.waitingGrid != nil
    receive()
  }
}
