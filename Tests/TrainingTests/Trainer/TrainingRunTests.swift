import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("A training run")
struct TrainingRunTests {
  private let options = LoadOptions(precision: .fp32, threads: 2, backend: .automatic)

  @Test("Learns, and leaves the best state as a model that loads")
  func learns() async throws {
    try await TinyRun.withRecipe { recipe, base in
      let outcome = try await TrainingRun(recipe, base: base).run(options: options)
      #expect(outcome.step == 6 * 15)
      #expect(try #require(outcome.best) > 0.9)
      let records = try TinyRun.records(recipe)
      let evaluations = records.filter { $0["eval_weighted_f1"] != nil }
      // The new head first, then every epoch.
      #expect(evaluations.compactMap { $0["step"]?.intValue } == [0, 15, 30, 45, 60, 75, 90])
      let values = evaluations.compactMap { $0["eval_weighted_f1"]?.doubleValue }
      #expect(values.max() == outcome.best)
      #expect(records.count { $0["loss"] != nil } == 90)

      // The same numbers in all three forms of the log.
      let sources = try RunFinder.find(recipe.directory)
      #expect(sources.map(\.path) == [RunFolder(path: recipe.directory).log])
      let log = try #require(sources[0].load())
      #expect(log.state == .finished)
      #expect(log.totalSteps == 90)
      let losses = try #require(log["loss"]).points
      let events = try #require(
        FileManager.default.contentsOfDirectory(atPath: recipe.directory)
          .first { $0.contains(".tfevents.") })
      let board = try #require(
        RunFinder.find(recipe.directory + "/" + events)[0].load()?["train/loss"])
      #expect(board.points.count == losses.count)
      let state = try #require(
        RunFinder.find(recipe.directory + "/checkpoint-90/trainer_state.json")[0].load())
      #expect(try #require(state["train/loss"]).points.count == losses.count)

      let model = try await GoldenModels.load(URL(filePath: outcome.path))
      #expect(model.info.configuration.labels == ["anger", "joy"])
      let examples = try EncodedExamples(
        LabeledDataset.read(recipe.data.validation), model.info.tokenizer, cleaner: TextCleaner(),
        maximumTokens: 40, isMultiLabel: false, labelCount: 2)
      let predictions = try await model.perform { try $0.predictions(examples.batch(0..<20)) }
      let right = zip(predictions, examples.labels).count { prediction, label in
        prediction.outputs[label] > 0.5
      }
      let best = try #require(evaluations.first { $0["step"]?.intValue == outcome.bestStep })
      #expect(Double(right) / 20 == best["eval_accuracy"]?.doubleValue)
    }
  }

  @Test("Finds the same numbers again when it is resumed", arguments: [false, true])
  func resumes(isKilled: Bool) async throws {
    let whole = try await TinyRun.withRecipe({ $0.training.evaluateEvery = 5 }) { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      return try TinyRun.records(recipe)
    }
    let resumed = try await TinyRun.withRecipe({ $0.training.evaluateEvery = 5 }) { recipe, base in
      // Told to stop between two evaluations; a kill leaves no more than the checkpoint of the last.
      let folder = RunFolder(path: recipe.directory)
      let outcome = try await TrainingRun(recipe, base: base).run(options: options) {
        if case .step(let step) = $0, step.step == 23 { try? folder.steer(.stop) }
      }
      #expect(outcome.step == 23)
      #expect(folder.checkpoints.last == 23)
      if isKilled { try FileManager.default.removeItem(atPath: folder.checkpoint(23)) }
      // What a kill in the middle of a checkpoint leaves.
      try FileManager.default.createDirectory(
        atPath: folder.checkpoint(25) + WholeFolder.unfinishedSuffix,
        withIntermediateDirectories: true)
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      return try TinyRun.records(recipe)
    }
    #expect(TinyRun.untimed(resumed) == TinyRun.untimed(whole))
  }

  @Test("Ends when evaluations are no better for long")
  func earlyStopping() async throws {
    try await TinyRun.withRecipe {
      $0.training.patience = 2
      $0.training.learningRate = 0
    } _: { recipe, base in
      let outcome = try await TrainingRun(recipe, base: base).run(options: options)
      #expect(outcome.step == 30)
      #expect(outcome.bestStep == 0)
    }
  }

  @Test("Two processes do not train in one folder")
  func lock() async throws {
    try await TinyRun.withRecipe { recipe, base in
      let lock = try RunFolder(path: recipe.directory).acquire()
      await #expect(throws: TrainingError.self) {
        _ = try await TrainingRun(recipe, base: base).run(options: options)
      }
      withExtendedLifetime(lock) {}
    }
  }

  @Test("Keeps the start, the best and the last checkpoints")
  func checkpoints() async throws {
    try await TinyRun.withRecipe({ $0.training.keptCheckpoints = 1 }) { recipe, base in
      let outcome = try await TrainingRun(recipe, base: base).run(options: options)
      // Ninety, or the one before where ninety is the best itself.
      let last = outcome.bestStep == 90 ? 75 : 90
      #expect(
        Set(RunFolder(path: recipe.directory).checkpoints) == [0, outcome.bestStep, last])
    }
  }
}
