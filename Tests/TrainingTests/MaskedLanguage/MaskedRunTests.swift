import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Model
@testable import Training

@Suite("A run of masked language modelling")
struct MaskedRunTests {
  private let options = LoadOptions(precision: .fp32, threads: 2, backend: .automatic)

  private static let shape: EncoderShape = {
    var shape = EncoderShape()
    (shape.layerCount, shape.hiddenSize, shape.headCount) = (2, 32, 4)
    (shape.intermediateSize, shape.vocabularySize, shape.maximumTokens) = (64, 120, 24)
    shape.dropout = 0
    return shape
  }()

  /// A recipe whose texts follow a rule: what stands beside a hidden word tells it.
  private func withRecipe<Result>(
    _ change: (inout Recipe) -> Void = { _ in },
    _ body: (Recipe, ModelDirectory) async throws -> Result
  ) async throws -> Result {
    try await TinyRun.withRecipe {
      $0.training.objective = .maskedLanguageModel
      $0.training.best = .loss
      change(&$0)
    } _: { recipe, base in
      try await body(recipe, base)
    }
  }

  @Test(
    "From scratch it learns to tell hidden pieces, and leaves what a classifier starts from",
    arguments: [ModelConfiguration.Architecture.bert, .distilBERT])
  func learns(_ architecture: ModelConfiguration.Architecture) async throws {
    try await withRecipe {
      $0.model = ""
      $0.scratch = Self.shape
      $0.scratch?.architecture = architecture
      $0.training.epochs = 20
    } _: { recipe, _ in
      let outcome = try await TrainingRun(recipe, base: nil).run(options: options)
      #expect(outcome.reason == .finished && outcome.step == 20 * 15)
      let records = try TinyRun.records(recipe)
      let evaluations = records.filter { $0["eval_loss"] != nil }
      #expect(evaluations.count == 21 && evaluations.first?["step"]?.intValue == 0)
      let losses = evaluations.compactMap { $0["eval_loss"]?.doubleValue }
      // A head that has seen nothing finds all pieces equally likely.
      let start = try ModelConfiguration.load(
        directory: ModelDirectory(path: recipe.directory + "/checkpoint-0"))
      #expect(abs(losses[0] - log(Double(start.vocabularySize))) < 0.1)
      #expect(losses.min() == outcome.best)
      // The words beside them tell most; the number at a text's end is anybody's guess.
      #expect(try #require(outcome.best) < 0.6 * losses[0], "\(losses)")
      for evaluation in evaluations {
        let loss = try #require(evaluation["eval_loss"]?.doubleValue)
        #expect(abs(try #require(evaluation["eval_perplexity"]?.doubleValue) - exp(loss)) < 1e-9)
        #expect(evaluation["eval_accuracy"] != nil && evaluation["eval_weighted_f1"] == nil)
      }
      let steps = records.filter { $0["loss"] != nil }
      #expect(steps.count == 300)
      #expect(steps.allSatisfy { $0["accuracy"] != nil && $0["learning_rate"] != nil })

      // What is left is a language model for this program too.
      let model = try await GoldenModels.load(URL(filePath: outcome.path))
      #expect(model.info.warnings == [])
      #expect(model.info.configuration.languageModel?.maskID == 4)
      let guess = try await model.predict(model.info.tokenizer.encode("people [MASK] this film"))
      #expect(guess.outputs.count == start.vocabularySize)

      var classifier = recipe
      classifier.model = outcome.path
      classifier.scratch = nil
      classifier.training = Recipe.Training()
      classifier.training.learningRate = 1e-3
      classifier.training.warmup = 0.1
      classifier.training.batchSize = 8
      classifier.training.epochs = 8
      classifier.directory = recipe.directory + "-classifier"
      let base = ModelDirectory(path: outcome.path)
      let trained = try await TrainingRun(classifier, base: base).run(options: options)
      #expect(try #require(trained.best) > 0.9)
      let before = try Checkpoint(directory: base)
      let after = try Checkpoint(
        directory: ModelDirectory(path: classifier.directory + "/checkpoint-0"))
      #expect(after.names.contains("classifier.weight"))
      #expect(!after.names.contains { $0.hasPrefix("cls.") || $0.hasPrefix("vocab_") })
      let table = "embeddings.word_embeddings.weight"
      #expect(try after.tensor(table).floats() == before.tensor(table).floats())
    }
  }

