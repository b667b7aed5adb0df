import Foundation
public import Model
internal import Synchronization

/// Trains a classifier or a masked language model as a recipe says, from its data to the folder that holds the best state.
///
/// All that a run needs to go on is on disk: killed at any moment, it loses the steps since its last checkpoint and finds the same
/// numbers again.
public struct TrainingRun: Sendable {
  private let recipe: Recipe
  private let base: ModelDirectory?
  private let teacher: ModelDirectory?
  private let folder: RunFolder
  private let prober: Prober?
  private let start: RunStart?

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - base: where `recipe.model` leads; nil where the recipe starts from scratch.
  ///   - teacher: where the name of a teacher leads.
  ///   - prober: explains the recipe's probe sentences at every evaluation; what it does changes nothing of the training.
  ///   - start: how the run was started, to be kept in its folder.
  public init(
    _ recipe: Recipe, base: ModelDirectory?, teacher: ModelDirectory? = nil,
    prober: Prober? = nil, start: RunStart? = nil
  ) {
    self.recipe = recipe
    self.base = base
    self.teacher = teacher
    self.prober = prober
    self.start = start
    folder = RunFolder(path: recipe.directory)
  }

  /// Runs until the end of the recipe, or until the run is told to stop or the task is cancelled.
  ///
  /// Where the folder holds checkpoints, the run goes on from the last that can be read; a run that failed before its first step leaves none.
  /// With folds, one model a part is trained first, in `fold-1` and so on,
  /// and judged on the texts held out; then, as without folds, the model that stays, on all training texts: of it the folds' mean says how good
  /// it is.
  ///
  /// - Parameters:
  ///   - options: threads and backend; training is fp32.
  ///   - report: is told what happens, on the model's thread.
  /// - Throws: `TrainingError`, `ModelError`, `CancellationError`.
  public func run(
    options: LoadOptions = LoadOptions(),
    report: @escaping @Sendable (TrainingEvent) -> Void = { _ in }
  ) async throws -> TrainingOutcome {
    guard recipe.training.precision == .fp32 || options.allowsBFloat16 else {
      throw TrainingError.recipe(
        "`precision` in [training] is bf16, and this CPU has no AVX512_BF16.",
        advice: "Take precision = \"fp32\".")
    }
    try recipe.checkObjective()
    try checkFolder()
    let lock = try folder.acquire()
    defer { withExtendedLifetime(lock) {} }
    try? FileManager.default.removeItem(atPath: folder.control)
    if let start { try folder.note(start) }
    let splits = try DatasetSplits.read(recipe.sources)
    try recipe.check(splits)
    try RecipeIdentity(recipe, splits).hold(in: folder)
    let isNew = folder.checkpoints.isEmpty
    var remarks: [String] = []
    if isNew {
      let initial = try initialCheckpoint(try base ?? scratch(splits.train), splits.train)
      try initial.write(to: folder.checkpoint(0))
      remarks = initial.remarks
    }
    let hasBegun = Mutex(false)
    do {
      return try await train(splits, remarks, options) { event in
        switch event {
        case .step, .evaluated, .saved: hasBegun.withLock { $0 = true }
        default: break
        }
        report(event)
      }
    } catch {
      // Made of a base or with a recipe that may be mended now: the next attempt makes it anew.
      if isNew, !hasBegun.withLock({ $0 }) {
        try? FileManager.default.removeItem(atPath: folder.checkpoint(0))
      }
      throw error
    }
  }

  private func train(
    _ splits: DatasetSplits, _ remarks: [String], _ options: LoadOptions,
    _ report: @escaping @Sendable (TrainingEvent) -> Void
  ) async throws -> TrainingOutcome {
    var loaded: Teacher?
    if let teacher {
      loaded = try await Teacher(teacher, labels: splits.train.labels, options: options)
    }
    let trainer = Trainer(
      recipe: recipe, folder: folder, splits: splits, remarks: remarks, teacher: loaded,
      options: options, prober: prober, report: report)
    if recipe.training.folds > 1, let stopped = try await trainer.crossValidate() {
      return stopped
    }
    let outcome = try await trainer.train(
      splits.train, in: folder, validation: splits.validation, choosesBest: true)
    if outcome.reason != .stopped, let test = splits.test {
      try await trainer.judge(outcome, on: test)
    }
    return outcome
  }

  /// Refuses to train into a folder that holds something else.
  private func checkFolder() throws {
    let advice = "Choose another `directory` in [output]."
    if let base, FileSystem.resolved(base.path) == FileSystem.resolved(folder.path) {
      throw TrainingError.recipe(
        "\(folder.path) is the model to start from, and the run would be written over it.",
        advice: advice)
    }
    if let other = folder.foreignCheckpoint {
      throw TrainingError.run("\(other) was written by another trainer.", advice: advice)
    }
  }

