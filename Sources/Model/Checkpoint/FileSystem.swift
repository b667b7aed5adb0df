#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few questions that finding a model asks of the disk.
///
/// Plain system calls on plain strings: this runs before anything is drawn, and has to cost
/// nothing.
package enum FileSystem {
  package enum Kind {
    case file
    case directory
  }

  /// What a path leads to, through symbolic links; nil when nothing is there or it is neither.
  package static func kind(of path: String) -> Kind? {
    guard let mode = status(of: path)?.st_mode else { return nil }
    switch mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    default: return nil
    }
  }

  /// Whether anything is at a path, a pipe or a device included.
  package static func exists(_ path: String) -> Bool { status(of: path) != nil }

  /// Whether a path leads to a pipe, through symbolic links.
  package static func isPipe(_ path: String) -> Bool {
    status(of: path).map { $0.st_mode & S_IFMT == S_IFIFO } ?? false
  }

  /// When a path was last changed, in seconds since 1970; nil when nothing is there.
  package static func modificationTime(of path: String) -> Int? {
    #if canImport(Darwin)
      status(of: path)?.st_mtimespec.tv_sec
    #else
      status(of: path)?.st_mtim.tv_sec
    #endif
  }

  /// The names in a folder, hidden ones left out, in alphabetical order; empty when it cannot be
  /// read.
  package static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// A path below a folder; an absolute path stays as it is.
  package static func join(_ folder: String, _ name: String) -> String {
    if name.hasPrefix("/") { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// The folder a path is in; `.` for a bare name.
  package static func parent(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// The last component of a path.
  package static func lastComponent(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    return trimmed.lastIndex(of: "/").map { String(trimmed[trimmed.index(after: $0)...]) }
      ?? trimmed
  }

  /// The path with symbolic links and dots resolved, where it exists.
  package static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// The path with a leading `~` replaced by the home folder.
  static func expandingHome(_ path: String, home: String?) -> String {
    guard let home, path == "~" || path.hasPrefix("~/") else { return path }
    return home + path.dropFirst()
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