  @Test("A language model goes on with its own head", arguments: ["bert-masked", "roberta-masked"])
  func continues(_ name: String) async throws {
    let base = ModelDirectory(path: Fixtures.model(name).path)
    try await withRecipe {
      $0.model = base.path
      $0.training.epochs = 2
      $0.maximumTokens = 20
    } _: { recipe, _ in
      let outcome = try await TrainingRun(recipe, base: base).run(options: options)
      let (before, after) = (
        try Checkpoint(directory: base),
        try Checkpoint(directory: ModelDirectory(path: recipe.directory + "/checkpoint-0"))
      )
      let used = try await GoldenModels.load(name).perform { $0.parameterNames }
      // The biases are there under the head's own name, and under the last matrix's where they are read from that.
      let bias = name == "bert-masked" ? "cls.predictions.bias" : "lm_head.bias"
      #expect(Set(after.names) == used.union([bias]))
      for name in used {
        #expect(try after.tensor(name).floats() == before.tensor(name).floats(), "\(name)")
      }
      #expect(try TinyRun.records(recipe).contains { $0["eval_loss"] != nil })
      let losses = try TinyRun.records(recipe).compactMap { $0["eval_loss"]?.doubleValue }
      #expect(try #require(losses.last) < losses[0])
      let config = try String(contentsOfFile: outcome.path + "/config.json", encoding: .utf8)
      #expect(config.contains(name == "bert-masked" ? "BertForMaskedLM" : "RobertaForMaskedLM"))
      #expect(!config.contains("id2label") && !config.contains("problem_type"))
    }
  }

  @Test("A classifier's encoder gets a head that has seen nothing, stored as transformers does")
  func freshHead() async throws {
    try await withRecipe {
      $0.training.epochs = 1
    } _: { recipe, base in
      let outcome = try await TrainingRun(recipe, base: base).run(options: options)
      let file = try SafetensorsFile(path: recipe.directory + "/checkpoint-0/model.safetensors")
      let tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
      let head = [
        "cls.predictions.transform.dense.weight", "cls.predictions.transform.dense.bias",
        "cls.predictions.transform.LayerNorm.weight", "cls.predictions.transform.LayerNorm.bias",
        "cls.predictions.bias",
      ]
      #expect(Set(tensors.keys.filter { !$0.hasPrefix("bert.") }) == Set(head))
      #expect(!tensors.keys.contains { $0.hasPrefix("bert.pooler") })
      #expect(try #require(tensors[head[2]]).floats().allSatisfy { $0 == 1 })
      #expect(try #require(tensors[head[4]]).floats().allSatisfy { $0 == 0 })
      let dense = try #require(tensors[head[0]]).floats()
      let deviation = (dense.reduce(0) { $0 + $1 * $1 } / Float(dense.count)).squareRoot()
      #expect(abs(deviation - 0.02) < 0.004)
      // The whole model moved, its table of words and its bias of pieces among it.
      let last = try SafetensorsFile(path: outcome.path + "/model.safetensors")
      let moved = [head[4], "bert.embeddings.word_embeddings.weight"]
      for tensor in last.tensors where moved.contains(tensor.name) {
        #expect(try tensor.floats() != tensors[tensor.name]?.floats())
      }
    }
  }

  @Test("Finds the same numbers again when it is resumed from a checkpoint")
  func resumes() async throws {
    func change(_ recipe: inout Recipe) {
      recipe.model = ""
      recipe.scratch = Self.shape
      recipe.scratch?.dropout = 0.1
      recipe.training.epochs = 3
      recipe.training.evaluateEvery = 5
    }
    let whole = try await withRecipe(change) { recipe, _ in
      let outcome = try await TrainingRun(recipe, base: nil).run(options: options)
      return (try TinyRun.records(recipe), try weights(outcome.path))
    }
    let resumed = try await withRecipe(change) { recipe, _ in
      let folder = RunFolder(path: recipe.directory)
      let outcome = try await TrainingRun(recipe, base: nil).run(options: options) {
        if case .step(let step) = $0, step.step == 23 { try? folder.steer(.stop) }
      }
      #expect(outcome.reason == .stopped)
      try FileManager.default.removeItem(atPath: folder.checkpoint(23))
      let last = try await TrainingRun(recipe, base: nil).run(options: options)
      return (try TinyRun.records(recipe), try weights(last.path))
    }
    #expect(TinyRun.untimed(resumed.0) == TinyRun.untimed(whole.0))
    #expect(resumed.1 == whole.1)
  }

