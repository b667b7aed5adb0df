public import Foundation
internal import Model

/// What the user set in `config.toml`: everything has a default, nothing wrong in it stops the start.
public struct Settings: Equatable, Sendable {
  /// The theme's name; nil for the standard one.
  public var theme: String?
  /// The number of colours; nil lets the terminal decide.
  public var color: ColorDepth?
  /// Draw with ASCII only; nil lets the locale decide.
  public var ascii: Bool?
  /// Whether the mouse is captured at start.
  public var mouse = true
  /// Whether East Asian Ambiguous characters take two columns.
  public var ambiguousIsWide = false
  /// The keys, rebound as asked.
  public var keys = KeyTable.standard
  /// What was wrong in the file, a sentence each, for the status line.
  public var problems: [String] = []

  /// The settings of someone who has none.
  public init() {}

  /// Reads a document; what is wrong in it becomes `problems` and is otherwise ignored.
  public init(parsing text: String) {
    let document: [String: SettingsValue]
    do {
      document = try SettingsValue.parse(text)
    } catch {
      problems.append("config.toml: \(error)")
      return
    }
    for (key, value) in document.sorted(by: { $0.key < $1.key }) { read(key, value) }
  }

  private mutating func read(_ key: String, _ value: SettingsValue) {
    func complain(_ expected: String) { problems.append("config.toml: \(key) must be \(expected)") }
    switch key {
    case "theme":
      if let text = value.text { theme = text } else { complain("a theme's name") }
    case "color":
      let text = if case .integer(let number) = value { String(number) } else { value.text ?? "" }
      if let depth = ColorDepth(rawValue: text) {
        color = depth
      } else if text != "auto" {
        complain("\"auto\", \"truecolor\", \"256\", \"16\" or \"none\"")
      }
    case "ascii":
      if let flag = value.flag { ascii = flag } else { complain("true or false") }
    case "mouse":
      if let flag = value.flag { mouse = flag } else { complain("true or false") }
    case "ambiguous-width":
      switch value {
      case .integer(1): ambiguousIsWide = false
      case .integer(2): ambiguousIsWide = true
      default: complain("1 or 2")
      }
    case "keys":
      guard let members = value.members else { return complain("a table") }
      for (name, keys) in members.sorted(by: { $0.key < $1.key }) { bind(name, keys) }
    default:
      problems.append(
        "config.toml: \(key) is no setting; known are theme, color, ascii, mouse, "
          + "ambiguous-width and [keys]")
    }
  }

  private mutating func bind(_ name: String, _ value: SettingsValue) {
    guard let action = Action(rawValue: name) else {
      problems.append("config.toml: keys.\(name) is no action; `?` and `:` list them")
      return
    }
    let words = value.text.map { [$0] } ?? (value.elements ?? []).compactMap(\.text)
    guard !words.isEmpty else {
      problems.append("config.toml: keys.\(name) must be a key or a list of keys")
      return
    }
    do {
      for loser in keys.bind(action, to: try words.map { try KeyChord($0) }) {
        problems.append("config.toml: keys.\(name) takes a key from \(loser.rawValue)")
      }
    } catch {
      problems.append("config.toml: keys.\(name): \(error)")
    }
  }

  /// The folder of this program's settings: `$XDG_CONFIG_HOME/headscope` or `~/.config/headscope`.
  public static func folder(environment: [String: String]) -> URL {
    base(environment["XDG_CONFIG_HOME"], fallback: ".config", environment)
  }

  /// The folder of what the program keeps for the user, bookmarks: `$XDG_DATA_HOME/headscope` or
  /// `~/.local/share/headscope`.
  public static func dataFolder(environment: [String: String]) -> URL {
    base(environment["XDG_DATA_HOME"], fallback: ".local/share", environment)
  }

  /// The specification says that a relative path in these variables is to be ignored.
  private static func base(
    _ value: String?, fallback: String, _ environment: [String: String]
  ) -> URL {
    if let value, value.hasPrefix("/") {
      return URL(fileURLWithPath: value).appendingPathComponent("headscope")
    }
    let home = environment["HOME"].map { URL(fileURLWithPath: $0) }
    return (home ?? FileManager.default.homeDirectoryForCurrentUser)
      .appendingPathComponent(fallback).appendingPathComponent("headscope")
  }

  /// Reads `config.toml` from a folder; no file is no problem.
  public static func load(from folder: URL) -> Settings {
    let file = folder.appendingPathComponent("config.toml")
    guard FileManager.default.fileExists(atPath: file.path) else { return Settings() }
    guard let data = try? Data(contentsOf: file) else {
      var settings = Settings()
      settings.problems.append("config.toml cannot be read: \(file.path)")
      return settings
    }
    return Settings(parsing: String(decoding: data, as: UTF8.self))
  }
}
