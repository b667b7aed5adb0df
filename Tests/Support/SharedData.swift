package import Foundation

/// Real models and data that are not part of the repository; tests that need them are skipped where they are missing.
package enum SharedData {
  /// `HEADSCOPE_SHARED`, else the folder `shared` beside the package; it may be missing.
  package static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["HEADSCOPE_SHARED"] {
      return URL(filePath: path)
    }
    return Fixtures.packageRoot.deletingLastPathComponent().appending(path: "shared")
  }()

  /// The path of a file or folder below `root`.
  package static func path(_ path: String) -> String { root.appending(path: path).path }

  /// Whether a file or folder below `root` is there.
  package static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: self.path(path))
  }

  /// A trained model, or nil where it is missing.
  package static func model(_ name: String) -> URL? {
    has("models/\(name)/config.json") ? root.appending(path: "models/\(name)") : nil
  }
}
