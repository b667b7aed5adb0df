import Foundation
internal import Model

/// The part of a run that has the network: steps, evaluations and checkpoints, one after the other on the model's thread.
struct TrainingJob: Sendable {
  let recipe: Recipe
  /// What the texts are learned for.
  let objective: any TrainingObjective
  let folder: RunFolder
  /// The folder whose control file steers the run: its own, or that of the cross-validation it is a part of.
  let steering: RunFolder
  /// The checkpoint the run began with: it stays, and holds what is not trained, config.json and the tokenizer's files.
  let start: ModelDirectory
  let train: EncodedExamples
  let validation: EncodedExamples?
  /// Whether the validation texts choose the best state; those that a cross-validation holds out only watch.
  let choosesBest: Bool
  /// Of the training texts, by label; empty where labels are not looked at.
  let labelCounts: [Int]
  /// What is to be said of the data.
  let notes: [String]
  let resumedAt: Int
  /// Explains the probe sentences with the network as it is; nil where there are none.
  let probe: (@Sendable (SequenceClassifier) throws -> [Probe])?
  let report: @Sendable (TrainingEvent) -> Void

  func run(on model: SequenceClassifier) throws -> TrainingOutcome {
    var loop = try Loop(self, model)
    return try loop.run()
  }

  /// What changes while a run goes on.
  private struct Loop {
    private let job: TrainingJob
    private let model: SequenceClassifier
    private let session: TrainingSession
    private let rules: FreezeRules
    private let start: Checkpoint
    private let checkpointFolder: CheckpointFolder
    private let schedule: LearningRateSchedule
    private let order: EpochOrder
    private let stepsPerEpoch: Int
    private let totalSteps: Int
    private let log: RunWriter
    private let probes: ProbeWriter?
    private var progress: TrainingCheckpoint.Progress
    private let started = ContinuousClock.now

    private var settings: Recipe.Training { job.recipe.training }

    init(_ job: TrainingJob, _ model: SequenceClassifier) throws {
      self.job = job
      self.model = model
      let settings = job.recipe.training
      order = EpochOrder(settings.sampling, labels: job.train.labels, seed: settings.seed)
      let size = settings.textsPerStep
      stepsPerEpoch = (order.exampleCount + size - 1) / size
      totalSteps = stepsPerEpoch * settings.epochs
      schedule = settings.learningRateSchedule(totalSteps: totalSteps)
      let rules = try FreezeRules(settings.freeze, names: model.parameterNames)
      self.rules = rules
      let layers = model.configuration.layerCount
      let decay = settings.layerDecay
      session = TrainingSession(
        model,
        settings.session(
          labelCounts: job.labelCounts, distillation: job.recipe.distillation),
        isTrained: rules.isTrained
      ) { LayerRates.factor(of: $0, decay: decay, layerCount: layers) }
      start = try Checkpoint(directory: job.start)
      checkpointFolder = try CheckpointFolder(
        base: job.start, configuration: model.configuration, cleaner: job.recipe.cleaner)
      progress = try TrainingCheckpoint.restore(
        from: job.resumedAt == 0 ? job.start.path : job.folder.checkpoint(job.resumedAt),
        into: session)
      // A run that is at its start finds its first evaluation anew as well.
      let kept = job.resumedAt == 0 ? -1 : job.resumedAt
      log = try RunWriter(job.folder, keepingUpTo: kept)
      probes = try job.probe.map { _ in try ProbeWriter(job.folder, keepingUpTo: kept) }
    }

    mutating func run() throws -> TrainingOutcome {
      try begin()
      if progress.step == 0, progress.best == nil { try evaluateAndSave() }
      while progress.step < totalSteps {
        if let patience = settings.patience, progress.evaluationsSinceBest >= patience {
          return try end(.stoppedEarly)
        }
        if try isToldToStop() { return try end(.stopped) }
        try step()
        let isDue =
          settings.evaluateEvery.map { progress.step % $0 == 0 }
          ?? (progress.step % stepsPerEpoch == 0)
        guard isDue || progress.step == totalSteps else { continue }
        try evaluateAndSave()
      }
      return try end(.finished)
    }

