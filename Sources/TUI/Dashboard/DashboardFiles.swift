internal import Foundation
internal import Model

/// The files that the dashboard reads and writes: bookmarks, lists of texts, saved screens.
struct DashboardFiles: Sendable {
  let dataFolder: URL
  let saveFolder: URL

  private var bookmarkFile: URL { dataFolder.appendingPathComponent("bookmarks.jsonl") }

  /// The kept texts; none where the file is missing or unreadable, which must not stop a start.
  func bookmarks() -> [TextItem] {
    guard let data = try? Data(contentsOf: bookmarkFile) else { return [] }
    return TextItem.read(String(decoding: data, as: UTF8.self), labels: [], source: .bookmark)
  }

  /// Keeps the bookmarks among texts.
  ///
  /// - Throws: `SettingsError` naming the file.
  func save(bookmarks items: [TextItem]) throws {
    do {
      try FileManager.default.createDirectory(at: dataFolder, withIntermediateDirectories: true)
      // A file of its own first: a full disk must not cost the old bookmarks.
      try Data(TextItem.lines(of: items).utf8).write(to: bookmarkFile, options: .atomic)
    } catch {
      throw SettingsError("The bookmarks cannot be kept in \(bookmarkFile.path): check the folder")
    }
  }

  /// The path that a user typed, its `~` resolved.
  static func expandingHome(_ path: String) -> String {
    path.hasPrefix("~/")
      ? FileManager.default.homeDirectoryForCurrentUser.path + path.dropFirst(1) : path
  }

  /// Saves a screen under a name that is not taken, and returns the name.
  ///
  /// - Throws: `SettingsError` naming the file.
  func save(_ content: String, as fileExtension: String) throws -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyyMMdd-HHmmss"
    let stem = "headscope-" + formatter.string(from: Date())
    var name = "\(stem).\(fileExtension)"
    var number = 2
    while FileManager.default.fileExists(atPath: saveFolder.appendingPathComponent(name).path) {
      name = "\(stem)-\(number).\(fileExtension)"
      number += 1
    }
    do {
      try Data(content.utf8).write(
        to: saveFolder.appendingPathComponent(name), options: .withoutOverwriting)
    } catch {
      throw SettingsError("\(name) cannot be written into \(saveFolder.path): check the folder")
    }
    return name
  }
}