  private func initialCheckpoint(
    _ base: ModelDirectory, _ data: LabeledDataset
  ) throws -> InitialCheckpoint {
    let seed = recipe.training.seed
    switch recipe.training.objective {
    case .classification:
      return try InitialCheckpoint(
        base: base, labels: data.labels,
        problemType: recipe.data.options.isMultiLabel ? .multiLabel : .singleLabel, seed: seed,
        cleaner: recipe.cleaner)
    case .maskedLanguageModel:
      return try InitialCheckpoint(
        maskedLanguageModel: base, seed: seed, cleaner: recipe.cleaner)
    }
  }

  /// Makes the encoder of a recipe that starts from scratch, with a vocabulary of all texts that it learns from.
  private func scratch(_ data: LabeledDataset) throws -> ModelDirectory {
    guard let shape = recipe.scratch else {
      preconditionFailure("a run starts from a model or from scratch")
    }
    var words = WordCounter(lowercases: shape.isLowercased)
    for set in [data, try recipe.furtherTexts()].compactMap({ $0 }) {
      for row in 0..<set.count {
        if row % 1024 == 0 { try Task.checkCancellation() }
        words.add(recipe.cleaner.clean(try set.text(row)).text)
        if let pair = try set.pair(row) { words.add(recipe.cleaner.clean(pair).text) }
      }
    }
    try ScratchEncoder(shape, seed: recipe.training.seed, words: words.counts)
      .write(to: folder.scratch)
    return ModelDirectory(path: folder.scratch)
  }
}

/// What all parts of a run share: the data, the start, and who is told.
private struct Trainer {
  let recipe: Recipe
  let folder: RunFolder
  let splits: DatasetSplits
  /// What was assumed of the model it starts from.
  let remarks: [String]
  let teacher: Teacher?
  let options: LoadOptions
  let prober: Prober?
  let report: @Sendable (TrainingEvent) -> Void

  private var start: ModelDirectory { ModelDirectory(path: folder.checkpoint(0)) }

  private func encode(
    _ data: LabeledDataset, _ model: ModelInfo, for objective: any TrainingObjective
  ) throws -> EncodedExamples {
    let examples = try EncodedExamples(
      data, model.tokenizer, cleaner: recipe.cleaner, maximumTokens: maximumTokens(of: model),
      isMultiLabel: recipe.data.options.isMultiLabel, labelCount: splits.train.labels.count,
      isUsable: objective.isUsable)
    guard examples.count > 0 else {
      throw TrainingError.recipe(
        "Of \(Wording.count(data.count, "text")) none has a piece that the model knows.",
        advice:
          "Check `clean` and the files in [data], and that the vocabulary is of their language.")
    }
    return examples
  }

  private func objective(of model: ModelInfo) throws -> any TrainingObjective {
    switch recipe.training.objective {
    case .classification: return ClassificationObjective()
    case .maskedLanguageModel:
      guard
        let masking = Masking(
          model.tokenizer, share: recipe.training.mask, seed: recipe.training.seed)
      else {
        throw TrainingError.run(
          "\(model.path) has no mask token.", advice: "Remove this run, and start it again.")
      }
      return MaskedLanguageObjective(masking: masking)
    }
  }

  /// Probe sentences belong to the model that stays: the parts of a cross-validation have none.
  private func probe(
    in place: RunFolder, _ info: ModelInfo
  ) -> (@Sendable (SequenceClassifier) throws -> [Probe])? {
    guard let prober, !recipe.probe.texts.isEmpty, place.path == folder.path else { return nil }
    let sentences = recipe.probe
    return { try prober(sentences, $0, info) }
  }

  private func maximumTokens(of model: ModelInfo) -> Int {
    min(recipe.maximumTokens ?? .max, model.configuration.maximumTokens)
  }

  /// The texts to learn from, with a teacher's answers where there is one.
  private func lessons(
    _ data: LabeledDataset, _ model: ModelInfo, for objective: any TrainingObjective
  ) async throws -> EncodedExamples {
    guard let teacher, let settings = recipe.distillation else {
      return try encode(data, model, for: objective)
    }
    let limit = maximumTokens(of: model)
    return try await EncodedExamples.taught(
      data, try recipe.furtherTexts(), by: teacher, settings, seed: recipe.training.seed
    ) { text, pair in
      model.tokenizer.encode(text, pair: pair, cleaner: recipe.cleaner, maximumTokens: limit)
    } report: {
      report(.taught($0, of: $1))
    }
  }

