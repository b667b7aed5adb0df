import Foundation
import Model
import Synchronization
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
    func change(_ recipe: inout Recipe) {
      recipe.training.evaluateEvery = 5
      // Neither the stop nor a checkpoint is behind a line of the log.
      recipe.training.logEvery = 3
    }
    let whole = try await TinyRun.withRecipe(change) { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      return try TinyRun.records(recipe)
    }
    let resumed = try await TinyRun.withRecipe(change) { recipe, base in
      // Told to stop between two evaluations; a kill leaves no more than the checkpoint of the last.
      let folder = RunFolder(path: recipe.directory)
      let outcome = try await TrainingRun(recipe, base: base).run(options: options) {
        if case .step(let step) = $0, step.step == 24 { try? folder.steer(.stop) }
      }
      #expect(outcome.step == 24)
      #expect(folder.checkpoints.last == 24)
      if isKilled { try FileManager.default.removeItem(atPath: folder.checkpoint(24)) }
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

  private func problem(of recipe: Recipe, _ base: ModelDirectory) async throws -> String {
    do {
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("A folder that holds a run of another recipe is refused; a longer one of the same goes on")
  func anotherRecipe() async throws {
    try await TinyRun.withRecipe({ $0.training.epochs = 1 }) { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      var other = recipe
      other.training.learningRate = 1e-3
      other.cleaner = TextCleaner([.lowercase])
      let problem = try await problem(of: other, base)
      #expect(problem.contains("`learning-rate` was 0.003 and is 0.001"))
      #expect(problem.contains("`clean` was  and is lowercase"))
      #expect(problem.contains("Choose another `directory`"))
      var texts = recipe
      texts.data.train += texts.data.validation
      texts.data.validation = []
      #expect(try await self.problem(of: texts, base).contains("`train` was 120 texts"))
      var longer = recipe
      longer.training.epochs = 2
      let outcome = try await TrainingRun(longer, base: base).run(options: options)
      #expect(outcome.step == 30)
      let log = try #require(RunFinder.find(recipe.directory)[0].load())
      #expect(log.totalSteps == 30 && log.state == .finished)
    }
  }

  @Test("A folder is not trained into where it is the model itself, or another trainer's")
  func foreignFolders() async throws {
    try await TinyRun.withRecipe({ $0.training.epochs = 1 }) { recipe, base in
      var onto = recipe
      onto.directory = base.path
      #expect(try await problem(of: onto, base).contains("is the model to start from"))
      let checkpoint = RunFolder(path: recipe.directory).checkpoint(500)
      try FileManager.default.createDirectory(
        atPath: checkpoint, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: checkpoint + "/model.safetensors"))
      #expect(
        try await problem(of: recipe, base).contains("checkpoint-500 was written by another"))
      #expect(FileManager.default.fileExists(atPath: checkpoint + "/model.safetensors"))
    }
  }

  @Test("What the validation texts cannot choose by is said at once")
  func undefinedBest() async throws {
    try await TinyRun.withRecipe({ $0.training.best = .rocAUC }) { recipe, base in
      var recipe = recipe
      let folder = URL(filePath: recipe.directory).deletingLastPathComponent()
      let path = folder.appending(path: "one.txt").path
      try "love this film;joy\ngreat day;joy\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      recipe.data.validation = [path]
      #expect(
        try await problem(of: recipe, base).contains(
          "roc-auc, which these validation texts do not have"))
    }
  }

  @Test("What needs several labels, or texts to validate with, is refused without them")
  func unusableTexts() async throws {
    try await TinyRun.withRecipe { recipe, base in
      var patient = recipe
      patient.data.validation = []
      patient.training.patience = 2
      #expect(try await problem(of: patient, base).contains("need a validation set"))
      var split = recipe
      split.data.validation = []
      split.data.split = 0.999
      #expect(
        try await problem(of: split, base).contains(
          "A `split` of 0.999 leaves none of 120 texts to validate with"))
      var one = recipe
      let path = URL(filePath: recipe.directory).deletingLastPathComponent()
        .appending(path: "one.txt").path
      try "love this film;joy\ngreat day;joy\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      one.data.train = [path]
      one.data.validation = []
      #expect(try await problem(of: one, base).contains("have the label joy"))
    }
  }

  @Test("Test texts judge what stays, and the log ends with what they say")
  func test() async throws {
    try await TinyRun.withRecipe({ $0.training.epochs = 3 }) { recipe, base in
      var recipe = recipe
      let folder = URL(filePath: recipe.directory).deletingLastPathComponent()
      recipe.data.test = [
        try TinyRun.write(folder, name: "test.txt", count: 30, seed: 3, ending: " too")
      ]
      let told = Mutex<(values: [Metric: Double], count: Int)?>(nil)
      let outcome = try await TrainingRun(recipe, base: base).run(options: options) { event in
        if case .tested(let values, let count) = event { told.withLock { $0 = (values, count) } }
      }
      let (values, count) = try #require(told.withLock { $0 })
      #expect(count == 30)
      let model = try await GoldenModels.load(URL(filePath: outcome.path))
      let examples = try EncodedExamples(
        LabeledDataset.read(recipe.data.test), model.info.tokenizer, cleaner: TextCleaner(),
        maximumTokens: 40, isMultiLabel: false, labelCount: 2)
      let predictions = try await model.perform { try $0.predictions(examples.batch(0..<30)) }
      let right = zip(predictions, examples.labels).count { $0.outputs[$1] > 0.5 }
      #expect(values[.accuracy] == Double(right) / 30)
      let last = try #require(try TinyRun.records(recipe).last)
      #expect(last["test_accuracy"]?.doubleValue == values[.accuracy])
      #expect(last["step"]?.intValue == outcome.bestStep)
      let log = try #require(RunFinder.find(recipe.directory)[0].load())
      #expect(log.state == .finished)
      #expect(RunFolder(path: recipe.directory).hasEnded)
    }
  }

  @Test("Rows that are not learned from are counted and named")
  func notes() async throws {
    try await TinyRun.withRecipe({ $0.training.epochs = 1 }) { recipe, base in
      var recipe = recipe
      let folder = URL(filePath: recipe.directory).deletingLastPathComponent()
      let path = folder.appending(path: "odd.txt").path
      try "love this film;joy\nhate this film;anger\nno label here\nso so;neutral\n;joy\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      recipe.data.train.append(path)
      recipe.data.options.format = .semicolon
      recipe.data.labels = ["anger", "joy"]
      try
        (String(contentsOfFile: recipe.data.validation[0], encoding: .utf8)
        + "love this film;joy\n")
        .write(toFile: recipe.data.validation[0], atomically: true, encoding: .utf8)
      let notes = Mutex<[String]>([])
      _ = try await TrainingRun(recipe, base: base).run(options: options) { event in
        if case .started(let plan) = event { notes.withLock { $0 = plan.notes } }
      }
      let lines = notes.withLock { $0 }
      #expect(lines.contains("odd.txt: 2 rows could not be used"))
      #expect(lines.contains { $0.hasPrefix("  line 3: ") })
      #expect(lines.contains("  line 5: no text"))
      #expect(lines.contains("left out for their labels: neutral 1"))
      #expect(lines.contains("1 text left out: a later set has the same"))
      #expect(lines.contains("  train, kept in validation: love this film"))
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
