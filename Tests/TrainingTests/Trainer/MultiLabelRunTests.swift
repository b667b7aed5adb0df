import Foundation
import Testing

@testable import Model
@testable import Training

/// Runs on texts that have several labels, as GoEmotions writes them.
struct MultiLabelRunTests {
  /// Two words decide two labels, each for itself.
  private static func withRecipe(
    _ change: (inout Recipe) -> Void = { _ in },
    _ body: (Recipe, ModelDirectory) async throws -> Void
  ) async throws {
    try await TinyRun.withRecipe { recipe in
      recipe.data.options.isMultiLabel = true
      change(&recipe)
    } _: { recipe, base in
      var recipe = recipe
      let folder = (recipe.directory as NSString).deletingLastPathComponent
      func write(_ name: String, _ count: Int) throws -> String {
        var lines = ""
        for index in 0..<count {
          let words = [index % 2 == 0 ? "love" : "day", index / 2 % 2 == 0 ? "hate" : "film"]
          let labels = [index % 2 == 0 ? ["joy"] : [], index / 2 % 2 == 0 ? ["anger"] : []].joined()
          guard !labels.isEmpty else { continue }
          lines +=
            "the \(words.joined(separator: " ")) \(index)\t\(labels.joined(separator: ","))\n"
        }
        let path = folder + "/" + name
        try lines.write(toFile: path, atomically: true, encoding: .utf8)
        return path
      }
      recipe.data.train = [try write("several.tsv", 160)]
      recipe.data.validation = [try write("several-val.tsv", 24)]
      recipe.data.isDisjoint = false
      try await body(recipe, base)
    }
  }

  @Test("A text may have all of its labels or one")
  func learns() async throws {
    try await Self.withRecipe {
      $0.training.epochs = 12
    } _: { recipe, base in
      let outcome = try await TrainingRun(recipe, base: base).run()
      let model = try await ModelActor.load(ModelDirectory(path: outcome.path))
      #expect(model.info.configuration.problemType == .multiLabel)
      let labels = model.info.configuration.labels
      #expect(Set(labels) == ["anger", "joy"])
      let encoding = model.info.tokenizer.encode("the love hate 3")
      var batch = RaggedBatch()
      batch.append(ids: encoding.ids, typeIDs: encoding.typeIDs)
      let outputs = try await model.perform { [batch] in try $0.predictions(batch)[0].outputs }
      // A softmax would have to share.
      #expect(outputs.allSatisfy { $0 > 0.5 })
      let last = try #require(
        try TinyRun.records(recipe).last { $0["eval_accuracy"] != nil })
      #expect(last["eval_accuracy"]?.doubleValue == 1)
      #expect(last["eval_macro_f1"]?.doubleValue == 1)
      #expect(last["eval_roc_auc"]?.doubleValue == 1)
      #expect(last["eval_matthews"] == nil)
    }
  }

  @Test(
    "What goes by one label a text is refused",
    arguments: ["sampling", "class-weights", "folds", "best"])
  func refuses(_ key: String) async throws {
    try await Self.withRecipe {
      switch key {
      case "sampling": $0.training.sampling = .oversample
      case "class-weights": $0.training.balancesClasses = true
      case "folds": $0.training.folds = 3
      default: $0.training.best = .matthews
      }
    } _: { recipe, base in
      let error = await #expect(throws: TrainingError.self) {
        try await TrainingRun(recipe, base: base).run()
      }
      #expect(error?.description.contains(key) == true)
    }
  }
}