  /// Trains one model, from the start or from the last checkpoint of its folder that can be read.
  func train(
    _ data: LabeledDataset, in place: RunFolder, validation: LabeledDataset?, choosesBest: Bool
  ) async throws -> TrainingOutcome {
    let (last, damage) = try place.lastReadableCheckpoint()
    let directory = last == 0 ? start : ModelDirectory(path: place.checkpoint(last))
    let model = try await ModelActor.load(directory, options: options)
    try check(model.info.configuration, data, directory)
    let objective = try objective(of: model.info)
    let isOfLabels = recipe.training.objective == .classification
    let job = TrainingJob(
      recipe: recipe, objective: objective, folder: place, steering: folder, start: start,
      train: try await lessons(data, model.info, for: objective),
      validation: try validation.map { try encode($0, model.info, for: objective) },
      choosesBest: choosesBest, labelCounts: isOfLabels ? data.labelCounts : [],
      notes: splits.notes + remarks + damage, resumedAt: last, probe: probe(in: place, model.info),
      report: report)
    return try await model.perform { try job.run(on: $0) }
  }

  /// Holds the model that stays against texts that nothing was chosen by.
  func judge(_ outcome: TrainingOutcome, on data: LabeledDataset) async throws {
    let model = try await ModelActor.load(ModelDirectory(path: folder.path), options: options)
    let objective = try objective(of: model.info)
    let examples = try encode(data, model.info, for: objective)
    let values = try await model.perform { try objective.values(of: $0, on: examples) }
    try RunWriter.conclude(folder, step: outcome.bestStep, objective.named(values))
    report(.tested(values, count: examples.count))
  }

  /// Holds a checkpoint against what it is to learn: a run's folder may be another run's.
  private func check(
    _ configuration: ModelConfiguration, _ data: LabeledDataset, _ directory: ModelDirectory
  ) throws {
    let problem: String
    switch (recipe.training.objective, configuration.languageModel) {
    case (.classification, nil):
      guard configuration.labels != data.labels else { return }
      problem =
        "tells other labels apart than the data has: "
        + configuration.labels.joined(separator: ", ")
    case (.classification, _?): problem = "is a language model, which the recipe does not train"
    case (.maskedLanguageModel, nil): problem = "is a classifier, which the recipe does not train"
    case (.maskedLanguageModel, _?): return
    }
    throw TrainingError.run(
      "\(directory.path) \(problem).",
      advice: "Choose another `directory` in [output], or remove this run.")
  }

  /// Trains and judges a model a part; those that were judged before are not trained again.
  ///
  /// A validation set of the recipe's chooses each part's best state. Without one the last state is judged: what is held out must not choose.
  ///
  /// - Returns: How it was stopped; nil when all parts are judged.
  func crossValidate() async throws -> TrainingOutcome? {
    let settings = recipe.training
    guard splits.train.count >= settings.folds else {
      throw TrainingError.recipe(
        "`folds` is \(settings.folds), and there are \(splits.train.count) texts to learn from.",
        advice: "Take fewer folds.")
    }
    let parts = splits.train.folds(settings.folds, seed: settings.seed)
    guard parts.allSatisfy({ $0.validation.count > 0 && $0.train.count > 0 }) else {
      throw TrainingError.recipe(
        "There are not \(settings.folds) different texts to learn from.",
        advice: "Take fewer folds."
      )
    }
    var result = CrossValidation(parts, labels: splits.train.labels)
    if let known = try CrossValidation.read(folder.crossValidation) {
      guard known.digest == result.digest, known.count == result.count,
        known.labels == result.labels
      else {
        throw TrainingError.run(
          "\(folder.crossValidation) is of other texts, or of other parts of them.",
          advice: "Choose another `directory` in [output], or remove this run.")
      }
      result = known
    } else {
      // Before any training: a run that is gone on with must find the same parts.
      try result.write(to: folder.crossValidation)
    }
    for (index, part) in parts.enumerated().dropFirst(result.folds.count) {
      let place = folder.fold(index + 1)
      try FileManager.default.createDirectory(
        atPath: place.path, withIntermediateDirectories: true)
      report(.fold(index + 1, of: parts.count))
      let outcome = try await train(
        part.train, in: place, validation: splits.validation ?? part.validation,
        choosesBest: splits.validation != nil)
      if outcome.reason == .stopped { return outcome }
      let model = try await ModelActor.load(ModelDirectory(path: place.path), options: options)
      let heldOut = try encode(part.validation, model.info, for: ClassificationObjective())
      let (outputs, values) = try await model.perform { try heldOut.judged(by: $0) }
      result.folds.append(
        CrossValidation.Fold(
          number: index + 1, trainCount: part.train.count, step: outcome.bestStep, values: values,
          matrix: ConfusionMatrix(outputs)))
      try result.write(to: folder.crossValidation)
      // The model stays; what was needed to go on is no longer.
      for step in place.checkpoints {
        try FileManager.default.removeItem(atPath: place.checkpoint(step))
      }
    }
    report(.crossValidated(result))
    return nil
  }
}
