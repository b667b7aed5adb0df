import Foundation
import TUI

/// The user's folders, as the XDG base directory specification names them.
struct UserFolders {
  /// Settings and themes of the user's.
  let configuration: URL
  /// Bookmarks and the names of recent models.
  let data: URL
  /// What counts only while the machine runs.
  let runtime: URL

  /// Reads the places from an environment.
  init(environment: [String: String]) {
    func folder(_ variable: String, _ fallback: String) -> URL {
      let value = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
      let home = environment["HOME"] ?? NSHomeDirectory()
      return URL(fileURLWithPath: value ?? home + "/" + fallback, isDirectory: true)
        .appendingPathComponent("headscope", isDirectory: true)
    }
    configuration = folder("XDG_CONFIG_HOME", ".config")
    data = folder("XDG_DATA_HOME", ".local/share")
    runtime = folder("XDG_RUNTIME_DIR", ".cache")
  }

  /// What `config.toml` says; nothing where there is none.
  var settings: Settings {
    let file = configuration.appendingPathComponent("config.toml")
    guard let bytes = try? Data(contentsOf: file) else { return Settings() }
    return Settings(parsing: String(decoding: bytes, as: UTF8.self))
  }
}
