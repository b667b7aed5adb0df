import Foundation
internal import Model

/// A folder that is there whole or not at all, whenever the process is killed.
enum WholeFolder {
  /// What a folder is called while it is made; one that is left over is of no use.
  static let unfinishedSuffix = ".unfinished"
  /// What the folder before is called while the new one takes its place.
  static let replacedSuffix = ".old"

  /// What a checkpoint is called that could not be read.
  static let damagedSuffix = ".damaged"

  /// Whether a name is that of a checkpoint on its way in or out, or put aside; a user's own `runs.old` is none.
  static func isPassing(_ name: String) -> Bool {
    name.hasPrefix("checkpoint-")
      && [unfinishedSuffix, replacedSuffix, damagedSuffix].contains(where: name.hasSuffix)
  }

  /// Makes a folder beside its place, waits until the disk has it, and puts it there, in the place of one of that name.
  static func make(at path: String, _ body: (_ folder: String) throws -> Void) throws {
    let files = FileManager.default
    let unfinished = path + unfinishedSuffix
    try? files.removeItem(atPath: unfinished)
    try files.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
    try body(unfinished)
    for name in try files.contentsOfDirectory(atPath: unfinished) {
      try synchronize(FileSystem.join(unfinished, name))
    }
    try synchronize(unfinished)
    // What is there goes last, and in two steps: a crash leaves one of the two whole.
    let old = path + replacedSuffix
    try? files.removeItem(atPath: old)
    if files.fileExists(atPath: path) { try files.moveItem(atPath: path, toPath: old) }
    try files.moveItem(atPath: unfinished, toPath: path)
    try synchronize((path as NSString).deletingLastPathComponent)
    try? files.removeItem(atPath: old)
  }

  private static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    fsync(descriptor)
  }
}
