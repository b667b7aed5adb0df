import Foundation
internal import Model

/// Writes a run's probes, an object a line.
final class ProbeWriter {
  private let file: FileHandle

  /// Goes on with a file of probes, or begins one.
  ///
  /// - Parameter step: probes of later steps are dropped: the run goes on from here and finds them anew.
  init(_ folder: RunFolder, keepingUpTo step: Int) throws {
    let path = folder.probes
    let whole = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
    var kept = Data()
    for line in whole.split(separator: UInt8(ascii: "\n")) {
      guard let found = (try? JSONValue.parse(Data(line)))?["step"]?.intValue, found <= step else {
        continue
      }
      kept += line + [UInt8(ascii: "\n")]
    }
    if kept.count < whole.count || !FileSystem.exists(path) {
      try kept.write(to: URL(filePath: path), options: .atomic)
    }
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw TrainingError.run("\(path) cannot be written.", advice: nil)
    }
    self.file = file
    try file.seekToEnd()
  }

  deinit { try? file.close() }

  /// Writes what was found at one step, in one go.
  func write(_ probes: [Probe]) throws {
    let text = probes.map { probe in JSONWriter.text { probe.write(to: &$0) } + "\n" }.joined()
    try file.write(contentsOf: Data(text.utf8))
  }
}
