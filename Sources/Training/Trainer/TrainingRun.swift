import Foundation
public import Model

/// Trains a classifier as a recipe says, from its data to the folder that holds the best state.
///
/// All that a run needs to go on is on disk: killed at any moment, it loses the steps since its last checkpoint and finds the same
/// numbers again.
public struct TrainingRun: Sendable {
  private let recipe: Recipe
  private let base: ModelDirectory
  private let folder: RunFolder

  /// Prepares a run.
  ///
  /// - Parameter base: where `recipe.model` leads.
  public init(_ recipe: Recipe, base: ModelDirectory) {
    self.recipe = recipe
    self.base = base
    folder = RunFolder(path: recipe.directory)
  }

  /// Runs until the end of the recipe, or until the run is told to stop or the task is cancelled.
  ///
  /// Where the folder holds checkpoints, the run goes on from the last.
  ///
  /// - Parameters:
  ///   - options: threads and backend; training is fp32.
  ///   - report: is told what happens, on the model's thread.
  /// - Throws: `TrainingError`, `ModelError`, `CancellationError`.
  public func run(
    options: LoadOptions = LoadOptions(),
    report: @escaping @Sendable (TrainingEvent) -> Void = { _ in }
  ) async throws -> TrainingOutcome {
    let lock = try folder.acquire()
    defer { withExtendedLifetime(lock) {} }
    try? FileManager.default.removeItem(atPath: folder.control)
    let splits = try DatasetSplits.read(recipe.data)
    let isMultiLabel = splits.train.isMultiLabel
    if folder.checkpoints.isEmpty {
      try InitialCheckpoint(
        base: base, labels: splits.train.labels,
        problemType: isMultiLabel ? .multiLabel : .singleLabel, seed: recipe.training.seed,
        cleaner: recipe.cleaner
      ).write(to: folder.checkpoint(0))
    }
    let last = folder.checkpoints.last ?? 0
    let directory = ModelDirectory(path: folder.checkpoint(last))
    let model = try await ModelActor.load(directory, options: options)
    guard model.info.configuration.labels == splits.train.labels else {
      throw TrainingError.run(
        "\(directory.path) tells other labels apart than the data has: "
          + "\(model.info.configuration.labels.joined(separator: ", ")).",
        advice: "Choose another `directory` in [output], or remove this run.")
    }
    let limit = min(
      recipe.maximumTokens ?? .max, model.info.configuration.maximumTokens)
    func encode(_ data: LabeledDataset) throws -> EncodedExamples {
      try EncodedExamples(
        data, model.info.tokenizer, cleaner: recipe.cleaner, maximumTokens: limit,
        isMultiLabel: isMultiLabel, labelCount: splits.train.labels.count)
    }
    let train = try encode(splits.train)
    let validation = try splits.validation.map(encode)
    let job = TrainingJob(
      recipe: recipe, folder: folder, start: ModelDirectory(path: folder.checkpoint(0)),
      train: train, validation: validation,
      labelCounts: splits.train.labelCounts, overlapCount: splits.overlaps.count,
      overlays: splits.parts.flatMap { $0.data.reports.compactMap(\.overlaySummary) },
      resumedAt: last,
      report: report)
    return try await model.perform { try job.run(on: $0) }
  }
}
