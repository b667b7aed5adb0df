import Foundation
internal import Model

extension RunFolder {
  /// The step of the last checkpoint that a run can go on from, 0 for the start; later ones that cannot be read are put aside.
  ///
  /// Left where it is, a damaged one would be taken for the newest, and what is written now be removed as older.
  ///
  /// - Returns: The step, and a line on each checkpoint that was put aside.
  /// - Throws: Where one cannot be moved.
  func lastReadableCheckpoint() throws -> (step: Int, remarks: [String]) {
    var damaged: [(step: Int, problem: String)] = []
    var last = 0
    for step in checkpoints.reversed() where step > 0 {
      do {
        try TrainingCheckpoint.check(checkpoint(step))
        last = step
        break
      } catch {
        damaged.append((step, (error as? ModelError)?.problem ?? "\(error)"))
      }
    }
    let place = last == 0 ? "from its start" : "behind step \(last)"
    let remarks = try damaged.map { step, problem in
      let aside = checkpoint(step) + WholeFolder.damagedSuffix
      try? FileManager.default.removeItem(atPath: aside)
      try FileManager.default.moveItem(atPath: checkpoint(step), toPath: aside)
      return "the run goes on \(place): checkpoint-\(step) cannot be read, and is "
        + "\(FileSystem.lastComponent(of: aside)) now: \(problem)"
    }
    return (last, remarks)
  }
}
