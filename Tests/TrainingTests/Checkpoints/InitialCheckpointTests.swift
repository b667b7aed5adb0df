import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("The checkpoint a run begins with")
struct InitialCheckpointTests {
  private func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
  }

  private func write(_ name: String, labels: [String], seed: UInt64, to path: String) throws {
    try InitialCheckpoint(
      base: ModelDirectory(path: Fixtures.model(name).path), labels: labels,
      problemType: .singleLabel, seed: seed
    ).write(to: path)
  }

  @Test(
    "Has the base's encoder bit by bit under a head for the labels", arguments: GoldenModels.tiny)
  func newHead(_ name: String) async throws {
    try await withFolder { path in
      try write(name, labels: ["a", "b", "c", "d", "e"], seed: 1, to: path)
      let base = try await GoldenModels.load(name).perform { try $0.parameters { _ in true } }
      let model = try await GoldenModels.load(URL(filePath: path))
      #expect(model.info.warnings.isEmpty)
      #expect(model.info.configuration.labels == ["a", "b", "c", "d", "e"])
      let made = try await model.perform { try $0.parameters { _ in true } }
      #expect(Set(made.keys) == Set(base.keys))
      for (name, tensor) in made {
        let isHead = ["classifier.", "pre_classifier.", "score."].contains(where: name.hasPrefix)
        if isHead {
          #expect(tensor != base[name], "\(name)")
          let largest = largestMagnitude(tensor.values)
          #expect(tensor.shape.count == 1 ? largest == 0 : largest > 0 && largest < 0.2)
        } else {
          #expect(tensor == base[name], "\(name)")
        }
      }
    }
  }

  @Test("Keeps a head of the same labels")
  func sameLabels() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let labels = model.info.configuration.labels
    let base = try await model.perform { try $0.parameters { _ in true } }
    try await withFolder { path in
      try write("bert-tiny", labels: labels, seed: 1, to: path)
      let made = try await GoldenModels.load(URL(filePath: path)).perform {
        try $0.parameters { _ in true }
      }
      #expect(made == base)
    }
  }

  @Test(
    "Keeps a head of the same labels in another order: each label its output",
    arguments: GoldenModels.tiny)
  func otherOrder(_ name: String) async throws {
    let base = try await GoldenModels.load(name)
    let labels = base.info.configuration.labels
    // Turned by one, which is not its own inverse.
    let turned = Array(labels.dropFirst() + labels.prefix(1))
    let known = try await base.predict(base.info.tokenizer.encode("this film is good"))
    try await withFolder { path in
      try write(name, labels: turned, seed: 1, to: path)
      let model = try await GoldenModels.load(URL(filePath: path))
      let made = try await model.predict(model.info.tokenizer.encode("this film is good"))
      #expect(model.info.configuration.labels == turned)
      let expected = known.outputs.dropFirst() + known.outputs.prefix(1)
      // Softmax adds up in another order.
      #expect(zip(made.outputs, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("The seed decides the head's numbers, whose deviation is the configuration's")
  func seeds() async throws {
    var heads: [[Float]] = []
    for seed: UInt64 in [1, 1, 2] {
      try await withFolder { path in
        try write("bert-tiny", labels: (0..<50).map { "L\($0)" }, seed: seed, to: path)
        let head = try await GoldenModels.load(URL(filePath: path)).perform {
          try $0.parameters { $0 == "classifier.weight" }
        }
        heads.append(try #require(head["classifier.weight"]).values)
      }
    }
    #expect(heads[0] == heads[1])
    #expect(heads[0] != heads[2])
    let count = Double(heads[0].count)
    let deviation = (heads[0].reduce(0) { $0 + Double($1 * $1) } / count).squareRoot()
    #expect(abs(deviation - 0.02) <= 0.02 * 5 / (2 * count).squareRoot())
  }

  /// A copy of a fixture without its config.json, with this `headscope.json`.
  private func withoutConfiguration(
    _ name: String, _ overrides: String, in folder: String
  ) throws -> ModelDirectory {
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let base = Fixtures.model(name).path
    for file in try files.contentsOfDirectory(atPath: base) where file != "config.json" {
      try files.copyItem(atPath: base + "/" + file, toPath: folder + "/" + file)
    }
    try overrides.write(toFile: folder + "/headscope.json", atomically: true, encoding: .utf8)
    return ModelDirectory(path: folder)
  }

  @Test(
    "A base without a config.json gives a folder with one, its sizes read off the weights",
    arguments: GoldenModels.tiny)
  func sizesFromWeights(_ name: String) async throws {
    try await withFolder { path in
      let known = try await GoldenModels.load(name).info.configuration
      let bare = try withoutConfiguration(
        name,
        """
        {"architecture": "\(known.architecture.rawValue)", "headCount": \(known.headCount),
        "layerNormEpsilon": \(known.layerNormEpsilon), "paddingID": \(known.paddingID)}
        """, in: path + "/bare")
      let initial = try InitialCheckpoint(
        base: bare, labels: ["a", "b"], problemType: .singleLabel, seed: 1)
      try initial.write(to: path + "/made")
      // Of the network only the activation is a guess; the head's own facts do not matter.
      #expect(initial.remarks.count == 1)
      #expect(initial.remarks.first?.contains("activation") == true)
      let model = try await GoldenModels.load(URL(filePath: path + "/made"))
      #expect(model.info.warnings.isEmpty)
      var made = model.info.configuration
      #expect(made.labels == ["a", "b"])
      made.labels = known.labels
      made.dropout = known.dropout
      #expect(made == known)
    }
  }

  @Test("A PyTorch file of one's own with its headscope.json is a base, and so is its vocabulary")
  func stateDictionary() async throws {
    try await withFolder { path in
      let initial = try InitialCheckpoint(
        base: ModelDirectory(path: Fixtures.model("film-reader").path), labels: ["no", "yes"],
        problemType: .singleLabel, seed: 1)
      try initial.write(to: path)
      let base = try await GoldenModels.load("film-reader")
      let model = try await GoldenModels.load(URL(filePath: path))
      #expect(model.info.configuration.headCount == base.info.configuration.headCount)
      let text = "A Great film"
      #expect(model.info.tokenizer.encode(text).ids == base.info.tokenizer.encode(text).ids)
      let names: @Sendable (String) -> Bool = {
        $0.hasPrefix("encoder.") || $0.hasPrefix("embeddings.")
      }
      let made = try await model.perform { try $0.parameters(where: names) }
      let known = try await base.perform { try $0.parameters(where: names) }
      #expect(made == known && !made.isEmpty)
    }
  }

  @Test("What headscope.json says over config.json holds for what is trained from it")
  func overriddenLayers() async throws {
    try await withFolder { path in
      let bare = try withoutConfiguration("bert-tiny", #"{"layerCount": 1}"#, in: path + "/base")
      try FileManager.default.copyItem(
        atPath: Fixtures.model("bert-tiny").path + "/config.json",
        toPath: bare.path + "/config.json")
      try InitialCheckpoint(
        base: ModelDirectory(path: bare.path), labels: ["a", "b"], problemType: .singleLabel,
        seed: 1
      ).write(to: path + "/made")
      let model = try await GoldenModels.load(URL(filePath: path + "/made"))
      #expect(model.info.configuration.layerCount == 1)
      #expect(model.info.warnings.isEmpty)
    }
  }

  @Test("A base of another task gives its encoder", arguments: ["bert-masked", "gpt2-language"])
  func languageModel(_ name: String) async throws {
    try await withFolder { path in
      try write(name, labels: ["no", "yes"], seed: 1, to: path)
      let model = try await GoldenModels.load(URL(filePath: path))
      #expect(model.info.warnings.isEmpty)
      let prediction = try await model.predict(model.info.tokenizer.encode("this film is good"))
      #expect(prediction.outputs.count == 2)
    }
  }
}
