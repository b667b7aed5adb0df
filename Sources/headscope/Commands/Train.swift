import ArgumentParser
import Foundation
import Model
import Training

/// `headscope train`: fine-tunes a classifier, or pretrains a masked language model.
struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fine-tunes a classifier on labelled texts, or pretrains a masked language model.",
    usage: """
      headscope train RECIPE.toml
      headscope train --model MODEL --train FILE… [--validation FILE…] [--output FOLDER] [options]
      """,
    discussion: """
      A recipe says where to start, what to learn from, how, and where the run goes; the README lists its keys. Options win \
      over the recipe. The run's folder gets a log that 'headscope watch' follows, checkpoints that transformers loads, and \
      at the end the best state.

      A recipe with objective = "masked-language-model" learns to tell hidden pieces of texts without labels; a classifier can \
      start from what that leaves.

      With folds the training texts are cut into that many parts, the same text never in two of them; for each part a model is \
      trained from the same start on the others and judged on it. A table tells mean and spread, the run's folds.json every \
      number. What stays is a model trained on all texts, as without folds.

      The same command goes on with a run that was stopped or killed. Ctrl-C stops behind the step that runs, with a \
      checkpoint; a second one at once. A lost terminal does not stop a run.
      """)

  @Argument(help: "A recipe.") var recipe: String?
  @Option(help: "Where to start: a model directory or a name in the Hugging Face cache.")
  var model: String?
  @Option(parsing: .upToNextOption, help: "Files of labelled texts to learn from.")
  var train: [String] = []
  @Option(parsing: .upToNextOption, help: "Files that choose the best state.")
  var validation: [String] = []
  @Option(name: [.long, .customLong("directory")], help: "The run's folder.") var output: String?
  @Option(help: "Passes over the data.") var epochs: Int?
  @Option(help: "Texts a step.") var batch: Int?
  @Option(help: "The highest learning rate.") var learningRate: Double?
  @Option(help: "Parts of a cross-validation before the model that stays is trained.")
  var folds: Int?
  @Option(help: "Decides the new head's numbers, the order of texts and what is dropped.")
  var seed: UInt64?
  @Flag(
    name: .customLong("no-overlay"),
    help: "Read the data as it is, without what was relabelled and excluded beside it.")
  var ignoresOverlay = false
  @Option(help: "Threads of the matrix kernels (default: one a core).") var threads: Int?
  @Option(help: "Idle gives way to every other process; normal does not.") var priority =
    ProcessPriority.idle

  func validate() throws {
    guard recipe != nil || (model != nil && !train.isEmpty) else {
      throw ValidationError("Give a recipe, or --model and --train.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): give a number from 1 to 1024.")
    }
    if let epochs, epochs < 0 { throw ValidationError("--epochs \(epochs): give 0 or more.") }
    if let batch, batch < 1 { throw ValidationError("--batch \(batch): give 1 or more.") }
    if let folds, !(1...1000).contains(folds) {
      throw ValidationError("--folds \(folds): give a number from 1 to 1000.")
    }
    if let learningRate, !(learningRate >= 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate \(learningRate): give a number from 0 up.")
    }
  }

  func run() async throws {
    // The run goes on when the terminal is gone.
    signal(SIGHUP, SIG_IGN)
    let recipe = try settledRecipe()
    let prober = try ProbeExplainer.prober(recipe.probe)
    priority.apply()
    let folder = RunFolder(path: recipe.directory)
    let interruption = Interruption.handle { try? folder.steer(.stop) }
    defer { interruption.cancel() }
    let base =
      recipe.scratch == nil
      ? try LoadedModel.directory(ModelArgument.expanded(recipe.model)) : nil
    let teacher = try recipe.distillation.map {
      try LoadedModel.directory(ModelArgument.expanded($0.teacher))
    }
    let process = ProcessInfo.processInfo
    let options = LoadOptions(
      precision: .fp32, threads: threads ?? process.activeProcessorCount,
      backend: try BackendPreference(environment: process.environment))
    let printer = TrainingPrinter(recipe)
    do {
      let run = TrainingRun(
        recipe, base: base, teacher: teacher, prober: prober,
        start: RunStart(
          arguments: Array(CommandLine.arguments.drop { $0 != "train" }.dropFirst()),
          workingDirectory: FileManager.default.currentDirectoryPath))
      let folders = UserFolders(environment: process.environment)
      let boundary = WorkBoundary(
        pause: priority == .idle ? KeyMark(folder: folders.runtime.path).waiter() : nil)
      let outcome = try await WorkBoundary.$current.withValue(boundary) {
        try await run.run(options: options) { event in
          // From now on there is something to be watched.
          switch event {
          case .started, .fold(1, _):
            var recent = RecentNames(folder: folders.data, file: RecentNames.runs)
            recent.open(folder.path)
          default: break
          }
          printer.show(event)
        }
      }
      printer.finish(outcome)
      if outcome.reason == .stopped { throw ExitCode(130) }
    } catch let error as TrainingError {
      printer.finishLine()
      if case .recipe(let problem, let advice) = error {
        throw UsageError(problem, advice: advice)
      }
      Diagnostics.say("headscope: \(error)")
      throw ExitCode.failure
    }
  }

  /// The recipe with what options say over it.
  ///
  /// - Parameter folder: what a relative path of the recipe counts from; nil: the working directory.
  func settledRecipe(in folder: String? = nil) throws -> Recipe {
    var settled: Recipe
    if let recipe {
      do {
        settled = try Recipe.load(path: folder.map { FileSystem.join($0, recipe) } ?? recipe)
      } catch TrainingError.recipe(let problem, let advice) {
        throw UsageError(problem, advice: advice)
      }
      if let model {
        settled.model = model
        settled.scratch = nil
      }
      if !train.isEmpty { settled.data.train = train }
    } else {
      let start = model ?? ""
      settled = Recipe(
        model: start, train: train,
        directory: "runs/" + FileSystem.lastComponent(of: FileSystem.resolved(start)))
    }
    if !validation.isEmpty { settled.data.validation = validation }
    settled.directory = output ?? settled.directory
    settled.training.epochs = epochs ?? settled.training.epochs
    settled.training.batchSize = batch ?? settled.training.batchSize
    settled.training.learningRate = learningRate ?? settled.training.learningRate
    settled.training.folds = folds ?? settled.training.folds
    if let seed { settled.training.seed = seed }
    settled.data.seed = settled.training.seed
    if ignoresOverlay { settled.data.options.overlay = .ignored }
    return settled
  }
}

extension ProcessPriority: ExpressibleByArgument {}
