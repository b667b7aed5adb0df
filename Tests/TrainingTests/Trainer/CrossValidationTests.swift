import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("A cross-validation")
struct CrossValidationTests {
  private let options = LoadOptions(precision: .fp32, threads: 2, backend: .automatic)

  @discardableResult
  private func withFolds<Result>(
    _ change: (inout Recipe) -> Void = { _ in },
    _ body: (Recipe, ModelDirectory) async throws -> Result
  ) async throws -> Result {
    try await TinyRun.withRecipe {
      $0.data.validation = []
      $0.training.folds = 3
      $0.training.epochs = 2
      change(&$0)
    } _: {
      try await body($0, $1)
    }
  }

  private func data(_ lines: [String]) throws -> LabeledDataset {
    let file = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID()).txt")
    try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try LabeledDataset.read([file.path])
  }

  private func texts(_ data: LabeledDataset) throws -> [String] {
    try (0..<data.count).map { try data.text($0) }
  }

  @Test("Never has a text in both parts, whatever its labels")
  func repeatedTexts() throws {
    // "same" comes seven times with two labels, every third other text twice.
    var lines = (0..<7).map { "same;\($0 < 4 ? "joy" : "anger")" }
    for index in 0..<30 {
      let line = "text \(index);\(index % 2 == 0 ? "joy" : "anger")"
      lines += index % 3 == 0 ? [line, line] : [line]
    }
    let data = try data(lines)
    let folds = data.folds(4, seed: 3)
    for fold in folds {
      #expect(try Set(texts(fold.train)).isDisjoint(with: texts(fold.validation)))
      #expect(fold.train.count + fold.validation.count == data.count)
    }
    #expect(try folds.flatMap { try texts($0.validation) }.sorted() == texts(data).sorted())
  }

  @Test("Judges every text once by a model that has not seen it, and trains the final one on all")
  func whole() async throws {
    try await withFolds { recipe, base in
      let outcome = try await TrainingRun(recipe, base: base).run(options: options)
      let folder = RunFolder(path: recipe.directory)
      let result = try #require(try CrossValidation.read(folder.crossValidation))
      #expect(result.isComplete)
      #expect(result.folds.map(\.matrix.total) == [40, 40, 40])
      #expect(result.folds.map(\.trainCount) == [80, 80, 80])
      #expect(result.matrix.total == 120)
      // Two epochs of 80 texts in eights, of 120 for the model that stays.
      #expect(result.folds.map(\.step) == [20, 20, 20])
      #expect(outcome.step == 30)
      #expect(RunFolder(path: outcome.path).path == recipe.directory)

      let runs = try RunFinder.find(recipe.directory).map(\.name)
      #expect(Set(runs).isSuperset(of: ["fold-1", "fold-2", "fold-3"]))
      // Each part left a model; what was needed to go on is gone.
      for number in 1...3 {
        let fold = folder.fold(number)
        #expect(FileSystem.exists(fold.path + "/model.safetensors"))
        #expect(fold.checkpoints.isEmpty)
      }
      // The figures are those of the model that the part left.
      let model = try await GoldenModels.load(URL(filePath: folder.fold(2).path))
      let held = try LabeledDataset.read(recipe.data.train).folds(3, seed: recipe.training.seed)[1]
      let examples = try EncodedExamples(
        held.validation, model.info.tokenizer, cleaner: TextCleaner(), maximumTokens: 40,
        isMultiLabel: false, labelCount: 2)
      let (outputs, _) = try await model.perform { try examples.judged(by: $0) }
      #expect(ConfusionMatrix(outputs) == result.folds[1].matrix)
    }
  }

  @Test("Has mean and spread as worked out by hand")
  func spread() throws {
    func fold(_ number: Int, _ counts: [[Int]]) throws -> CrossValidation.Fold {
      let matrix = try #require(ConfusionMatrix(counts: counts))
      return CrossValidation.Fold(
        number: number, trainCount: 20, step: 5,
        values: [.accuracy: matrix.accuracy, .loss: Double(number)], matrix: matrix)
    }
    // 8, 6 and 4 of 10 are right.
    let result = CrossValidation(
      count: 3, digest: 7, labels: ["no", "yes"],
      folds: [
        try fold(1, [[4, 1], [1, 4]]), try fold(2, [[3, 2], [2, 3]]),
        try fold(3, [[2, 3], [3, 2]]),
      ])
    let accuracy = try #require(result.spread(.accuracy))
    #expect(abs(accuracy.mean - 0.6) < 1e-12)
    // √((0.2² + 0 + 0.2²) / 3)
    #expect(abs(accuracy.standardDeviation - (0.08 / 3.0).squareRoot()) < 1e-12)
    #expect(result.spread(.rocAUC) == nil)
    #expect(abs(result.spread(label: 1, \.recall).mean - 0.6) < 1e-12)
    #expect(result.matrix.counts == [[9, 6], [6, 9]])

    let file = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try result.write(to: file.path)
    #expect(try CrossValidation.read(file.path) == result)
    let json = try JSONValue.parse(Data(contentsOf: file))
    #expect(json["mean"]?["accuracy"]?.doubleValue == accuracy.mean)
    #expect(json["std"]?["accuracy"]?.doubleValue == accuracy.standardDeviation)
    #expect(json["folds"]?.arrayValue?.count == 3)
  }

  @Test(
    "Goes on where it was stopped, without training finished parts again", arguments: [false, true])
  func resumes(isKilled: Bool) async throws {
    let whole = try await withFolds { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      return try CrossValidation.read(RunFolder(path: recipe.directory).crossValidation)
    }
    try await withFolds { recipe, base in
      let folder = RunFolder(path: recipe.directory)
      let seen = Seen()
      let outcome = try await TrainingRun(recipe, base: base).run(options: options) { event in
        seen.note(event)
        if seen.folds == [1, 2], case .step(let step) = event, step.step == 13 {
          try? folder.steer(.stop)
        }
      }
      #expect(outcome.reason == .stopped)
      #expect(outcome.step == 13)
      let first = try #require(try CrossValidation.read(folder.crossValidation))
      #expect(first.folds.count == 1)
      #expect(folder.fold(2).checkpoints.last == 13)
      if isKilled {
        // What is left is the checkpoint of the epoch before.
        try FileManager.default.removeItem(atPath: folder.fold(2).checkpoint(13))
        #expect(folder.fold(2).checkpoints == [10])
      }
      let again = Seen()
      _ = try await TrainingRun(recipe, base: base).run(options: options) { again.note($0) }
      #expect(again.folds == [2, 3])
      #expect(try CrossValidation.read(folder.crossValidation) == whole)
    }
  }

  @Test("Refuses to go on with other texts, and to stop early by what judges")
  func refusals() async throws {
    try await withFolds { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      var other = recipe
      other.training.seed = 7
      await #expect(throws: TrainingError.self) {
        _ = try await TrainingRun(other, base: base).run(options: options)
      }
    }
    try await withFolds({ $0.training.patience = 1 }) { recipe, base in
      await #expect(throws: TrainingError.self) {
        _ = try await TrainingRun(recipe, base: base).run(options: options)
      }
    }
  }

  /// The parts that were begun.
  private final class Seen: @unchecked Sendable {
    private(set) var folds: [Int] = []
    func note(_ event: TrainingEvent) {
      if case .fold(let number, _) = event { folds.append(number) }
    }
  }
}
