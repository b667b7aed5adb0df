internal import Foundation
internal import Model

extension RunLog {
  /// Takes over what the folder of a run of this program tells beside the log: whether a process is at it, and its best evaluation.
  mutating func take(_ folder: RunFolder) {
    if best == nil { best = folder.best }
    // A part of a cross-validation may be done while the whole goes on.
    guard state != .finished, let standing = RunStanding(ofLogIn: folder.path) else { return }
    switch standing.process {
    case .running, .paused, .stopping: state = .running
    case .ended(.finished): state = .finished
    case .ended(.stopped), .ended(.failed), .ended(.interrupted): state = .interrupted
    }
  }
}

extension RunFolder {
  /// The best evaluation up to the last checkpoint; nil where nothing was evaluated.
  var best: RunLog.Best? {
    guard let last = checkpoints.last else { return nil }
    let file = FileSystem.join(checkpoint(last), TrainingCheckpoint.progressName)
    guard let data = try? Data(contentsOf: URL(filePath: file)),
      let progress = try? JSONValue.parse(data), let metric = progress["best"]?.doubleValue
    else { return nil }
    return RunLog.Best(metric: metric, step: progress["best_step"]?.intValue.map(Int64.init))
  }
}
