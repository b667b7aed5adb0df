import Foundation
import Model

/// What outputs must be for the class to have changed, and how near others are to that.
struct CounterfactualGoal {
  /// The class of the text as it is, or the label that is to cross the threshold.
  let former: Int
  private let decision: ClassDecision
  private let wanted: Int?
  private let original: [Float]

  /// Takes the goal from the outputs for the text as it is.
  ///
  /// - Throws: `ModelError(.invalidInput)` for a class that there is not or that the text has already, and where there is but one.
  init(
    _ decision: ClassDecision, wanted: CounterfactualSettings.WantedClass, original: [Float]
  ) throws(ModelError) {
    self.decision = decision
    self.original = original
    let best = Self.best(original)
    switch wanted {
    case .other:
      former = best
      self.wanted = nil
    case .label(let label):
      guard original.indices.contains(label) else {
        throw ModelError(
          .invalidInput, "Class \(label) was asked for; the model has \(original.count).",
          advice: "Classes are counted from 0.")
      }
      former = decision == .threshold ? label : best
      self.wanted = decision == .threshold ? nil : label
    }
    guard decision == .threshold || original.count > 1 else {
      throw ModelError(
        .invalidInput,
        "The model has \(original.count == 1 ? "a single class" : "no class"): "
          + "no edit can change it.")
    }
    guard self.wanted != best else {
      throw ModelError(
        .invalidInput, "The text is of class \(best) already.",
        advice: "Ask for another class, or for any other.")
    }
  }

  /// The index of the largest output; the first of equals, as `Prediction.best` has it.
  private static func best(_ outputs: [Float]) -> Int {
    outputs.indices.max { (outputs[$0], -$0) < (outputs[$1], -$1) } ?? 0
  }

  private static func isThere(_ output: Float) -> Bool {
    output >= ClassDecision.thresholdProbability
  }

  /// The class of other outputs; where labels are independent, the one that is to cross.
  func label(of outputs: [Float]) -> Int {
    decision == .threshold ? former : Self.best(outputs)
  }

  /// Whether the class has changed.
  func isReached(by outputs: [Float]) -> Bool {
    switch decision {
    case .threshold: Self.isThere(outputs[former]) != Self.isThere(original[former])
    case .largestOutput, .largestProbability:
      wanted.map { Self.best(outputs) == $0 } ?? (Self.best(outputs) != former)
    }
  }

  /// How much the output of the former class fell.
  func loss(of outputs: [Float]) -> Float { original[former] - outputs[former] }

  /// How near outputs are to the goal: it rises towards it and is about 0 where the class changes.
  ///
  /// In logarithms of probabilities, so that the steps of a classifier that is certain are told apart.
  func nearness(of outputs: [Float]) -> Double {
    let found: Double
    switch decision {
    case .threshold:
      let odds = logarithm(outputs[former]) - logarithm(1 - outputs[former])
      found = Self.isThere(original[former]) ? -odds : odds
    case .largestOutput, .largestProbability:
      let gaining = wanted ?? Self.best(outputs, but: former)
      let losing = wanted.map { Self.best(outputs, but: $0) } ?? former
      found =
        decision == .largestOutput
        ? Double(outputs[gaining]) - Double(outputs[losing])
        : logarithm(outputs[gaining]) - logarithm(outputs[losing])
    }
    // Orders need numbers that compare.
    return found.isNaN ? -.infinity : found
  }

  private static func best(_ outputs: [Float], but label: Int) -> Int {
    outputs.indices.filter { $0 != label }.max {
      (outputs[$0], -$0) < (outputs[$1], -$1)
    } ?? label
  }

  private func logarithm(_ probability: Float) -> Double {
    log(Double(max(probability, .leastNormalMagnitude)))
  }
}
