import Foundation
internal import Model

/// How a run was started, kept in its folder so that whoever finds it can go on with it.
public struct RunStart: Equatable, Sendable {
  /// What follows `headscope train`.
  public var arguments: [String]
  /// The folder that relative paths among them count from.
  public var workingDirectory: String

  /// Makes one from its parts.
  public init(arguments: [String], workingDirectory: String) {
    self.arguments = arguments
    self.workingDirectory = workingDirectory
  }
}

extension RunFolder {
  /// How the run was started last; nil where that is not known.
  public var start: RunStart? {
    guard let data = try? Data(contentsOf: URL(filePath: startFile)),
      let object = (try? JSONValue.parse(data))?.objectValue,
      let arguments = object["arguments"]?.arrayValue?.compactMap(\.stringValue),
      let folder = object["workingDirectory"]?.stringValue, folder.hasPrefix("/")
    else { return nil }
    return RunStart(arguments: arguments, workingDirectory: folder)
  }

  /// Keeps how the run was started.
  func note(_ start: RunStart) throws {
    let text = JSONWriter.text(layout: .members) {
      $0.object {
        $0.member("arguments", start.arguments)
        $0.member("workingDirectory", start.workingDirectory)
      }
    }
    try Data((text + "\n").utf8).write(to: URL(filePath: startFile), options: .atomic)
  }
}
