internal import CNcurses
internal import CTerminal
public import Foundation

/// The terminal: draws grids, tells what was typed, and is as before when the program ends.
///
/// ncurses works out which bytes bring the screen from one grid to the next; it writes them into a
/// scratch file, and from there they go to the terminal in one write a frame that never blocks. So
/// a slow link delays frames, not keys: while one is on its way, newer ones replace each other.
/// Input is read and decoded here, not by ncurses.
///
/// Main thread only, and one at a time: ncurses has one screen. Other threads reach the loop
/// through an `EventQueue`.
public final class Terminal {
  /// What the user may choose about it.
  public struct Configuration: Sendable {
    /// The colour depth asked for on the command line; nil for `auto`.
    public var colorFlag: ColorDepth?
    /// The colour depth of the settings file; nil for `auto`.
    public var colorSetting: ColorDepth?
    /// Whether the mouse reports to the program (and no longer selects text).
    public var mouse = true
    /// Whether signals and crashes are caught and standard error held back while it is open.
    public var guardsProcess = true
    /// Where compiled terminfo entries are kept; nil for the user's cache folder.
    public var cacheFolder: String?

    /// Makes the standard configuration.
    public init() {}
  }

  /// How fast the terminal takes what is sent.
  public enum LinkState: Hashable, Sendable {
    case fast
    /// A frame takes so long that animation should rest.
    case slow
  }

  /// The window's height; at least 1.
  public internal(set) var rows: Int
  /// The window's width; at least 1.
  public internal(set) var columns: Int
  /// How many colours are drawn.
  ///
  /// Styles of a grid are to be fitted to it: a colour beyond it is drawn as the standard one.
  public let colorDepth: ColorDepth
  /// Whether only ASCII can be shown, because no UTF-8 locale is to be had.
  public let isASCIIOnly: Bool
  /// Whether ASCII looks better: nothing else can be shown, or, as in the Linux console, the font
  /// has neither eighths of blocks nor braille nor round corners.
  public let prefersASCII: Bool
  /// The terminfo entry that is used, perhaps not the one `TERM` asked for.
  public let entryName: String
  /// How fast the link is, by the last frames.
  public internal(set) var link = LinkState.fast
  /// All bytes sent so far.
  public internal(set) var bytesWritten = 0
  /// Whether the mouse reports to the program.
  public internal(set) var isMouseOn: Bool

  let descriptor: Int32
  let guardsProcess: Bool
  let hasModes: Bool
  let isSynchronized: Bool
  let painter: CursesPainter
  let signalPipe: (read: Int32, write: Int32)
  var leaveString = ""
  var savedModes: termios
  var decoder: InputDecoder
  var output: [UInt8] = []
  var outputStart: ContinuousClock.Instant?
  var waitingGrid: Grid?
  var queuedEvents: [InputEvent] = []
  var isClosed = false
  private var isOpen = false
  private var catchesSignals = false
  private let errorLog: Int32

  /// Whether there is a terminal to draw on and one to read keys from.
  ///
  /// Standard output must be one that is not `dumb`; keys come from `/dev/tty` when standard input
  /// is a pipe.
  public static var isAvailable: Bool {
    guard isatty(STDOUT_FILENO) == 1, getenv("TERM").map({ String(cString: $0) }) != "dumb" else {
      return false
    }
    guard let descriptor = try? openTerminal() else { return false }
    close(descriptor)
    return true
  }

  /// Opens the terminal of the process and takes over its screen.
  ///
  /// - Throws: `TerminalError` when there is none or nothing can be drawn on it.
  public convenience init(
    _ configuration: Configuration = Configuration(),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    try self.init(
      descriptor: Self.openTerminal(), configuration: configuration, environment: environment)
  }

