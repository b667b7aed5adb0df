import Foundation
import Synchronization
import Testing

@testable import Model
@testable import Training

/// Runs that start from random numbers, and runs that learn from another model's answers.
struct ScratchRunTests {
  private static func shape(_ architecture: ModelConfiguration.Architecture) -> EncoderShape {
    var shape = EncoderShape()
    shape.architecture = architecture
    (shape.layerCount, shape.hiddenSize, shape.headCount) = (2, 32, 4)
    (shape.intermediateSize, shape.vocabularySize, shape.maximumTokens) = (64, 120, 24)
    return shape
  }

  @Test(
    "Learns with a vocabulary of its own",
    arguments: [ModelConfiguration.Architecture.bert, .distilBERT])
  func learns(_ architecture: ModelConfiguration.Architecture) async throws {
    try await TinyRun.withRecipe {
      $0.model = ""
      $0.scratch = Self.shape(architecture)
      $0.training.epochs = 12
    } _: { recipe, _ in
      let outcome = try await TrainingRun(recipe, base: nil).run()
      let model = try await ModelActor.load(ModelDirectory(path: outcome.path))
      let info = model.info
      #expect(info.configuration.architecture == architecture)
      #expect(info.configuration.layerCount == 2 && info.configuration.hiddenSize == 32)
      #expect(info.configuration.maximumTokens == 24)
      #expect(info.configuration.labels == ["anger", "joy"])
      #expect((30...120).contains(info.configuration.vocabularySize))
      // Every word of the texts has pieces.
      let encoding = info.tokenizer.encode("Love this FILM noisy")
      #expect(!encoding.ids.contains(try #require(info.tokenizer.specialTokens.unknown)))
      let accuracy = try #require(outcome.best)
      #expect(accuracy > 0.9)
    }
  }

  @Test("The numbers have the deviation and the ones and zeros that a new model has")
  func numbers() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var shape = Self.shape(.bert)
    shape.hiddenSize = 64
    try ScratchEncoder(shape, seed: 3, words: ["low": 5, "lower": 2, "newest": 6])
      .write(to: folder.path)
    let file = try SafetensorsFile(path: folder.appending(path: "model.safetensors").path)
    let tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    let query = try #require(tensors["encoder.layer.1.attention.self.query.weight"]).floats()
    let mean = query.reduce(0, +) / Float(query.count)
    let deviation = (query.reduce(0) { $0 + $1 * $1 } / Float(query.count)).squareRoot()
    // 4,096 numbers: four standard errors of mean and deviation.
    #expect(abs(mean) < 4 * 0.02 / 64)
    #expect(abs(deviation - 0.02) < 4 * 0.02 / 64 / Float(2).squareRoot())
    let key = try #require(tensors["encoder.layer.1.attention.self.key.weight"]).floats()
    #expect(key != query)
    #expect(try #require(tensors["embeddings.LayerNorm.weight"]).floats().allSatisfy { $0 == 1 })
    #expect(
      try #require(tensors["encoder.layer.0.output.dense.bias"]).floats().allSatisfy { $0 == 0 })
    #expect(tensors["embeddings.position_embeddings.weight"]?.shape == [24, 64])
  }

  @Test("A student agrees with its teacher, in half precision too")
  func distils() async throws {
    try await TinyRun.withRecipe {
      $0.training.epochs = 8
    } _: { recipe, base in
      let taught = try await TrainingRun(recipe, base: base).run()
      var student = recipe
      student.model = ""
      student.scratch = Self.shape(.bert)
      student.training.epochs = 8
      student.distillation = Distillation(teacher: taught.path)
      student.distillation?.weight = 1
      student.distillation?.variants = 2
      // What only these texts have gets pieces, too.
      let further = try TinyRun.write(
        URL(filePath: recipe.directory).deletingLastPathComponent(), name: "further.txt", count: 20,
        seed: 3, ending: " ?!")
      student.distillation?.texts = [further]
      student.directory = recipe.directory + "-student"
      student.storage = .float16
      let events = Events()
      let outcome = try await TrainingRun(
        student, base: nil, teacher: ModelDirectory(path: taught.path)
      ).run { events.append($0) }
      // Every text and its two variants, of the training set and of the further texts.
      #expect(events.taught == 3 * (120 + 20))
      #expect(try #require(outcome.best) > 0.9)
      let folder = ModelDirectory(path: outcome.path)
      let file = try SafetensorsFile(path: FileSystem.join(folder.path, "model.safetensors"))
      #expect(file.tensors.allSatisfy { $0.scalarType == .float16 })
      let config = try String(
        contentsOfFile: FileSystem.join(folder.path, "config.json"), encoding: .utf8)
      #expect(config.contains("\"float16\""))
      let model = try await ModelActor.load(folder)
      #expect(model.info.configuration.labels == ["anger", "joy"])
      let encoding = model.info.tokenizer.encode("so good?!")
      #expect(!encoding.ids.contains(try #require(model.info.tokenizer.specialTokens.unknown)))
    }
  }

  @Test("A teacher of other labels is refused")
  func otherLabels() async throws {
    try await TinyRun.withRecipe { _ in
    } _: { recipe, base in
      var recipe = recipe
      recipe.distillation = Distillation(teacher: base.path)
      recipe.data.options.synonyms = ["joy": "glee"]
      await #expect(throws: TrainingError.self) {
        try await TrainingRun(recipe, base: base, teacher: base).run()
      }
    }
  }
}

/// What a run told.
private final class Events: Sendable {
  private let state = Mutex(0)

  var taught: Int { state.withLock { $0 } }

  func append(_ event: TrainingEvent) {
    if case .taught(let done, of: _) = event { state.withLock { $0 = done } }
  }
}
