import Foundation
import Model
import TestSupport
import Testing

@testable import Training

/// Runs that a test has the time for: a tiny network and texts whose label two words decide.
enum TinyRun {
  private static let joys = [
    "love this film", "great day", "so good", "people love it", "a great heart",
  ]
  private static let angers = [
    "hate this film", "bad noise", "so bad", "people hate it", "a bad crowd",
  ]

  /// Texts whose label two words decide.
  ///
  /// - Parameter ending: what every text ends with.
  static func write(
    _ folder: URL, name: String, count: Int, seed: UInt64, ending: String = ""
  ) throws -> String {
    var generator = SeededGenerator(seed: seed)
    var lines = ""
    for index in 0..<count {
      let isJoy = index % 2 == 0
      let words = ["the", "day", "i", "felt", "it", "very", "people", "noisy"]
        .shuffled(using: &generator).prefix(3)
      let core = (isJoy ? joys : angers).randomElement(using: &generator) ?? ""
      lines +=
        "\(core) \(words.joined(separator: " ")) \(index)\(ending);\(isJoy ? "joy" : "anger")\n"
    }
    let path = folder.appending(path: name).path
    try lines.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  static func withRecipe<Result>(
    _ change: (inout Recipe) -> Void = { _ in },
    _ body: (Recipe, ModelDirectory) async throws -> Result
  ) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = Fixtures.model("bert-tiny")
    var recipe = Recipe(
      model: base.path, train: [try write(folder, name: "train.txt", count: 120, seed: 1)],
      directory: folder.appending(path: "run").path)
    recipe.data.validation = [try write(folder, name: "val.txt", count: 20, seed: 2)]
    recipe.training.learningRate = 3e-3
    recipe.training.epochs = 6
    recipe.training.batchSize = 8
    change(&recipe)
    return try await body(recipe, ModelDirectory(path: base.path))
  }

  static func records(_ recipe: Recipe) throws -> [JSONObject] {
    let text = try String(contentsOfFile: RunFolder(path: recipe.directory).log, encoding: .utf8)
    return try text.split(separator: "\n").map {
      try #require(try JSONValue.parse(Array($0.utf8)).objectValue)
    }
  }

  /// Records without what no two runs have alike: how long things took.
  static func untimed(_ records: [JSONObject]) -> [[String: JSONValue]] {
    let timed: Set = ["examples_per_second", "eval_runtime", "train_runtime"]
    return records.map { record in
      Dictionary(
        record.members.filter { !timed.contains($0.key) }.map { ($0.key, $0.value) },
        uniquingKeysWith: { $1 })
    }
  }
}
