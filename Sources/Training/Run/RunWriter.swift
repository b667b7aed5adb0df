import Foundation
internal import Model

/// Writes what a run finds: a JSON object a line and a TensorBoard event file, each step given to the system as soon as it is known.
///
/// Keys are those of transformers' `log_history`, so that the same readers understand them; tags are those its Trainer gives TensorBoard.
final class RunWriter {
  private let log: FileHandle
  private let events: EventFileWriter
  private let path: String

  /// Goes on with a run's log, or begins one.
  ///
  /// - Parameter step: lines of later steps are dropped: the run goes on from here and finds them anew.
  init(_ folder: RunFolder, keepingUpTo step: Int) throws {
    path = folder.log
    let whole = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
    let kept = Self.lines(whole, upTo: step)
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
      for (key, value) in values { $0.member(key, value) }
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

  /// The log so far as transformers' `trainer_state.json`.
  func trainerState(
    _ progress: TrainingCheckpoint.Progress, epoch: Double, totalSteps: Int, epochs: Int,
    bestCheckpoint: String
  ) throws -> String {
    let whole = try Data(contentsOf: URL(filePath: path))
    let lines = whole.split(separator: UInt8(ascii: "\n"))
    return JSONWriter.text(layout: .members) {
      $0.object { writer in
        writer.member("best_metric", progress.best)
        writer.member("best_model_checkpoint", progress.best == nil ? nil : bestCheckpoint)
        writer.member("epoch", epoch)
        writer.member("global_step", progress.step)
        writer.member("is_world_process_zero", true)
        writer.member("max_steps", totalSteps)
        writer.member("num_train_epochs", epochs)
        writer.member("log_history") { writer in
          writer.array { writer in
            for line in lines {
              guard let value = try? JSONValue.parse(Data(line)), value["max_steps"] == nil else {
                continue
              }
              writer.value(value)
            }
          }
        }
      }
    } + "\n"
  }

  private static func lines(_ whole: Data, upTo step: Int) -> Data {
    var kept = Data()
    for line in whole.split(separator: UInt8(ascii: "\n")) {
      guard let object = (try? JSONValue.parse(Data(line)))?.objectValue,
        (object["step"]?.intValue ?? 0) <= step, object["train_runtime"] == nil
      else { continue }
      kept += line + [UInt8(ascii: "\n")]
    }
    return kept
  }
}
