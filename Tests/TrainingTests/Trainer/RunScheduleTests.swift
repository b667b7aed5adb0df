import Model
import Testing

@testable import Training

@Suite("The steps of a run")
struct RunScheduleTests {
  private let options = LoadOptions(precision: .fp32, threads: 2, backend: .automatic)

  /// Steps too small to change what the validation texts are taken for: no evaluation is better than the first.
  private func flat(_ recipe: inout Recipe) {
    recipe.training.learningRate = 1e-12
    recipe.training.schedule = .plateau
    recipe.training.plateauFactor = 0.5
    recipe.training.plateauPatience = 1
  }

  private func rates(_ recipe: Recipe) throws -> [Double] {
    try TinyRun.records(recipe).compactMap { $0["learning_rate"]?.doubleValue }
  }

  /// As PyTorch's ReduceLROnPlateau counts: with a patience of 1 the second evaluation that is no better cuts, and counting starts again.
  ///
  /// Evaluations are behind steps 0, 15, 30 and so on.
  private let expected =
    [Double](repeating: 1e-12, count: 30) + [Double](repeating: 0.5e-12, count: 30)
    + [Double](repeating: 0.25e-12, count: 30)

  @Test("have a lower rate behind a plateau")
  func plateau() async throws {
    try await TinyRun.withRecipe(flat) { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      #expect(try rates(recipe) == expected)
    }
  }

  @Test("keep the cuts of a plateau, and what it has counted, when the run is resumed")
  func resumedPlateau() async throws {
    try await TinyRun.withRecipe(flat) { recipe, base in
      let folder = RunFolder(path: recipe.directory)
      // Behind the first cut, and behind one evaluation that counts towards the second.
      for stop in [40, 50] {
        let outcome = try await TrainingRun(recipe, base: base).run(options: options) {
          if case .step(let step) = $0, step.step == stop { try? folder.steer(.stop) }
        }
        #expect(outcome.step == stop)
      }
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      #expect(try rates(recipe) == expected)
    }
  }

  @Test("have their rate cut at shares of the run")
  func cuts() async throws {
    func change(_ recipe: inout Recipe) {
      recipe.training.epochs = 2
      recipe.training.learningRate = 0.5
      recipe.training.schedule = .piecewise
      recipe.training.cuts = [.init(from: 0.5, factor: 0.25)]
    }
    try await TinyRun.withRecipe(change) { recipe, base in
      _ = try await TrainingRun(recipe, base: base).run(options: options)
      #expect(
        try rates(recipe)
          == [Double](repeating: 0.5, count: 15) + [Double](repeating: 0.125, count: 15))
    }
  }

  @Test("of two batches of 8 texts are those of one of 16")
  func accumulation() async throws {
    func records(batch: Int, accumulation: Int) async throws -> [[String: JSONValue]] {
      try await TinyRun.withRecipe({
        $0.training.batchSize = batch
        $0.training.accumulation = accumulation
        $0.training.epochs = 2
      }) { recipe, base in
        _ = try await TrainingRun(recipe, base: base).run(options: options)
        return TinyRun.untimed(try TinyRun.records(recipe))
      }
    }
    let whole = try await records(batch: 16, accumulation: 1)
    // Of 120 texts 7 steps of 16, and one of 8.
    #expect(whole.count { $0["loss"] != nil } == 16)
    #expect(try await records(batch: 8, accumulation: 2) == whole)
    #expect(try await records(batch: 16, accumulation: 2) != whole)
  }

  @Test("go on with repeated texts only as they began")
  func deduplication() async throws {
    func change(_ recipe: inout Recipe) {
      recipe.training.epochs = 1
      recipe.data.train += recipe.data.train
      recipe.data.deduplication = .texts
    }
    try await TinyRun.withRecipe(change) { recipe, base in
      let outcome = try await TrainingRun(recipe, base: base).run(options: options)
      #expect(outcome.step == 15)
      var other = recipe
      other.data.deduplication = .none
      let run = TrainingRun(other, base: base)
      await #expect(throws: TrainingError.self) { _ = try await run.run(options: options) }
    }
  }
}
