internal import CNcurses
internal import Foundation

/// A terminfo entry: what `TERM` leads to, and one of our own that shows more colours.
struct TerminfoEntry: Hashable, Sendable {
  let name: String
  let colors: Int
  let hasDirectColor: Bool
  /// Whether anything can be drawn anywhere but at the end of the last line.
  let canMoveCursor: Bool
  /// Whether ncurses, by this entry, may tear a wide character beside the last cell apart.
  ///
  /// Where wrapping cannot be switched off, it shifts the last cell into place by an insertion.
  /// The entries of screen and tmux leave out that they can (`smam`).
  let tearsCorner: Bool

  /// Looks an entry up; nil where the system has none of that name.
  init?(name: String) {
    var status: Int32 = 0
    guard !name.isEmpty, setupterm(name, -1, &status) == curses_status_ok() else { return nil }
    defer { del_curterm(set_curterm(nil)) }
    self.name = name
    colors = Int(max(0, tigetnum("colors")))
    canMoveCursor = curses_string_capability("cup") != nil
    let reset = curses_string_capability("sgr0").map { String(cString: $0) } ?? ""
    tearsCorner =
      tigetflag("am") == 1 && curses_string_capability("smam") == nil
      && reset.hasPrefix("\u{1B}[")
    hasDirectColor =
      tigetflag("RGB") == 1 || tigetnum("RGB") > 0 || tigetflag("Tc") == 1
      || curses_string_capability("setrgbf") != nil
  }

  /// The names to try for a value of `TERM`, the best first.
  ///
  /// An entry that this host lacks must not keep the program from starting: nearly every terminal
  /// understands xterm's sequences.
  static func candidates(term: String, hasColorTerm: Bool) -> [String] {
    let looksModern = hasColorTerm || term.contains("-")
    return [term] + (looksModern ? ["xterm-256color"] : []) + ["xterm", "vt100"]
  }

  /// What our own entry for a colour depth says, on top of the user's.
  ///
  /// Colours are told as ncurses wants them, one number each. In true colour that is the 24-bit
  /// value, except for 0–7, and from `paletteOffset` on the palette. The reset leaves character
  /// sets alone (nothing here switches them), which saves three bytes at each change of colour.
  ///
  /// - Returns: nil for a name that is not safe in a file.
  static func source(term: String, depth: ColorDepth) -> (name: String, text: String)? {
    let isSafe = { (character: Character) in
      character.isASCII && (character.isLetter || character.isNumber || "+-._".contains(character))
    }
    guard !term.isEmpty, term.allSatisfy(isSafe), term.count <= 64 else { return nil }
    func colour(_ plane: Int) -> String {
      let bright = plane == 3 ? 82 : 92
      return switch depth {
      case .none: ""
      case .sixteen: "\\E[%?%p1%{8}%<%t\(plane)%p1%d%e%p1%{\(bright)}%+%d%;m"
      case .palette256:
        "\\E[%?%p1%{8}%<%t\(plane)%p1%d%e%p1%{16}%<%t%p1%{\(bright)}%+%d%e\(plane)8;5;%p1%d%;m"
      case .truecolor:
        "\\E[%?%p1%{8}%<%t\(plane)%p1%d%e%p1%{\(paletteOffset)}%<"
          + "%t\(plane)8;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
          + "%e%p1%{\(paletteOffset)}%-%Pa%ga%{16}%<%t%ga%{\(bright)}%+%d%e\(plane)8;5;%ga%d%;m"
      }
    }
    let (colors, flag) =
      switch depth {
      case .none: (0, "")
      case .sixteen: (16, "")
      case .palette256: (256, "")
      case .truecolor: (paletteOffset + 256, "RGB, ")
      }
    let name = "headscope-\(depth.rawValue)-\(term)"
    var text = "\(name)|\(term) with \(depth.rawValue) colours,\n"
    if depth != .none {
      text += """
        \t\(flag)colors#\(colors), pairs#0x10000, ccc@, initc@, oc@, ncv@,
        \tsetaf=\(colour(3)),
        \tsetab=\(colour(4)),
        \top=\\E[39;49m, setf@, setb@,

        """
    }
    text += """
      \tsmam=\\E[?7h, rmam=\\E[?7l,
      \tsgr0=\\E[m, smacs@, rmacs@, enacs@, acsc@,
      \tsgr=\\E[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;m,
      \tuse=\(term),

      """
    return (name, text)
  }

  /// Where the palette begins among the colours of our true colour entry.
  static let paletteOffset = 0x100_0000

  /// The folder of terminfo entries to add to `TERMINFO_DIRS` for our own entry, made if needed.
  ///
  /// Compiled once for each `TERM` and depth by `tic`; the folder's name carries a digest of the
  /// source, so that an entry made by another version is not taken.
  ///
  /// - Parameters:
  ///   - name: Of the entry.
  ///   - text: Its source.
  ///   - cache: The folder for all of them.
  /// - Returns: The folder, or nil when there is no `tic` or nothing can be written.
  static func compile(name: String, text: String, cache: String) -> String? {
    let folder = "\(cache)/\(name)-\(String(digest(text), radix: 36))"
    let files = FileManager.default
    if files.fileExists(atPath: folder) { return folder }
    let scratch = "\(folder).\(getpid())"
    defer { try? files.removeItem(atPath: scratch) }
    do {
      try files.createDirectory(atPath: scratch, withIntermediateDirectories: true)
      try text.write(toFile: scratch + "/source", atomically: false, encoding: .utf8)
    } catch {
      return nil
    }
    guard run(["tic", "-x", "-o", scratch, scratch + "/source"]) else { return nil }
    // Another process may have been faster; either result serves.
    guard rename(scratch, folder) == 0 || files.fileExists(atPath: folder) else { return nil }
    return folder
  }

  /// FNV-1a, because Swift's own hash differs from run to run.
  private static func digest(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Runs a program quietly to its end.
  private static func run(_ arguments: [String]) -> Bool {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return false }
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in Int32(0)...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    guard let program = arguments.first,
      posix_spawnp(&child, program, &actions, nil, &words, environ) == 0
    else { return false }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return false }
    }
    return status == 0
  }
}
