public import Foundation
internal import Model

/// The theme files in one or more folders; a later folder's file hides an earlier one's of the same
/// name, so that a user's own folder comes last.
public struct ThemeLibrary: Equatable, Sendable {
  private let folders: [URL]
  /// The theme used when none is asked for: safe for colour-blind eyes.
  public static let standardName = "tide"

  /// The standard theme for a terminal: its light form where `COLORFGBG`, which rxvt, Konsole and
  /// others set, says that the background is light.
  public static func standardName(environment: [String: String]) -> String {
    let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
    return background == 7 || background == 15 ? standardName + "-light" : standardName
  }

  /// Makes a library of `*.toml` in `folders`; nothing is read yet.
  public init(folders: [URL]) { self.folders = folders }

  /// The names of all themes that can be chosen, in alphabetical order.
  ///
  /// A file that says `abstract = true` is there to be inherited from and has not all that a theme
  /// needs. One that cannot be read is named, so that choosing it tells what is wrong.
  public var names: [String] {
    let files = folders.flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: $0.path)) ?? []
    }
    return Set(files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) })
      .filter { !isAbstract($0) }.sorted()
  }

  /// Reads a theme and what it inherits from.
  ///
  /// - Throws: `SettingsError` naming the file and the key, or saying which themes there are.
  public func definition(named name: String) throws -> ThemeDefinition {
    guard !isAbstract(name) else {
      throw SettingsError(
        "“\(name)” is only there for themes to inherit from; known are "
          + names.joined(separator: ", "))
    }
    return try definition(named: name, descendants: [])
  }

  private func isAbstract(_ name: String) -> Bool {
    guard let url = url(of: name), let data = try? Data(contentsOf: url),
      let document = try? SettingsValue.parse(String(decoding: data, as: UTF8.self))
    else { return false }
    return document["abstract"]?.flag == true
  }

  private func url(of name: String) -> URL? {
    guard !name.contains("/") else { return nil }
    return folders.reversed().map { $0.appendingPathComponent(name + ".toml") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  private func definition(named name: String, descendants: [String]) throws -> ThemeDefinition {
    guard !descendants.contains(name) else {
      throw SettingsError(
        "themes inherit in a circle: \((descendants + [name]).joined(separator: " → "))")
    }
    guard let url = url(of: name) else {
      let names = self.names
      throw SettingsError(
        names.isEmpty
          ? "no theme files were found; set HEADSCOPE_HOME to the folder that holds themes/"
          : "there is no theme “\(name)”; known are \(names.joined(separator: ", "))")
    }
    do {
      let document = try SettingsValue.parse(
        String(decoding: try Data(contentsOf: url), as: UTF8.self))
      let parent = try document["inherits"]?.text.map {
        try definition(named: $0, descendants: descendants + [name])
      }
      return try ThemeDefinition(name: name, document: document, over: parent)
    } catch let error as SettingsError {
      throw SettingsError("theme \(name): \(error.description)")
    } catch {
      throw SettingsError("theme \(name): cannot be read (\(error.localizedDescription))")
    }
  }
}
