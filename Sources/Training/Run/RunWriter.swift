import Foundation
internal import Model

/// Writes what a run finds: a JSON object a line and a TensorBoard event file, each step given to the system as soon as it is known.
///
/// Keys are those of transformers' `log_history`, so that the same readers understand them; tags are those its Trainer gives TensorBoard.
final class RunWriter {
  private let log: FileHandle
  private let events: EventFileWriter
  let path: String
  /// The steps of the whole run that the log tells; nil where it does not.
  let plannedSteps: Int?

  /// Goes on with a run's log, or begins one.
  ///
  /// - Parameter step: lines of later steps are dropped: the run goes on from here and finds them anew.
  init(_ folder: RunFolder, keepingUpTo step: Int) throws {
    path = folder.log
    let whole = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
    let (kept, planned) = Self.lines(whole, upTo: step)
    plannedSteps = planned
    if kept.count < whole.count || !FileManager.default.fileExists(atPath: path) {
      try kept.write(to: URL(filePath: path), options: .atomic)
    }
    guard let log = FileHandle(forWritingAtPath: path) else {
      throw TrainingError.run("\(path) cannot be written.", advice: nil)
    }
    self.log = log
    try log.seekToEnd()
    events = try EventFileWriter(folder: folder.path)
  }

  deinit { try? log.close() }

  /// Writes what a step, or an evaluation behind it, found.
  func write(step: Int, epoch: Double, _ values: [(String, Double)]) throws {
    try line {
      $0.member("step", step)
      $0.member("epoch", epoch)
      for (key, value) in values { $0.member(key) { $0.pythonNumber(value) } }
    }
    try events.write(
      step: step,
      (values + [("epoch", epoch)]).map { key, value in
        (key.hasPrefix("eval_") ? "eval/" + key.dropFirst(5) : "train/" + key, value)
      })
  }

  /// Writes a line of the log alone.
  func line(_ members: (inout JSONWriter) -> Void) throws {
    let line = JSONWriter.text { $0.object(members) } + "\n"
    try log.write(contentsOf: Data(line.utf8))
  }

  /// Whether a key stands only in lines that a run ends with.
  static func isClosing(_ key: String) -> Bool {
    key == "train_runtime" || key.hasPrefix(testPrefix)
  }

  /// What the log calls the metrics of the test texts by.
  private static let testPrefix = "test_"

  /// Writes what the test texts say of a run that has ended.
  static func conclude(
    _ folder: RunFolder, step: Int, _ values: [(name: String, value: Double)]
  ) throws {
    guard let log = FileHandle(forWritingAtPath: folder.log) else { return }
    defer { try? log.close() }
    try log.seekToEnd()
    let line = JSONWriter.text {
      $0.object { writer in
        writer.member("step", step)
        for (name, value) in values { writer.member(testPrefix + name) { $0.pythonNumber(value) } }
      }
    }
    try log.write(contentsOf: Data((line + "\n").utf8))
  }

  /// The lines of steps up to `step`, without those of an end, and how many steps they say the run has.
  private static func lines(_ whole: Data, upTo step: Int) -> (kept: Data, plannedSteps: Int?) {
    var kept = Data()
    var plannedSteps: Int?
    for line in whole.split(separator: UInt8(ascii: "\n")) {
      guard let object = (try? JSONValue.parse(Data(line)))?.objectValue,
        (object["step"]?.intValue ?? 0) <= step,
        !object.members.contains(where: { isClosing($0.key) })
      else { continue }
      plannedSteps = object["max_steps"]?.intValue ?? plannedSteps
      kept += line + [UInt8(ascii: "\n")]
    }
    return (kept, plannedSteps)
  }
}
