import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("Recipes")
struct RecipeTests {
  private func problem(_ text: String) -> String? {
    do {
      _ = try Recipe.parse(text)
      return nil
    } catch { return "\(error)" }
  }

  private static let least = "model = \"m\"\n[data]\ntrain = \"a.txt\"\n"

  @Test("What is not said has its default")
  func defaults() throws {
    let recipe = try Recipe.parse(Self.least)
    #expect(recipe == Recipe(model: "m", train: ["a.txt"], directory: "runs/m"))
    #expect(recipe.training.optimizer.weightDecay == 0.01)
    #expect(recipe.training.best == .weightedF1)
  }

  @Test("Every key of the contract is understood")
  func everyKey() throws {
    let recipe = try Recipe.parse(
      """
      model = "shared/models/minilm"
      [data]
      train = ["emotion/train.txt", "more.txt"]
      validation = "emotion/val.txt"
      test = ["t.csv"]
      format = "auto"
      text = "text"
      label = "label"
      labels = ["joy", "anger"]
      clean = ["urls", "lowercase"]
      disjoint = false
      max-length = 512
      deduplicate = "conflicts"
      per-label = 800
      split = 0.8
      synonyms = { happy = "joy" }
      [training]
      epochs = 4
      batch = 32
      accumulation = 2
      optimizer = "adam"
      learning-rate = 3e-5
      schedule = "piecewise"
      cuts = [[0.5, 0.1], [0.75, 0.01]]
      warmup = 0.06
      weight-decay = 0.02
      clip = 0
      dropout = false
      label-smoothing = 0.1
      class-weights = "balanced"
      freeze = ["embeddings", "layer.0-4"]
      layer-decay = 0.9
      evaluate-every = 500
      best = "macro-f1"
      patience = 3
      sampling = "oversample"
      log-every = 5
      seed = 43
      keep = 4
      [probe]
      texts = ["i feel anxious about tomorrow"]
      method = "attn-lrp"
      [distillation]
      teacher = "runs/large"
      temperature = 3
      weight = 0.8
      texts = "more/texts.csv"
      variants = 2
      [output]
      directory = "runs/emotion"
      dtype = "float16"
      """)
    #expect(recipe.data.train == ["emotion/train.txt", "more.txt"])
    #expect(recipe.data.validation == ["emotion/val.txt"])
    #expect(recipe.data.test == ["t.csv"])
    #expect(recipe.data.options.format == nil)
    #expect(recipe.data.labels == ["joy", "anger"])
    #expect(recipe.data.options.synonyms == ["happy": "joy"])
    #expect(!recipe.data.isDisjoint)
    #expect(recipe.data.deduplication == .conflicts)
    #expect(recipe.data.perLabel == 800)
    #expect(recipe.data.split == 0.8)
    #expect(recipe.data.seed == 43)
    #expect(recipe.cleaner.stages == [.urls, .lowercase])
    #expect(recipe.maximumTokens == 512)
    let training = recipe.training
    #expect(training.epochs == 4 && training.batchSize == 32 && training.accumulation == 2)
    #expect(training.optimizer.kind == .adam && training.optimizer.weightDecay == 0.02)
    #expect(training.learningRate == 3e-5 && training.warmup == 0.06 && training.clip == nil)
    #expect(training.schedule == .piecewise && training.cuts.map(\.factor) == [0.1, 0.01])
    #expect(!training.dropsElements && training.labelSmoothing == 0.1 && training.balancesClasses)
    #expect(training.freeze == ["embeddings", "layer.0-4"] && training.layerDecay == 0.9)
    #expect(training.evaluateEvery == 500 && training.best == .macroF1 && training.patience == 3)
    #expect(training.sampling == .oversample && training.logEvery == 5 && training.seed == 43)
    #expect(training.keptCheckpoints == 4)
    #expect(recipe.probe.texts.count == 1 && recipe.probe.method == "attn-lrp")
    #expect(recipe.directory == "runs/emotion" && recipe.storage == .float16)
    var distillation = Distillation(teacher: "runs/large")
    distillation.temperature = 3
    distillation.weight = 0.8
    distillation.texts = ["more/texts.csv"]
    distillation.variants = 2
    #expect(recipe.distillation == distillation)
    #expect(recipe.scratch == nil)
  }

  @Test("A model from scratch has sizes in the place of a name")
  func scratch() throws {
    let recipe = try Recipe.parse(
      """
      [model]
      architecture = "distilbert"
      layers = 2
      hidden = 64
      heads = 4
      vocabulary = 500
      max-length = 40
      dropout = 0.2
      lowercase = false
      [data]
      train = "a.txt"
      """)
    var shape = EncoderShape()
    shape.architecture = .distilBERT
    (shape.layerCount, shape.hiddenSize, shape.headCount) = (2, 64, 4)
    (shape.intermediateSize, shape.vocabularySize, shape.maximumTokens) = (256, 500, 40)
    (shape.dropout, shape.isLowercased) = (0.2, false)
    #expect(recipe.scratch == shape)
    #expect(recipe.model.isEmpty && recipe.directory == "runs/scratch")
  }

