import Foundation
import Model
import Synchronization
import TUI
import Training

/// A training run as it goes on: evaluations on standard output, the step that runs as one line of standard error.
final class TrainingPrinter: Sendable {
  private struct State {
    var output = StandardOutput()
    var line = StandardOutput(descriptor: STDERR_FILENO)
    var hasLine = false
    var lastShown: ContinuousClock.Instant?
    var plan: TrainingEvent.Plan?
    var lastStep: TrainingEvent.Step?
    var hasHead = false
    var fold: (number: Int, count: Int)?
  }

  private let recipe: Recipe
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let state = Mutex(State())

  init(_ recipe: Recipe) { self.recipe = recipe }

  func show(_ event: TrainingEvent) {
    state.withLock { state in
      switch event {
      case .started(let plan):
        // Every part of a cross-validation has the same data.
        var told = plan
        if state.plan?.notes == plan.notes { told.notes = [] }
        state.plan = plan
        print(Self.text(of: told, recipe), &state)
      case .step(let step):
        state.lastStep = step
        showLine(step, &state)
      case .evaluated(let evaluation): print(row(evaluation, &state), &state)
      case .tested(let values, let count):
        let found = Metric.allCases.compactMap { metric in
          values[metric].map { "\(metric.title) \(Figures.metric($0))" }
        }
        print(
          "\n\(Wording.count(count, "test text")): \(found.joined(separator: ", "))\n", &state)
      case .saved: break
      case .taught(let done, let all):
        showLine("the teacher answered \(done) of \(Wording.count(all, "text"))", &state)
      case .fold(let number, let count):
        state.hasHead = false
        state.lastStep = nil
        state.fold = (number, count)
        print("fold \(number) of \(count)\n", &state)
      case .crossValidated(let result):
        state.hasHead = false
        state.lastStep = nil
        state.fold = nil
        print(
          CrossValidationTable.text(result) + "\nthe model that stays: all texts\n", &state)
      case .paused(let step):
        print(
          "paused behind step \(step); write 'resume' or 'stop' into the run's control file\n",
          &state)
      }
    }
  }

  func finish(_ outcome: TrainingOutcome) {
    finishLine()
    let best =
      outcome.best.map { value in
        ", best \(recipe.training.best.rawValue) \(Figures.metric(value)) at step \(outcome.bestStep)"
      } ?? ""
    let sentence =
      switch outcome.reason {
      case .finished: "finished behind step \(outcome.step)\(best)"
      case .stoppedEarly: "no better for long: ended behind step \(outcome.step)\(best)"
      case .stopped: "stopped behind step \(outcome.step)\(best); the same command goes on"
      }
    state.withLock { print("\(sentence)\n\(outcome.path)\n", &$0) }
  }

  /// Takes the line of the step that runs away.
  func finishLine() { state.withLock { clearLine(&$0) } }

  private func print(_ text: String, _ state: inout State) {
    clearLine(&state)
    try? state.output.show(text)
  }

  private func clearLine(_ state: inout State) {
    if state.hasLine { try? state.line.write("\r\u{1B}[K") }
    state.hasLine = false
  }

  private func showLine(_ step: TrainingEvent.Step, _ state: inout State) {
    let now = ContinuousClock.now
    guard isTerminal, state.lastShown.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
    state.lastShown = now
    var text = state.fold.map { "fold \($0.number) of \($0.count)  " } ?? ""
    text += "step \(step.step)"
    if let plan = state.plan {
      let left = Double(plan.totalSteps - step.step) * Double(recipe.training.textsPerStep)
      text += " of \(plan.totalSteps)"
      text += "  loss \(Figures.metric(step.loss))"
      text += step.accuracy.map { "  accuracy \(Figures.metric($0))" } ?? ""
      text += "  rate \(step.learningRate)"
      text += "  \(Int(step.examplesPerSecond)) texts/s"
      if step.examplesPerSecond > 0 {
        text += "  \(Figures.duration(left / step.examplesPerSecond)) left"
      }
    }
    showLine(text, &state)
  }

  private func showLine(_ text: String, _ state: inout State) {
    guard isTerminal else { return }
    state.hasLine = true
    try? state.line.write("\r" + text + "\u{1B}[K")
  }

  private static func text(of plan: TrainingEvent.Plan, _ recipe: Recipe) -> String {
    var lines: [String] = []
    var texts = "\(Wording.count(plan.trainCount, "text")) to learn from"
    if let count = plan.validationCount { texts += ", \(count) to choose the best state by" }
    lines.append(texts)
    if !plan.labels.isEmpty {
      lines.append(
        zip(plan.labels, plan.labelCounts).map { "\(VisibleText.escaped($0)) \($1)" }
          .joined(separator: ", "))
    }
    lines += plan.notes.map { VisibleText.escaped($0) }
    if plan.emptyCount > 0 {
      lines.append(
        "\(Wording.count(plan.emptyCount, "text")) left out: the model reads nothing of it")
    }
    if plan.cutCount > 0 {
      lines.append("\(Wording.count(plan.cutCount, "text")) longer than the model takes, cut")
    }
    lines.append(
      "\(plan.trainedParameters) of \(plan.parameters) parameters trained, "
        + "\(Wording.count(plan.totalSteps, "step")) of \(recipe.training.textsPerStep) texts")
    if plan.doneSteps > 0 { lines.append("goes on behind step \(plan.doneSteps)") }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func row(_ evaluation: TrainingEvent.Evaluation, _ state: inout State) -> String {
    var columns: [(String, Double?)] = [
      ("train loss", state.lastStep?.loss), ("loss", evaluation.values[.loss]),
      ("accuracy", evaluation.values[.accuracy]),
    ]
    switch recipe.training.objective {
    case .classification:
      columns += [
        ("macro F1", evaluation.values[.macroF1]), ("weighted F1", evaluation.values[.weightedF1]),
        ("ROC AUC", evaluation.values[.rocAUC]),
      ]
    case .maskedLanguageModel:
      columns.append(("perplexity", evaluation.values[.loss].map { exp($0) }))
    }
    var text = ""
    if !state.hasHead {
      state.hasHead = true
      text += "  epoch     step" + columns.map { Self.right($0.0, 13) }.joined() + "\n"
    }
    text += Self.right(String(format: "%.2f", evaluation.epoch), 7)
    text += Self.right(String(evaluation.step), 9)
    text += columns.map { Self.right($0.1.map(Figures.metric) ?? "–", 13) }.joined()
    return text + (evaluation.isBest ? "  best\n" : "\n")
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