    // MARK: - Steps

    private var epoch: Double { Double(progress.step) / Double(max(1, stepsPerEpoch)) }

    /// The order of the epoch that runs, drawn once.
    private var epochExamples: (epoch: Int, examples: [Int]) = (-1, [])

    private mutating func step() throws {
      try Task.checkCancellation()
      let epoch = progress.step / stepsPerEpoch
      if epochExamples.epoch != epoch { epochExamples = (epoch, order.examples(epoch: epoch)) }
      let size = settings.textsPerStep
      let first = progress.step % stepsPerEpoch * size
      let rows = epochExamples.examples[first..<min(first + size, epochExamples.examples.count)]
      let rate =
        settings.learningRate
        * schedule.factor(step: progress.step, plateauCuts: progress.plateauCuts)
      let started = ContinuousClock.now
      let result = try job.objective.step(
        session, on: job.train, Array(rows), epoch: epoch, rate: rate)
      progress.step += 1
      progress.window.add(
        result, examples: rows.count, seconds: started.duration(to: .now) / .seconds(1))
      guard progress.step % settings.logEvery == 0 || progress.step == totalSteps else { return }
      let record = progress.window.record(step: progress.step, epoch: self.epoch, rate: rate)
      progress.window = LogWindow()
      var values = [("loss", record.loss)]
      if let accuracy = record.accuracy { values.append(("accuracy", accuracy)) }
      values += [
        ("learning_rate", record.learningRate), ("grad_norm", record.gradientNorm),
        ("examples_per_second", record.examplesPerSecond),
      ]
      try log.write(step: record.step, epoch: record.epoch, values)
      job.report(.step(record))
    }

    /// Waits while the run is paused.
    private func isToldToStop() throws -> Bool {
      var isPaused = false
      while true {
        switch job.steering.command() {
        case .stop: return true
        case .pause:
          if !isPaused { job.report(.paused(step: progress.step)) }
          isPaused = true
          try Task.checkCancellation()
          usleep(200_000)
        case .resume, nil: return false
        }
      }
    }

    // MARK: - Evaluation

    private mutating func evaluateAndSave() throws {
      try session.settle()
      // Before the log has the evaluation: who follows it finds them there.
      if let probe = job.probe { try probes?.write(asked(probe)) }
      if let validation = job.validation { try evaluate(validation) }
      if progress.step > job.resumedAt { try save() }
      try removeOldCheckpoints()
    }

    private func asked(_ probe: (SequenceClassifier) throws -> [Probe]) throws -> [Probe] {
      try probe(model).map {
        var probe = $0
        probe.step = progress.step
        probe.epoch = epoch
        return probe
      }
    }

    private mutating func evaluate(_ examples: EncodedExamples) throws {
      let started = ContinuousClock.now
      let values = try job.objective.values(of: model, on: examples)
      let isBest = try job.choosesBest && judge(values)
      let evaluation = TrainingEvent.Evaluation(
        step: progress.step, epoch: epoch, values: values, isBest: isBest,
        seconds: started.duration(to: .now) / .seconds(1))
      let found = job.objective.named(values).map { ("eval_" + $0, $1) }
      try log.write(
        step: evaluation.step, epoch: evaluation.epoch,
        found + [("eval_runtime", evaluation.seconds)])
      job.report(.evaluated(evaluation))
    }

