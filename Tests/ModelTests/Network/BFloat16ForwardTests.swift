import Foundation
import Model
import TestSupport
import Testing

/// Forward passes in bf16 against fp32, by the portable variant where the CPU has no bf16.
@Suite struct BFloat16ForwardTests {
  /// Of random models some texts stand on the edge between two classes: there the logits alone tell.
  @Test(arguments: GoldenModels.tiny + GoldenModels.small + GoldenModels.trainedHere)
  func logitsStayNearAndPredictionsTheSame(_ name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.loadInBFloat16(name)
    #expect(model.info.precision == "bf16")
    let predictions = try await model.perform { try $0.predictions(RaggedBatch(golden.texts)) }
    #expect(predictions.count == golden.texts.count)
    for (text, prediction) in zip(golden.texts, predictions) {
      #expect(maximumDifference(prediction.logits, text.logits) <= 0.05, "\(text)")
      guard GoldenModels.trained.contains(name) else { continue }
      let best = text.outputs.indices.max { text.outputs[$0] < text.outputs[$1] }
      #expect(prediction.best == best, "\(text)")
    }
    // It was bf16 that ran: fp32 is a thousand times nearer.
    let farthest = zip(golden.texts, predictions).map {
      maximumDifference($1.logits, $0.logits)
    }.max()
    #expect(try #require(farthest) > 1e-4)
  }

  @Test(arguments: BackendPreference.allCases)
  func everyBackendComputesIt(_ backend: BackendPreference) async throws {
    guard (try? backend.makeBackend(threads: 1)) != nil else { return }
    let golden = try Golden("bert-tiny")
    let model = try await GoldenModels.loadInBFloat16("bert-tiny", backend: backend)
    let found = try await model.perform { try $0.forward(RaggedBatch(golden.texts)).logits }
    for (text, logits) in zip(golden.texts, found) {
      #expect(maximumDifference(logits, text.logits) <= 0.05, "\(text)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func gradientsAreThoseOfFP32(_ name: String) async throws {
    let texts = try Golden(name).texts
    let models = [
      try await GoldenModels.load(name), try await GoldenModels.loadInBFloat16(name),
    ]
    var results: [GradientResult] = []
    for model in models {
      results.append(
        try await model.perform {
          try $0.gradients(
            RaggedBatch(texts), at: .embeddings, targets: [Int](repeating: 0, count: texts.count),
            of: .logit)
        })
    }
    #expect(results[0].logits == results[1].logits)
    #expect(results[0].gradient.values == results[1].gradient.values)
  }

  @Test func aCallMayAskForEitherArithmetic() async throws {
    let text = try Golden("bert-tiny").text("crowd")
    let exact = try await GoldenModels.load("bert-tiny")
    let rounded = try await GoldenModels.loadInBFloat16("bert-tiny")
    func logits(_ model: ModelActor, _ arithmetic: Arithmetic?) async throws -> [Float] {
      try await model.perform {
        try $0.forward(RaggedBatch([text]), arithmetic: arithmetic).logits[0]
      }
    }
    #expect(try await logits(exact, nil) == logits(rounded, .fp32))
    #expect(try await logits(exact, .bf16) == logits(rounded, nil))
    #expect(try await logits(exact, nil) != logits(rounded, nil))
  }

  @Test(arguments: [LoadOptions.Precision.auto, .fp32])
  func whoDoesNotAskForItGetsFP32(_ precision: LoadOptions.Precision) async throws {
    let model = try await ModelActor.load(
      ModelDirectory(path: Fixtures.model("bert-tiny").path),
      options: LoadOptions(precision: precision, threads: 1))
    #expect(model.info.precision == "fp32")
  }

  @Test(.enabled(if: !Arithmetic.supportsBFloat16, "this CPU has bf16"))
  func aCPUWithoutItRefusesAndSaysWhatToUse() async throws {
    let error = await #expect(throws: ModelError.self) {
      try await ModelActor.load(
        ModelDirectory(path: Fixtures.model("bert-tiny").path),
        options: LoadOptions(precision: .bf16, threads: 1))
    }
    #expect(error?.kind == .unsupported)
    #expect(error?.problem.contains("--precision bf16") == true)
    #expect(error?.problem.contains("AVX512_BF16") == true)
    #expect(error?.advice?.contains("--precision fp32") == true)
  }

  @Test(
    .enabled(
      if: SharedData.model("minilm-emotion") != nil && SharedData.has("data/emotion/val.txt"),
      "minilm-emotion or the emotion texts are not on this machine: set HEADSCOPE_SHARED"))
  func threeHundredTextsKeepTheirClass() async throws {
    let lines = try String(
      contentsOfFile: SharedData.path("data/emotion/val.txt"), encoding: .utf8
    ).split(separator: "\n").prefix(300)
    #expect(lines.count == 300)
    let models = [
      try await GoldenModels.load("minilm-emotion"),
      try await GoldenModels.loadInBFloat16("minilm-emotion"),
    ]
    var predictions: [[Prediction]] = []
    for model in models {
      let encodings = lines.map { line in
        model.info.tokenizer.encode(String(line.prefix { $0 != ";" }))
      }
      predictions.append(try await model.predict(encodings))
    }
    let flips = zip(predictions[0], predictions[1]).count { $0.best != $1.best }
    #expect(flips <= 1)
    let changes = zip(predictions[0], predictions[1]).flatMap { pair in
      zip(pair.0.outputs, pair.1.outputs).map { Double(abs($0 - $1)) }
    }
    #expect(changes.count == 1800)
    #expect(changes.reduce(0, +) / Double(changes.count) < 2e-3)
  }
}