  /// Takes over the screen behind an open terminal, which is closed with this object.
  init(
    descriptor: Int32, configuration: Configuration, environment: [String: String]
  ) throws {
    self.descriptor = descriptor
    savedModes = termios()
    guard tcgetattr(descriptor, &savedModes) == 0 else {
      throw TerminalError(
        "This is not a terminal.", advice: "Ask for output as text (see --help) instead.")
    }
    guardsProcess = configuration.guardsProcess
    isMouseOn = configuration.mouse
    isASCIIOnly = terminal_use_unicode_locale() == 0

    let term = environment["TERM"] ?? ""
    let candidates = TerminfoEntry.candidates(
      term: term, hasColorTerm: !(environment["COLORTERM"] ?? "").isEmpty)
    guard let entry = candidates.lazy.compactMap({ TerminfoEntry(name: $0) }).first else {
      throw TerminalError(
        "No description of the terminal “\(term)” was found on this host.",
        advice: "Copy it from yours: infocmp -x | ssh HOST tic -x -")
    }
    guard entry.canMoveCursor else {
      throw TerminalError(
        "The terminal “\(entry.name)” cannot move its cursor, so no dashboard can be drawn on it.",
        advice: "Ask for output as text (see --help), or set TERM to what the terminal really is.")
    }
    prefersASCII = isASCIIOnly || entry.name.hasPrefix("linux")
    let wanted = ColorDepth.choose(
      flag: configuration.colorFlag, setting: configuration.colorSetting, environment: environment,
      description: .init(colors: entry.colors, hasDirectColor: entry.hasDirectColor))
    signalPipe = try makePipe()
    errorLog = terminal_scratch_file("headscope-errors")
    // Before ncurses, which sets its own where it finds none.
    if guardsProcess, terminal_signals_install(signalPipe.write) != 0 {
      throw TerminalError("Signals cannot be caught.", advice: "Report this, please.")
    }
    catchesSignals = guardsProcess
    let size = Self.windowSize(descriptor, environment)
    do {
      painter = try CursesPainter(
        entry: entry, depth: wanted, isASCIIOnly: isASCIIOnly, rows: size.rows,
        columns: size.columns,
        cache: configuration.cacheFolder ?? Self.cacheFolder(environment))
    } catch {
      // A terminal that does not open leaves the process as it was: Ctrl-C must go on working.
      if guardsProcess { terminal_signals_remove() }
      throw error
    }
    (rows, columns) = size
    colorDepth = painter.depth
    entryName = painter.entryName
    hasModes = !entry.name.hasPrefix("vt")
    isSynchronized = hasModes && entry.name != "linux"
    decoder = InputDecoder(
      escapeDelay: Self.escapeDelay(environment), keys: painter.keys(),
      controlHIsBackspace: savedModes.controlHErases)
    // From here on deinit cleans up.
    try enter()
  }

  deinit {
    restore()
    stopCatchingSignals()
    if errorLog >= 0 { close(errorLog) }
    close(signalPipe.read)
    close(signalPipe.write)
    close(descriptor)
  }

  /// Leaves the screen and gives the terminal back as it was; more than once does no harm.
  ///
  /// What was written to standard error meanwhile appears now.
  public func restore() {
    guard isOpen else { return }
    isOpen = false
    drainOutput()
    painter.leave()
    if guardsProcess {
      terminal_guard_restore()
      stopCatchingSignals()
    } else {
      send(leaveString)
      drainOutput()
      tcsetattr(descriptor, TCSANOW, &savedModes)
    }
  }

  private func stopCatchingSignals() {
    if catchesSignals { terminal_signals_remove() }
    catchesSignals = false
  }

  /// Sets modes and guard; the screen follows with the next frame.
  func enter() throws {
    var raw = savedModes
    cfmakeraw(&raw)
    // A write must not stop the process when it has just been put into the background.
    raw.c_lflag &= ~tcflag_t(TOSTOP)
    leaveString = TerminalModes.leave(painter.capabilities(lastRow: rows - 1), hasModes: hasModes)
    if guardsProcess {
      let bytes = Array(leaveString.utf8)
      let status = bytes.withUnsafeBytes { bytes in
        terminal_guard_arm(descriptor, &savedModes, bytes.baseAddress, bytes.count)
      }
      guard status == 0 else {
        throw TerminalError("The terminal cannot be guarded.", advice: "Report this, please.")
      }
      if isatty(STDERR_FILENO) == 1, errorLog >= 0 {
        ftruncate(errorLog, 0)
        lseek(errorLog, 0, SEEK_SET)
        _ = terminal_guard_capture_errors(errorLog)
      }
    }
    isOpen = true
    while tcsetattr(descriptor, TCSADRAIN, &raw) != 0 {
      guard errno == EINTR else {
        throw TerminalError(
          "The terminal's modes cannot be set.", advice: "Start in the foreground of a terminal.")
      }
    }
    send(painter.enter())
    if hasModes { send(TerminalModes.enter(mouse: isMouseOn)) }
  }

  /// Switches the mouse reports on or off; off, the terminal's own selection works again.
  public func setMouse(_ isOn: Bool) {
    isMouseOn = isOn
    if hasModes { send(isOn ? TerminalModes.mouse.on : TerminalModes.mouse.off) }
  }

  /// The largest text that goes to the clipboard: what xterm takes, in base 64.
  private static let clipboardLimit = 74_994

  /// Copies a text to the user's clipboard through the terminal (OSC 52), also over SSH.
  ///
  /// - Returns: Whether it was sent: not on terminals that know no such thing, and not if it is too
  ///   long. Whether the terminal obeys, it does not tell.
  @discardableResult
  public func copyToClipboard(_ text: String) -> Bool {
    let encoded = Data(text.utf8).base64EncodedString()
    guard isSynchronized, encoded.utf8.count <= Self.clipboardLimit else { return false }
    send("\u{1B}]52;c;\(encoded)\u{7}")
    return true
  }
}

extension termios {
  /// Whether `^H` is the erase character, and so what the backspace key sends.
  fileprivate var controlHErases: Bool {
    withUnsafeBytes(of: c_cc) { $0[Int(VERASE)] == 8 }
  }
}
