public import Foundation

#if canImport(Darwin)
  private import Darwin
#else
  private import Glibc
#endif

/// Finds the files that come with the program: the embedded model and the themes.
///
/// SwiftPM's `Bundle.module` bakes the build path into the binary and traps once the binary has moved,
/// so resources lie in plain folders beside it. The places, in order:
///
/// 1. `$HEADSCOPE_HOME`,
/// 2. `../share/headscope` seen from the real executable (symbolic links followed), where
///    `make install` and `make dist` put them,
/// 3. every folder from the executable upwards that holds a `Package.swift`: a build tree.
public struct ResourceLocator: Sendable {
  /// Where a resource may lie, in the order they are tried.
  public let places: [String]

  /// Makes a locator for an environment and an executable; the defaults are this process's own.
  ///
  /// An executable of nil (its path cannot be told) leaves `$HEADSCOPE_HOME` as the only place.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String? = ResourceLocator.executablePath
  ) {
    var places: [String] = []
    if let home = environment["HEADSCOPE_HOME"], !home.isEmpty { places.append(home) }
    if let executable {
      var folder = Self.parent(of: executable)
      places.append(Self.parent(of: folder, adding: "share/headscope"))
      while true {
        if FileManager.default.fileExists(atPath: Self.path(folder, "Package.swift")) {
          places.append(folder)
        }
        let above = Self.parent(of: folder)
        if above == folder { break }
        folder = above
      }
    }
    self.places = places
  }

  /// The path of a file or folder that comes with the program, such as `Models/emotion-mini` or `themes`.
  ///
  /// - Throws: `ModelError` of kind `missing`, which lists the places that were tried.
  public func locate(_ resource: String) throws(ModelError) -> String {
    for place in places {
      let candidate = Self.path(place, resource)
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
    }
    let tried = places.isEmpty ? "nowhere to look" : "looked in \(places.joined(separator: ", "))"
    throw ModelError(
      .missing, "The program's own '\(resource)' was not found: \(tried).",
      advice: "Set HEADSCOPE_HOME to the folder that holds it, or install with 'make install'.")
  }

  /// The running program's file with symbolic links followed, or nil where the system does not tell.
  public static var executablePath: String? {
    #if os(Linux)
      let link = "/proc/self/exe"
    #else
      var size: UInt32 = 4096
      var name = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&name, &size) == 0 else { return nil }
      let link = String(
        decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    #endif
    guard let resolved = realpath(link, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// `folder/name`, without doubling a slash.
  private static func path(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Everything before the last slash; the root is its own parent.
  private static func parent(of path: String, adding name: String? = nil) -> String {
    let above = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    let folder = above.isEmpty ? "/" : above
    return name.map { self.path(folder, $0) } ?? folder
  }
}
