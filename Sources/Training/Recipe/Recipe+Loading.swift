import Foundation
internal import Model

extension Recipe {
  /// Reads a recipe.
  ///
  /// Relative paths count from the recipe's folder where something is there, else from the working directory.
  ///
  /// - Throws: `TrainingError.recipe` for a key that there is not, a value of the wrong kind, or a missing one.
  public static func load(path: String) throws -> Recipe {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TrainingError.recipe("\(path) cannot be read.", advice: "A recipe is a TOML file.")
    }
    let folder = (path as NSString).deletingLastPathComponent
    do {
      return try parse(text) { name in
        let beside = FileSystem.join(folder.isEmpty ? "." : folder, name)
        return FileSystem.exists(beside) ? beside : name
      }
    } catch let error as SettingsError {
      throw TrainingError.recipe("\(path): \(error)", advice: nil)
    } catch TrainingError.recipe(let problem, let advice) {
      throw TrainingError.recipe("\(path): \(problem)", advice: advice)
    }
  }

  /// Reads a recipe's text.
  ///
  /// - Parameter resolve: from a path as written, where it leads.
  static func parse(_ text: String, resolve: (String) -> String = { $0 }) throws -> Recipe {
    var root = RecipeTable("", try SettingsValue.parse(text))
    let (model, scratch) = try start(&root)
    var data = try root.table("data")
    guard let train = try data.texts("train"), !train.isEmpty else {
      throw TrainingError.recipe("`train` in [data] is missing.", advice: "Name a file of texts.")
    }
    var output = try root.table("output")
    let name = scratch == nil ? (model as NSString).lastPathComponent : "scratch"
    var recipe = Recipe(
      model: scratch == nil ? resolve(model) : "", train: train.map(resolve),
      directory: try output.text("directory") ?? "runs/\(name)")
    recipe.scratch = scratch
    recipe.storage = try output.choice("dtype", Storage.self) ?? .float32
    recipe.data.validation = try data.texts("validation")?.map(resolve) ?? []
    recipe.data.test = try data.texts("test")?.map(resolve) ?? []
    try recipe.readData(&data, resolve)
    var training = try root.table("training")
    try recipe.training.read(&training)
    recipe.data.seed = recipe.training.seed
    var probe = try root.table("probe")
    recipe.probe.texts = try probe.texts("texts") ?? []
    recipe.probe.method = try probe.text("method") ?? recipe.probe.method
    var distillation = try root.table("distillation")
    recipe.distillation = try Distillation(&distillation, resolve: resolve)
    for table in [root, data, output, training, probe, distillation] { try table.finish() }
    try recipe.checkObjective()
    return recipe
  }

  /// `model`: a name, or a table of sizes.
  private static func start(
    _ root: inout RecipeTable
  ) throws -> (model: String, scratch: EncoderShape?) {
    enum Start {
      case name(String)
      case sizes([String: SettingsValue])
    }
    let found = try root.take("model", "a directory, a hub name or a table of sizes") { value in
      value.text.map(Start.name) ?? value.members.map(Start.sizes)
    }
    switch found {
    case .name(let name): return (name, nil)
    case .sizes(let sizes):
      var table = RecipeTable("model", sizes)
      let shape = try EncoderShape(&table)
      try table.finish()
      return ("", shape)
    case nil:
      throw TrainingError.recipe(
        "`model` is missing.",
        advice: "Name a directory or a hub name to start from, or give [model] an architecture.")
    }
  }

  private mutating func readData(
    _ table: inout RecipeTable, _ resolve: (String) -> String
  ) throws {
    if let format = try table.take("format", "a format", \.text), format != "auto" {
      guard let named = DatasetFormat(rawValue: format) else {
        throw TrainingError.recipe(
          "`format` in [data]: there is no `\(format)`.",
          advice: "Known are auto, "
            + DatasetFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".")
      }
      data.options.format = named
    }
    data.options.textColumn = try table.text("text")
    data.options.pairColumn = try table.text("pair")
    data.options.labelColumn = try table.text("label")
    if try table.flag("overlay") == false { data.options.overlay = .ignored }
    data.options.isMultiLabel = try table.flag("multi-label") ?? false
    data.labels = try table.texts("labels")
    data.isDisjoint = try table.flag("disjoint") ?? true
    data.deduplication = try table.choice("deduplicate", Deduplication.self) ?? .none
    data.perLabel = try table.integer("per-label", 1...Int.max)
    data.split = try table.number("split", 0.01...0.99)
    maximumTokens = try table.integer("max-length", 3...1_000_000)
    if let names = try table.texts("clean") {
      do {
        cleaner = try TextCleaner(
          names: names.map { CleaningStage.names.contains($0) ? $0 : resolve($0) })
      } catch {
        throw TrainingError.recipe("`clean` in [data]: \(error.problem)", advice: error.advice)
      }
    }
    data.options.synonyms =
      try table.take("synonyms", "a table of labels and what they are called instead") { value in
        value.members?.compactMapValues(\.text)
      } ?? [:]
  }
}

