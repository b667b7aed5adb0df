internal import Model

/// Where one run's log is.
public struct RunSource: Equatable, Sendable {
  /// How the files belong together.
  enum Files: Equatable, Sendable {
    /// One after another they are the log.
    case sequence([String])
    /// Each is a whole log; the one that went furthest counts.
    case furthest([String])
    /// Side by side they are the log: of each data that was measured on, its name and the files in their order.
    case parts([Part])
  }

  /// Files of one run that are of one data alone.
  struct Part: Equatable, Sendable {
    var data: String
    var files: [String]
  }

  /// What the run is called beside others.
  public let name: String
  /// The file or folder that stands for it; `-` for standard input.
  public let path: String
  let files: Files
  /// Whether it was found in a folder by the look of its name alone, so that it is no run if nothing is understood.
  var isGuess = false

  /// Reads all that is there now.
  ///
  /// - Returns: What was understood; nil where it turned out to be no run log.
  /// - Complexity: O(bytes); a file is never held as a whole, but for a `trainer_state.json`.
  public func load() -> RunLog? {
    var run =
      switch files {
      case .sequence(let files): Self.load(files, name: name, path: path)
      case .furthest(let files):
        files.map { Self.load([$0], name: name, path: path) }
          .max { ($0.lastStep ?? -1) < ($1.lastStep ?? -1) }
          ?? RunLog(name: name, path: path)
      case .parts(let parts):
        RunLog(
          name: name, path: path,
          parts: parts.map { ($0.data, Self.load($0.files, name: name, path: path)) })
      }
    if let folder = RunFolder(logAt: path) { run.take(folder) }
    return isGuess && run.series.isEmpty ? nil : run
  }

  private static func load(_ files: [String], name: String, path: String) -> RunLog {
    let names = files.map { $0 == "-" ? "standard input" : FileSystem.lastComponent(of: $0) }
    var reader = RunReader(name: name, path: path, file: names.first ?? "")
    for (index, file) in files.enumerated() {
      if index > 0 { reader.beginFile(names[index]) }
      do {
        let stream = try ByteStream(path: file)
        while case let piece = try stream.next(), !piece.isEmpty { reader.append(piece) }
      } catch {
        reader.noteUnreadable(error.problem)
      }
    }
    // A pipe that was closed brings nothing more; a file may.
    reader.settle(files == ["-"] ? .closed : .growing)
    return reader.run
  }
}
