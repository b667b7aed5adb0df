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