  @Test("What is wrong is named with its table and what would be right")
  func problems() {
    #expect(
      problem("[data]\ntrain = \"a\"")
        == "`model` is missing.\nName a directory or a hub name to start from, or give [model] an architecture."
    )
    #expect(
      problem("[model]\nheads = 3\n[data]\ntrain = \"a\"")?.hasPrefix(
        "`heads` in [model] is 3, which does not divide `hidden`, 256.") == true)
    #expect(
      problem("[model]\narchitecture = \"gpt2\"\n[data]\ntrain = \"a\"")?.hasPrefix(
        "`architecture` in [model]: there is no `gpt2` from scratch.") == true)
    #expect(
      problem(Self.least + "[distillation]\nweight = 1")?.hasPrefix(
        "`teacher` in [distillation] is missing.") == true)
    #expect(problem("model = \"m\"")?.hasPrefix("`train` in [data] is missing.") == true)
    #expect(
      problem(Self.least + "[training]\nepoch = 3")?.hasPrefix(
        "A recipe has no `epoch` in [training].")
        == true)
    #expect(
      problem(Self.least + "[training]\nepochs = \"3\"")
        == "`epochs` in [training] is not a whole number from 0 to 100000.")
    #expect(
      problem(Self.least + "[training]\noptimizer = \"sgd\"")
        == "`optimizer` in [training] is not one of adamw, adam.")
    #expect(problem(Self.least + "format = \"xls\"")?.contains("there is no `xls`") == true)
    #expect(
      problem(Self.least + "[training]\nschedule = \"piecewise\"")?.contains("needs `cuts`") == true
    )
    #expect(
      problem(Self.least + "clean = [\"lower\"]")
        == "`clean` in [data]: \"lower\" is neither a cleaning step nor a file of words.\n"
        + "Steps are urls, mentions, html, punctuation, symbols, digits, lowercase, stopwords.")
    #expect(problem("model = ") != nil)
  }

  @Test(
    "A cut is a share of the run and a factor that is no negative rate",
    arguments: ["[[0.5, -0.1]]", "[[100, 0.1]]", "[[1.5, 0.1]]", "[[-0.1, 1]]", "[[0.5, inf]]"])
  func impossibleCuts(_ cuts: String) {
    let found = problem(Self.least + "[training]\nschedule = \"piecewise\"\ncuts = \(cuts)")
    #expect(found?.contains("a share of the run from 0 to 1 and a factor from 0 up") == true)
  }

  @Test("Cuts need the schedule that makes them")
  func needlessCuts() {
    #expect(
      problem(Self.least + "[training]\ncuts = [[0.5, 0.1]]")?.contains(
        "`cuts` in [training] means nothing to a schedule that is linear.") == true)
  }

  @Test("What repeated texts become has three names, of which one is about labels")
  func deduplication() throws {
    #expect(try Recipe.parse(Self.least).data.deduplication == .none)
    #expect(
      problem(Self.least + "deduplicate = \"all\"")
        == "`deduplicate` in [data] is not one of none, texts, conflicts.")
    let masked = try Recipe.parse(Self.least + "deduplicate = \"texts\"\n" + Self.masked)
    #expect(masked.data.deduplication == .texts)
    #expect(
      problem(Self.least + "deduplicate = \"conflicts\"\n" + Self.masked)?.contains(
        "means nothing to a masked language model") == true)
  }

  @Test("A file of words to take out is beside the recipe, as all files are")
  func wordsBesideTheRecipe() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("oh\nhm\n".utf8).write(to: folder.appending(path: "words.txt"))
    // A file of a step's name does not hide the step.
    try Data("no".utf8).write(to: folder.appending(path: "lowercase"))
    let recipe = folder.appending(path: "recipe.toml").path
    try (Self.least + "clean = [\"lowercase\", \"words.txt\"]").write(
      toFile: recipe, atomically: true, encoding: .utf8)
    #expect(
      try Recipe.load(path: recipe).cleaner.stages == [.lowercase, .stopwords(["oh", "hm"])])
  }

  @Test("Balanced class weights are scikit-learn's: texts / (classes · texts of the class)")
  func balancedWeights() {
    var training = Recipe.Training()
    #expect(training.session(labelCounts: [6, 2], distillation: nil).loss.classWeights == nil)
    training.balancesClasses = true
    #expect(
      training.session(labelCounts: [6, 2], distillation: nil).loss.classWeights
        == [8.0 / 12, 8.0 / 4])
    #expect(
      training.session(labelCounts: [3, 3, 3], distillation: nil).loss.classWeights == [1, 1, 1])
  }

  private static let masked = "[training]\nobjective = \"masked-language-model\"\n"

  @Test("A masked language model is asked for by one key, and judged by its loss")
  func masked() throws {
    let recipe = try Recipe.parse(Self.least + Self.masked)
    #expect(recipe.training.objective == .maskedLanguageModel)
    #expect(recipe.training.mask == 0.15 && recipe.training.best == .loss)
    #expect(!recipe.sources.options.hasLabels)
    let other = try Recipe.parse(
      Self.least + "text = \"text\"\nlabel = \"label\"\nsplit = 0.9\n" + Self.masked
        + "mask = 0.3\nbest = \"accuracy\"\npatience = 2")
    #expect(other.training.mask == 0.3 && other.training.best == .accuracy)
    let plain = try Recipe.parse(Self.least)
    #expect(plain.training.objective == .classification && plain.sources == plain.data)
  }

  @Test(
    "What means nothing to a masked language model is refused by its name",
    arguments: [
      ("class-weights = \"balanced\"", "`class-weights`"), ("folds = 5", "`folds`"),
      ("sampling = \"oversample\"", "`sampling`"), ("label-smoothing = 0.1", "`label-smoothing`"),
      ("best = \"macro-f1\"", "`best = \"macro-f1\"`"), ("[probe]\ntexts = \"a\"", "[probe]"),
      ("[distillation]\nteacher = \"t\"", "[distillation]"),
    ])
  func maskedRefusals(_ line: String, _ name: String) throws {
    let found = try #require(problem(Self.least + Self.masked + line))
    #expect(found.contains(name) && found.contains("means nothing to a masked language model"))
    // And what to do is said.
    #expect(found.contains("\n"))
  }

  @Test("Labels that are chosen or counted are refused beside a masked language model")
  func maskedLabels() {
    for line in ["labels = [\"a\"]", "per-label = 8", "synonyms = { a = \"b\" }"] {
      #expect(problem(Self.least + line + "\n" + Self.masked)?.contains("labels are not") == true)
    }
    #expect(
      problem(Self.least + "[training]\nmask = 0.2")?.contains("`mask` in [training]") == true)
    #expect(
      problem(Self.least + Self.masked + "mask = 1")?.contains("is not a number from") == true)
    #expect(
      problem(Self.least + "[training]\nobjective = \"mlm\"")
        == "`objective` in [training] is not one of classification, masked-language-model.")
  }

  @Test("The warmup is a share of the run, or steps")
  func warmup() throws {
    let share = try Recipe.parse(Self.least + "[training]\nwarmup = 0.1\n").training
    #expect(share.learningRateSchedule(totalSteps: 95).warmupSteps == 10)
    let steps = try Recipe.parse(Self.least + "[training]\nwarmup = 30\n").training
    #expect(steps.learningRateSchedule(totalSteps: 95).warmupSteps == 30)
  }

  private static let names: Set = [
    "embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.bias",
    "encoder.layer.10.output.dense.bias", "pooler.dense.weight", "classifier.weight",
  ]

  @Test(
    "Freezing is by block, layer or name",
    arguments: [
      (
        ["embeddings"],
        [
          "encoder.layer.0.output.dense.bias", "encoder.layer.10.output.dense.bias",
          "pooler.dense.weight", "classifier.weight",
        ]
      ),
      (
        ["layer.0-4", "embeddings"],
        ["encoder.layer.10.output.dense.bias", "pooler.dense.weight", "classifier.weight"]
      ),
      (
        ["transformer.layer.10"],
        [
          "embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.bias",
          "pooler.dense.weight", "classifier.weight",
        ]
      ),
      (["encoder"], ["classifier.weight"]),
      (
        ["encoder.layer.0.output", "pooler"],
        [
          "embeddings.word_embeddings.weight", "encoder.layer.10.output.dense.bias",
          "classifier.weight",
        ]
      ),
    ])
  func freezing(_ patterns: [String], _ trained: [String]) throws {
    let rules = try FreezeRules(patterns, names: Self.names)
    #expect(Set(Self.names.filter(rules.isTrained)) == Set(trained))
  }

  @Test("A pattern that means nothing, and a network without anything to train, are refused")
  func emptyFreezing() {
    #expect(throws: TrainingError.self) { try FreezeRules(["layer.7"], names: Self.names) }
    #expect(throws: TrainingError.self) {
      try FreezeRules(["encoder", "classifier"], names: Self.names)
    }
  }

  @Test("Rates fall from the head down")
  func layerRates() {
    func factor(_ name: String) -> Double { LayerRates.factor(of: name, decay: 0.5, layerCount: 2) }
    #expect(factor("classifier.weight") == 1)
    #expect(factor("encoder.layer.1.output.dense.bias") == 0.5)
    #expect(factor("encoder.layer.0.output.dense.bias") == 0.25)
    #expect(factor("embeddings.LayerNorm.weight") == 0.125)
  }

  @Test("The recipes of the embedded model go from one run to the next")
  func embeddedModel() throws {
    let folder = Fixtures.packageRoot.appending(path: "Recipes")
    let teacher = try Recipe.load(path: folder.appending(path: "emotion-teacher.toml").path)
    let student = try Recipe.load(path: folder.appending(path: "emotion-mini.toml").path)
    #expect(student.distillation?.teacher == teacher.directory)
    #expect(student.data == teacher.data)
    #expect(student.scratch == EncoderShape())
    #expect(student.storage == .float16)
  }
}
