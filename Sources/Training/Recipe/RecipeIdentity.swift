import Foundation
internal import Model

/// What of a recipe must stay as it is while its run goes on: with anything else the steps before and behind would be two runs' steps.
///
/// What only says how long and how often (`epochs`, `patience`, `evaluate-every`, `log-every`, `keep`, probes) may change.
struct RecipeIdentity {
  /// What is compared, by the recipe's key, in words.
  private let facts: [(key: String, value: String)]

  /// Takes a recipe, and the texts that its files hold.
  ///
  /// - Complexity: O(rows).
  init(_ recipe: Recipe, _ splits: DatasetSplits) {
    let training = recipe.training
    let optimizer = training.optimizer
    facts = [
      // Folders may be moved, and be named from elsewhere.
      ("model", recipe.scratch.map { "\($0)" } ?? FileSystem.lastComponent(of: recipe.model)),
      ("train", Self.words(splits.train)),
      ("max-length", recipe.maximumTokens.map(String.init) ?? "the model's"),
      ("clean", recipe.cleaner.summary),
      ("multi-label", "\(recipe.data.options.isMultiLabel)"),
      ("objective", training.objective.rawValue),
      ("mask", "\(training.mask)"),
      ("precision", "\(training.precision)"),
      ("batch", "\(training.batchSize)"),
      ("accumulation", "\(training.accumulation)"),
      ("optimizer", "\(optimizer)"),
      ("learning-rate", "\(training.learningRate)"),
      ("schedule", training.schedule.rawValue),
      ("cuts", "\(training.cuts)"),
      ("plateau-factor", "\(training.plateauFactor)"),
      ("plateau-patience", "\(training.plateauPatience)"),
      ("warmup", "\(training.warmup)"),
      ("clip", training.clip.map { "\($0)" } ?? "none"),
      ("dropout", "\(training.dropsElements)"),
      ("label-smoothing", "\(training.labelSmoothing)"),
      ("class-weights", "\(training.balancesClasses)"),
      ("freeze", training.freeze.joined(separator: ", ")),
      ("layer-decay", "\(training.layerDecay)"),
      ("best", training.best.rawValue),
      ("sampling", training.sampling.rawValue),
      ("seed", "\(training.seed)"),
      ("distillation", recipe.distillation.map(Self.words) ?? "none"),
    ]
  }

  /// Keeps it in a run's folder, or holds it against what is kept there.
  ///
  /// A run of a program that kept nothing goes on.
  ///
  /// - Throws: `TrainingError.run` where the run began with another recipe.
  func hold(in folder: RunFolder) throws {
    guard !folder.checkpoints.isEmpty else {
      let text = JSONWriter.text(layout: .members) {
        $0.object { for fact in facts { $0.member(fact.key, fact.value) } }
      }
      try Data((text + "\n").utf8).write(to: URL(filePath: folder.recipe), options: .atomic)
      return
    }
    guard let data = try? Data(contentsOf: URL(filePath: folder.recipe)),
      let kept = (try? JSONValue.parse(data))?.objectValue
    else { return }
    let changes = facts.compactMap { fact -> String? in
      guard let before = kept[fact.key]?.stringValue, before != fact.value else { return nil }
      return "`\(fact.key)` was \(before) and is \(fact.value)"
    }
    guard !changes.isEmpty else { return }
    throw TrainingError.run(
      "\(folder.path) holds a run of another recipe: \(changes.joined(separator: "; ")).",
      advice: "Choose another `directory` in [output], or remove this run.")
  }

  private static func words(_ distillation: Distillation) -> String {
    let names = ([distillation.teacher] + distillation.texts).map(FileSystem.lastComponent(of:))
    return names.joined(separator: ", ")
      + ", temperature \(distillation.temperature), weight \(distillation.weight), "
      + "\(distillation.variants) variants"
  }

  /// How many texts there are, and a number that is another one for other texts, labels or another order.
  private static func words(_ data: LabeledDataset) -> String {
    var digest = StableDigest()
    for row in 0..<data.count {
      digest.add(data.digest(row))
      for label in data.labels(row) { digest.add(UInt64(label)) }
    }
    return "\(Wording.count(data.count, "text")) (\(String(digest.value, radix: 16)))"
  }
}