extension Recipe.Training {
  fileprivate mutating func read(_ table: inout RecipeTable) throws {
    objective = try table.choice("objective", Recipe.Objective.self) ?? objective
    if let share = try table.number("mask", 0.001...0.999) {
      guard objective == .maskedLanguageModel else {
        throw TrainingError.recipe(
          "`mask` in [training] is the share of pieces that a masked language model is asked for.",
          advice: "Leave it out, or write objective = \"masked-language-model\".")
      }
      mask = share
    }
    epochs = try table.integer("epochs", 0...100_000) ?? epochs
    batchSize = try table.integer("batch", 1...65_536) ?? batchSize
    accumulation = try table.integer("accumulation", 1...65_536) ?? accumulation
    optimizer.kind = try table.choice("optimizer", OptimizerSettings.Kind.self) ?? .adamW
    optimizer.weightDecay =
      try table.number("weight-decay", 0...10) ?? (optimizer.kind == .adamW ? 0.01 : 0)
    optimizer.firstDecay = try table.number("beta1", 0...0.999_999) ?? optimizer.firstDecay
    optimizer.secondDecay = try table.number("beta2", 0...0.999_999) ?? optimizer.secondDecay
    optimizer.epsilon = try table.number("epsilon", 1e-15...1) ?? optimizer.epsilon
    learningRate = try table.number("learning-rate", 0...10) ?? learningRate
    schedule = try table.choice("schedule", Recipe.Schedule.self) ?? schedule
    cuts =
      try table.take(
        "cuts",
        "a list of pairs, each a share of the run from 0 to 1 and a factor from 0 up: [[0.5, 0.1]]"
      ) { value in
        let cuts = value.elements?.compactMap { cut -> LearningRateSchedule.Cut? in
          guard let pair = cut.elements, pair.count == 2, let from = pair[0].number,
            let factor = pair[1].number, (0...1).contains(from), factor >= 0,
            factor.isFinite
          else { return nil }
          return LearningRateSchedule.Cut(from: from, factor: factor)
        }
        return cuts?.count == value.elements?.count ? cuts : nil
      } ?? []
    plateauFactor = try table.number("plateau-factor", 0...1) ?? plateauFactor
    plateauPatience = try table.integer("plateau-patience", 0...100_000) ?? plateauPatience
    warmup = try table.number("warmup", 0...1e9) ?? warmup
    if let bound = try table.number("clip", 0...Double.infinity) { clip = bound > 0 ? bound : nil }
    dropsElements = try table.flag("dropout") ?? dropsElements
    precision = try table.choice("precision", Arithmetic.self) ?? precision
    labelSmoothing = try table.number("label-smoothing", 0...0.999) ?? labelSmoothing
    balancesClasses =
      try table.take("class-weights", "\"none\" or \"balanced\"") {
        ["none": false, "balanced": true][$0.text ?? ""]
      } ?? balancesClasses
    freeze = try table.texts("freeze") ?? freeze
    layerDecay = try table.number("layer-decay", 0.01...1) ?? layerDecay
    evaluateEvery = try table.integer("evaluate-every", 1...Int.max)
    best =
      try table.choice("best", Metric.self)
      ?? (objective == .maskedLanguageModel ? .loss : best)
    patience = try table.integer("patience", 1...Int.max)
    sampling = try table.choice("sampling", Recipe.Sampling.self) ?? sampling
    logEvery = try table.integer("log-every", 1...Int.max) ?? logEvery
    if let number = try table.integer("seed", 0...Int.max) { seed = UInt64(number) }
    folds = try table.integer("folds", 1...1000) ?? folds
    keptCheckpoints = try table.integer("keep", 1...1000) ?? keptCheckpoints
    if schedule != .piecewise, !cuts.isEmpty {
      throw TrainingError.recipe(
        "`cuts` in [training] means nothing to a schedule that is \(schedule.rawValue).",
        advice: "Leave it out, or write schedule = \"piecewise\".")
    }
    if schedule == .piecewise, cuts.isEmpty {
      throw TrainingError.recipe(
        "A piecewise schedule needs `cuts` in [training].",
        advice: "For example cuts = [[0.5, 0.1], [0.75, 0.01]]: a tenth from half of the run on.")
    }
  }
}
