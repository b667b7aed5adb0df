import Foundation

/// Real models and data that are too large for the repository; tests that need them are skipped without.
enum SharedData {
  /// `HEADSCOPE_SHARED`, or the folder `shared` beside the package.
  static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["HEADSCOPE_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    return packageRoot.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  /// The folder that holds `Package.swift`.
  static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether a file or folder below `root` is there.
  static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// The path of a file or folder below `root`.
  static func path(_ path: String) -> String { root.appendingPathComponent(path).path }
}
