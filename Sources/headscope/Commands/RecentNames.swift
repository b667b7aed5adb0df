import Foundation

/// The models that were opened last, or the folders of the runs that were started, in this session and before: a file with a name a line.
///
/// A convenience, so nothing about the file is ever an error: what cannot be read is none, what
/// cannot be written is forgotten.
struct RecentNames: Sendable {
  /// The file of models.
  static let models = "recent-models"
  /// The file of runs' folders.
  static let runs = "recent-runs"
  /// Names kept.
  static let limit = 20
  /// Longer than any path; a file of something else must not become a menu.
  private static let longestName = 4_096

  /// The latest first.
  private(set) var names: [String]
  private let file: URL?

  /// Reads what earlier sessions left.
  ///
  /// - Parameter folder: The user's data; nil keeps the names for this session only.
  init(folder: URL?, file name: String) {
    file = folder?.appendingPathComponent(name)
    let bytes = file.flatMap { try? Data(contentsOf: $0) } ?? Data()
    var known = Set<String>()
    names = String(decoding: bytes.prefix(Self.limit * Self.longestName), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map(String.init)
      .filter { Self.isName($0) && known.insert($0).inserted }
    names = Array(names.prefix(Self.limit))
  }

  private static func isName(_ line: String) -> Bool {
    line.utf8.count <= longestName && !line.allSatisfy(\.isWhitespace)
      && line.unicodeScalars.allSatisfy {
        $0 != "\u{FFFD}" && $0.properties.generalCategory != .control
      }
  }

  /// Puts a name first, and keeps it for later sessions.
  ///
  /// A path is kept whole: the next session may start in another folder.
  mutating func open(_ name: String) {
    let isPath = FileManager.default.fileExists(atPath: name)
    let name = isPath ? URL(fileURLWithPath: name).standardizedFileURL.path : name
    guard Self.isName(name) else { return }
    names.removeAll { $0 == name }
    names.insert(name, at: 0)
    names = Array(names.prefix(Self.limit))
    guard let file else { return }
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(names.map { $0 + "\n" }.joined().utf8).write(to: file, options: .atomic)
  }
}