  private func weights(_ path: String) throws -> [String: [Float]] {
    let file = try SafetensorsFile(path: path + "/model.safetensors")
    return Dictionary(uniqueKeysWithValues: try file.tensors.map { ($0.name, try $0.floats()) })
  }

  @Test("Evaluations ask the same of a model that stays as it is")
  func fixedValidation() async throws {
    try await withRecipe {
      $0.training.learningRate = 0
      $0.training.epochs = 3
    } _: { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      let records = try TinyRun.records(recipe)
      let evaluations = records.compactMap { $0["eval_loss"]?.doubleValue }
      #expect(evaluations.count == 4 && Set(evaluations).count == 1)
      // The same texts in another epoch are asked other pieces.
      let steps = records.compactMap { $0["loss"]?.doubleValue }
      #expect(Set(steps).count == steps.count)
    }
  }

  @Test("Labels are not looked at: files with and without them teach the same")
  func labelsDoNotMatter() async throws {
    func losses(_ keepsLabels: Bool) async throws -> [Double] {
      try await withRecipe {
        $0.training.epochs = 1
        $0.model = ""
        $0.scratch = Self.shape
      } _: { recipe, _ in
        if !keepsLabels {
          for paths in [recipe.data.train, recipe.data.validation] {
            let text = try String(contentsOfFile: paths[0], encoding: .utf8)
            let bare = text.split(separator: "\n").map { $0.prefix { $0 != ";" } + "\n" }.joined()
            try bare.write(toFile: paths[0], atomically: true, encoding: .utf8)
          }
        }
        let told = Mutex<TrainingEvent.Plan?>(nil)
        _ = try await TrainingRun(recipe, base: nil).run(options: options) { event in
          if case .started(let plan) = event { told.withLock { $0 = plan } }
        }
        let plan = told.withLock { $0 }
        #expect(plan?.labels == [] && plan?.labelCounts == [] && plan?.trainCount == 120)
        return try TinyRun.records(recipe).compactMap { $0["loss"]?.doubleValue }
      }
    }
    let (with, without) = (try await losses(true), try await losses(false))
    #expect(with.count == 15 && with == without)
  }

  @Test("The folder of another kind of run is refused")
  func otherRun() async throws {
    try await withRecipe {
      $0.training.epochs = 0
    } _: { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      var other = recipe
      other.training.objective = .classification
      await #expect(throws: TrainingError.self) {
        try await TrainingRun(other, base: base).run(options: options)
      }
      other.directory += "-classifier"
      _ = try await TrainingRun(other, base: base).run(options: options)
      other.training.objective = .maskedLanguageModel
      await #expect(throws: TrainingError.self) {
        try await TrainingRun(other, base: base).run(options: options)
      }
    }
  }

  @Test("A model that reads from left to right, and texts of no known piece, are refused")
  func refusals() async throws {
    let gpt = ModelDirectory(path: Fixtures.model("gpt2-language").path)
    try await withRecipe { _ in
    } _: { recipe, base in
      await #expect {
        try await TrainingRun(recipe, base: gpt).run(options: options)
      } throws: {
        guard case TrainingError.recipe(let problem, _) = $0 else { return false }
        return problem.contains("GPT-2")
      }
      #expect(RunFolder(path: recipe.directory).checkpoints.isEmpty)
      var unknown = recipe
      unknown.data.validation = []
      try "☃☃\n☃ ☃\n".write(toFile: recipe.data.train[0], atomically: true, encoding: .utf8)
      await #expect {
        try await TrainingRun(unknown, base: base).run(options: options)
      } throws: {
        guard case TrainingError.recipe(let problem, _) = $0 else { return false }
        return problem.contains("none has a piece")
      }
      unknown.training.folds = 3
      unknown.directory += "-folds"
      await #expect(throws: TrainingError.self) {
        try await TrainingRun(unknown, base: base).run(options: options)
      }
      #expect(!FileManager.default.fileExists(atPath: unknown.directory))
    }
  }
}
