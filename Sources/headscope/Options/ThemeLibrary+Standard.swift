import Foundation
import Model
import TUI

extension ThemeLibrary {
  /// The program's own themes, and over them the user's in `headscope/themes` of the configuration folder.
  static var standard: ThemeLibrary {
    let own = (try? ResourceLocator().locate("themes"))
      .map { URL(fileURLWithPath: $0, isDirectory: true) }
    let folders = UserFolders(environment: ProcessInfo.processInfo.environment)
    return ThemeLibrary(
      folders: [own, folders.configuration.appendingPathComponent("themes")].compactMap(\.self))
  }
}
