import Foundation
internal import Model

extension RunWriter {
  /// Bytes of the log that are copied at a time.
  private static let chunkSize = 1 << 20
  /// Only a line that tells the length of the run has this key; it is no entry of the history.
  private static let plannedStepsKey = Data("\"max_steps\"".utf8)

  /// Writes the log so far as transformers' `trainer_state.json`.
  ///
  /// Lines are copied and not read anew: every checkpoint has the history from the first step on, and of a long run that is a lot.
  ///
  /// - Complexity: O(bytes of the log), as fast as it can be copied; a part of it is held at a time.
  func writeTrainerState(
    to target: String, _ progress: TrainingCheckpoint.Progress, epoch: Double, totalSteps: Int,
    epochs: Int, bestCheckpoint: String
  ) throws {
    let facts = JSONWriter.text {
      $0.object { writer in
        writer.member("best_metric", progress.best)
        writer.member("best_model_checkpoint", progress.best == nil ? nil : bestCheckpoint)
        writer.member("epoch", epoch)
        writer.member("global_step", progress.step)
        writer.member("is_world_process_zero", true)
        writer.member("max_steps", totalSteps)
        writer.member("num_train_epochs", epochs)
      }
    }
    try Data().write(to: URL(filePath: target))
    guard let output = FileHandle(forWritingAtPath: target),
      let input = FileHandle(forReadingAtPath: path)
    else { throw TrainingError.run("\(target) cannot be written.", advice: nil) }
    defer {
      try? output.close()
      try? input.close()
    }
    try output.write(contentsOf: Data((facts.dropLast() + ", \"log_history\": [").utf8))
    var isFirst = true
    var rest = Data()
    while let chunk = try input.read(upToCount: Self.chunkSize), !chunk.isEmpty {
      rest += chunk
      var entries = Data()
      var start = rest.startIndex
      while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = rest[start..<end]
        start = end + 1
        guard !line.isEmpty, line.range(of: Self.plannedStepsKey) == nil else { continue }
        entries += Data((isFirst ? "\n  " : ",\n  ").utf8) + line
        isFirst = false
      }
      rest = Data(rest[start...])
      try output.write(contentsOf: entries)
    }
    try output.write(contentsOf: Data("\n]}\n".utf8))
  }
}