    /// Holds an evaluation against the best so far.
    ///
    /// - Throws: `TrainingError.recipe` where the texts do not have what the best state is chosen by: no state would ever be.
    private mutating func judge(_ values: [Metric: Double]) throws -> Bool {
      guard let value = values[settings.best] else {
        let known = Metric.allCases.filter { values[$0] != nil }.map(\.rawValue)
        throw TrainingError.recipe(
          "`best` in [training] is \(settings.best.rawValue), which these validation texts do not have.",
          advice: "Known here are \(known.joined(separator: ", "))."
        )
      }
      let isBest =
        progress.best.map { settings.best.isLowerBetter ? value < $0 : value > $0 } ?? true
      if isBest {
        progress.best = value
        progress.bestStep = progress.step
        progress.evaluationsSinceBest = 0
        progress.evaluationsOnPlateau = 0
        return true
      }
      progress.evaluationsSinceBest += 1
      progress.evaluationsOnPlateau += 1
      if case .plateau(_, let patience) = schedule.shape, progress.evaluationsOnPlateau > patience {
        progress.plateauCuts += 1
        progress.evaluationsOnPlateau = 0
      }
      return false
    }

    // MARK: - Checkpoints

    private mutating func save() throws {
      if job.validation == nil || !job.choosesBest { progress.bestStep = progress.step }
      try TrainingCheckpoint.write(
        to: job.folder.checkpoint(progress.step), checkpointFolder, start: start, model: model,
        session: session, progress: progress, isTrained: rules.isTrained
      ) {
        try log.writeTrainerState(
          to: $0, progress, epoch: epoch, totalSteps: totalSteps, epochs: settings.epochs,
          bestCheckpoint: checkpoint(progress.bestStep))
      }
      job.report(.saved(step: progress.step))
    }

    /// Where the state behind a step is; the parts of a cross-validation share their start.
    private func checkpoint(_ step: Int) -> String {
      step == 0 ? job.start.path : job.folder.checkpoint(step)
    }

    /// The start and the best one stay, and as many of the last as the recipe says.
    private func removeOldCheckpoints() throws {
      let steps = job.folder.checkpoints.filter { $0 != 0 && $0 != progress.bestStep }
      for step in steps.dropLast(settings.keptCheckpoints) {
        try FileManager.default.removeItem(atPath: job.folder.checkpoint(step))
      }
    }

    // MARK: - Beginning and end

    private func begin() throws {
      let counts = try parameterCounts()
      if log.plannedSteps != totalSteps {
        try log.line {
          $0.member("step", progress.step)
          $0.member("max_steps", totalSteps)
        }
      }
      job.report(
        .started(
          .init(
            trainCount: job.train.count, validationCount: job.validation?.count,
            notes: job.notes, cutCount: job.train.cutCount, emptyCount: job.train.emptyCount,
            labels: job.labelCounts.isEmpty ? [] : model.configuration.labels,
            labelCounts: job.labelCounts,
            totalSteps: totalSteps, doneSteps: progress.step, trainedParameters: counts.trained,
            parameters: counts.all)))
    }

    private func parameterCounts() throws -> (trained: Int, all: Int) {
      try model.parameterNames.reduce(into: (0, 0)) { counts, name in
        let count = try start.tensor(name).count
        counts.1 += count
        if rules.isTrained(name) { counts.0 += count }
      }
    }

    private mutating func end(_ reason: TrainingOutcome.Reason) throws -> TrainingOutcome {
      if !job.folder.checkpoints.contains(progress.step) { try save() }
      var path = job.folder.checkpoint(progress.step)
      if reason != .stopped {
        try BestModel(storage: job.recipe.storage).copy(
          from: checkpoint(progress.bestStep), to: job.folder.path)
        path = job.folder.path
        try log.line {
          $0.member("step", progress.step)
          $0.member("epoch", epoch)
          // transformers' Trainer ends a log so; readers know by it that nothing more comes.
          $0.member("train_runtime", started.duration(to: .now) / .seconds(1))
        }
      }
      return TrainingOutcome(
        reason: reason, step: progress.step, bestStep: progress.bestStep, best: progress.best,
        path: path)
    }
  }
}
