import Foundation
import Model
import TestSupport
import Testing

@testable import Training

/// 50 steps of AdamW with warmup, clipping and decay against PyTorch's.
@Suite("Training as PyTorch does it")
struct TrainingReferenceTests {
  private struct Run: Sendable {
    var losses: [Double] = []
    var gradientNorms: [Double] = []
    var start: [String: Tensor] = [:]
    var parameters: [String: Tensor] = [:]
  }

  private func run(
    _ golden: TrainingGolden, on model: ModelActor, by kind: OptimizerSettings.Kind = .adamW,
    in arithmetic: Arithmetic = .fp32
  ) async throws -> Run {
    var settings = golden.settings
    settings.optimizer.kind = kind
    settings.arithmetic = arithmetic
    let (schedule, batches, rate) =
      (golden.schedule, golden.batches.map { ($0.batch, $0.targets) }, golden.rate)
    return try await model.perform { [settings] classifier in
      var run = Run()
      run.start = try classifier.parameters { _ in true }
      let session = TrainingSession(classifier, settings)
      for (step, (batch, targets)) in batches.enumerated() {
        let result = try session.step(
          batch, targets: targets, rate: rate * schedule.factor(step: step))
        run.losses.append(result.loss)
        run.gradientNorms.append(result.gradientNorm)
      }
      try session.settle()
      run.parameters = try classifier.parameters { _ in true }
      return run
    }
  }

  private func check(_ run: Run, _ golden: TrainingGolden) throws {
    for (step, (loss, expected)) in zip(run.losses, golden.losses).enumerated() {
      #expect(abs(loss - expected) <= 1e-4, "step \(step)")
    }
    for (norm, expected) in zip(run.gradientNorms, golden.gradientNorms) {
      #expect(abs(norm - expected) <= 1e-3 * expected)
    }
    try golden.check(
      TrainingGolden.split(run.parameters), from: TrainingGolden.split(run.start))
  }

  @Test(arguments: GoldenModels.tiny)
  func smallModels(_ name: String) async throws {
    let golden = try TrainingGolden(name)
    try check(await run(golden, on: GoldenModels.load(name)), golden)
  }

  @Test("Adam has its decay in the gradient")
  func adam() async throws {
    let golden = try TrainingGolden("bert-tiny-adam")
    let model = try await GoldenModels.load("bert-tiny")
    try check(await run(golden, on: model, by: .adam), golden)
  }

  /// bfloat16 keeps 8 bits: a product is off by 2⁻⁹ of each operand, and the course of the loss by little more.
  @Test("In bf16 a run keeps to the course of the fp32 one", arguments: GoldenModels.tiny)
  func bfloat16(_ name: String) async throws {
    let golden = try TrainingGolden(name)
    let mixed = try await run(golden, on: GoldenModels.load(name), in: .bf16)
    #expect(mixed.losses != golden.losses)
    for (step, (loss, expected)) in zip(mixed.losses, golden.losses).enumerated() {
      #expect(abs(loss - expected) <= 0.02 * expected, "step \(step)")
    }
    // Before the first step both have the same parameters.
    #expect(abs(mixed.gradientNorms[0] - golden.gradientNorms[0]) <= 0.01 * golden.gradientNorms[0])
    // Steps far below a bfloat16 number's last bit are not lost: parameters are fp32.
    let moved = TrainingGolden.split(mixed.parameters)
    #expect(
      moved.values.contains { tensor in
        tensor.values.contains { $0.bitPattern & 0xFFFF != 0 }
      })
  }

  @Test(
    "A pretrained model under a new head",
    .enabled(if: SharedData.model("minilm") != nil, "minilm is not on this machine"))
  func pretrainedModel() async throws {
    let golden = try TrainingGolden("minilm")
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let head = Tensor(
      shape: [6, 384], values: (0..<6 * 384).map { Float(sin(Double($0))) * 0.02 })
    try InitialCheckpoint(
      base: ModelDirectory(path: SharedData.path("models/minilm")),
      labels: (0..<6).map { "L\($0)" }, problemType: .singleLabel, seed: 0
    ).write(to: folder.path, replacing: ["classifier.weight": head])
    try check(await run(golden, on: GoldenModels.load(folder)), golden)
  }
}
