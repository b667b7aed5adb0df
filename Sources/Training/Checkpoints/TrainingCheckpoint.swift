import Foundation
internal import Model

/// A checkpoint of a run: a model that loads like any other, and beside it the optimizer's moments and how far the run was.
struct TrainingCheckpoint: Equatable {
  /// How far a run was.
  struct Progress: Equatable {
    var step = 0
    /// The best evaluation so far and its step.
    var best: Double?
    var bestStep = 0
    /// Evaluations since then.
    var evaluationsSinceBest = 0
    /// Evaluations since the best one or the last cut of a plateau, and how often a plateau has cut.
    var evaluationsOnPlateau = 0
    var plateauCuts = 0
    /// The steps since the last line of the log.
    var window = LogWindow()
  }

  static let optimizerName = "optimizer.safetensors"
  static let progressName = "training.json"
  static let historyName = "trainer_state.json"
  /// What a checkpoint holds beside the model.
  static let stateNames: Set = [optimizerName, progressName, historyName]

  /// Writes a checkpoint, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: its folder.
  ///   - start: the checkpoint that the run began with, for what is not trained.
  ///   - history: writes the run's history as transformers' Trainer keeps it into this file.
  static func write(
    to path: String, _ folder: CheckpointFolder, start: Checkpoint, model: SequenceClassifier,
    session: TrainingSession, progress: Progress, isTrained: (String) -> Bool,
    history: (_ path: String) throws -> Void
  ) throws {
    try session.settle()
    let trained = try model.parameters(where: isTrained)
    let entries = try start.names.filter { model.parameterNames.contains($0) }.map { name in
      if let tensor = trained[name] {
        return SafetensorsWriter.Entry(name: name, shape: tensor.shape) { tensor.values }
      }
      let stored = try start.tensor(name)
      return SafetensorsWriter.Entry(name: name, shape: stored.shape) { try stored.floats() }
    }
    try WholeFolder.make(at: path) { target in
      try folder.write(to: target, entries)
      try SafetensorsWriter.write(
        session.optimizer.stateEntries(), to: FileSystem.join(target, optimizerName))
      try history(FileSystem.join(target, historyName))
      try Data(text(of: progress).utf8).write(
        to: URL(filePath: FileSystem.join(target, progressName)))
    }
  }

  /// Looks whether a run can go on from a checkpoint: that its files are whole, as far as their headers tell.
  ///
  /// - Throws: `ModelError` for the first that is not.
  static func check(_ path: String) throws {
    let file = FileSystem.join(path, progressName)
    _ = try JSONValue.parse(try MappedFile(path: file).contents(), source: file)
    _ = try SafetensorsFile(path: FileSystem.join(path, optimizerName))
    _ = try Checkpoint(directory: ModelDirectory(path: path))
  }

  /// Takes the optimizer's state up again.
  ///
  /// - Returns: How far the run was.
  static func restore(from path: String, into session: TrainingSession) throws -> Progress {
    let file = FileSystem.join(path, progressName)
    guard let data = try? Data(contentsOf: URL(filePath: file)) else { return Progress() }
    let object = try JSONValue.parse(data, source: file).objectValue
    func whole(_ key: String) -> Int { object?[key]?.intValue ?? 0 }
    let progress = Progress(
      step: whole("step"), best: object?["best"]?.doubleValue, bestStep: whole("best_step"),
      evaluationsSinceBest: whole("evaluations_since_best"),
      evaluationsOnPlateau: whole("evaluations_on_plateau"), plateauCuts: whole("plateau_cuts"),
      window: LogWindow(object?["window"]))
    let state = try SafetensorsFile(path: FileSystem.join(path, optimizerName))
    try session.optimizer.restore(state.tensors, stepCount: progress.step)
    return progress
  }

  private static func text(of progress: Progress) -> String {
    JSONWriter.text(layout: .members) {
      $0.object {
        $0.member("step", progress.step)
        $0.member("best", progress.best)
        $0.member("best_step", progress.bestStep)
        $0.member("evaluations_since_best", progress.evaluationsSinceBest)
        $0.member("evaluations_on_plateau", progress.evaluationsOnPlateau)
        $0.member("plateau_cuts", progress.plateauCuts)
        $0.member("window") { progress.window.write(to: &$0) }
      }
    } + "\n"
  }
}
