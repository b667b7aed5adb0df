import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Training

@Suite("A run that failed")
struct RunRecoveryTests {
  private let options = LoadOptions(precision: .fp32, threads: 2, backend: .automatic)

  private func problem(of recipe: Recipe, _ base: ModelDirectory) async throws -> String {
    do {
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("for its base lacks a vocabulary names the base, and starts once it has one")
  func missingVocabulary() async throws {
    try await TinyRun.withRecipe({ $0.training.epochs = 1 }) { recipe, whole in
      let files = FileManager.default
      let base = URL(filePath: recipe.directory).deletingLastPathComponent().appending(path: "base")
      try files.copyItem(atPath: whole.path, toPath: base.path)
      let spare = base.path + "-tokenizer"
      try files.createDirectory(atPath: spare, withIntermediateDirectories: true)
      let names = whole.tokenizerFiles.map { ($0 as NSString).lastPathComponent }
      for name in names {
        try files.moveItem(atPath: "\(base.path)/\(name)", toPath: "\(spare)/\(name)")
      }
      let found = try await problem(of: recipe, ModelDirectory(path: base.path))
      #expect(found.contains("\(base.path) has no vocabulary"))
      for name in names {
        try files.moveItem(atPath: "\(spare)/\(name)", toPath: "\(base.path)/\(name)")
      }
      #expect(try await problem(of: recipe, ModelDirectory(path: base.path)) == "")
    }
  }

  @Test(
    "before its first step leaves nothing that a mended recipe is held against",
    arguments: ["freeze", "best", "labels"])
  func mendedRecipe(_ key: String) async throws {
    try await TinyRun.withRecipe({ $0.training.epochs = 1 }) { recipe, base in
      var wrong = recipe
      switch key {
      case "freeze": wrong.training.freeze = ["layr.1"]
      case "best":
        // Texts of one label have no such area.
        wrong.training.best = .rocAUC
        let path = recipe.data.validation[0] + ".one"
        try "love this film;joy\n".write(toFile: path, atomically: true, encoding: .utf8)
        wrong.data.validation = [path]
      default: wrong.data.labels = ["joy", "angr"]
      }
      #expect(try await problem(of: wrong, base).contains("`\(key)`"))
      #expect(RunFolder(path: recipe.directory).checkpoints.isEmpty)
      #expect(try await problem(of: recipe, base) == "")
    }
  }

  @Test(
    "to write its last checkpoint whole goes on from the one before, with the same numbers",
    arguments: ["optimizer.safetensors", "model.safetensors", "training.json"])
  func damagedCheckpoint(_ name: String) async throws {
    func change(_ recipe: inout Recipe) {
      recipe.training.evaluateEvery = 5
      recipe.training.epochs = 2
    }
    let whole = try await TinyRun.withRecipe(change) { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      return try TinyRun.records(recipe)
    }
    let notes = Mutex<[String]>([])
    let resumed = try await TinyRun.withRecipe(change) { recipe, base in
      let folder = RunFolder(path: recipe.directory)
      _ = try await TrainingRun(recipe, base: base).run(options: options) {
        if case .step(let step) = $0, step.step == 15 { try? folder.steer(.stop) }
      }
      let file = URL(filePath: folder.checkpoint(15)).appending(path: name)
      try Data(contentsOf: file).dropLast(40).write(to: file)
      _ = try await TrainingRun(recipe, base: base).run(options: options) { event in
        if case .started(let plan) = event { notes.withLock { $0 = plan.notes } }
      }
      #expect(FileManager.default.fileExists(atPath: folder.checkpoint(15) + ".damaged"))
      #expect(folder.checkpoints.last == 30)
      // It is no run of its own.
      #expect(try RunFinder.find(recipe.directory).count == 1)
      return try TinyRun.records(recipe)
    }
    let told = try #require(notes.withLock { $0 }.last)
    #expect(
      told.hasPrefix(
        "the run goes on behind step 10: checkpoint-15 cannot be read, and is checkpoint-15.damaged now"
      ))
    #expect(TinyRun.untimed(resumed) == TinyRun.untimed(whole))
  }
}
