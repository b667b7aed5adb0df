import Foundation
import Model
import TUI

extension ThemeLibrary {
  /// The program's own themes, and over them the user's in `headscope/themes` of the configuration folder.
  static var standard: ThemeLibrary {
    let environment = ProcessInfo.processInfo.environment
    let configuration =
      environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? NSHomeDirectory() + "/.config"
    let own = try? ResourceLocator().locate("themes")
    return ThemeLibrary(
      folders: [own, configuration + "/headscope/themes"].compactMap(\.self)
        .map { URL(fileURLWithPath: $0, isDirectory: true) })
  }
}
