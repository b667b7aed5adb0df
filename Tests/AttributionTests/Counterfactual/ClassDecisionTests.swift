import Model
import Testing

@testable import Attribution

/// Which models have classes, and how they are told.
@Suite struct ClassDecisionTests {
  @Test func regressionIsRefused() {
    for problem in [ModelConfiguration.ProblemType.regression, .multiLabel] {
      #expect(throws: ModelError.self) { try ClassDecision(.outputs, for: problem) }
    }
  }

  @Test func classesAreToldAsTheModelTellsThem() throws {
    #expect(try ClassDecision(.probabilities, for: .singleLabel) == .largestProbability)
    #expect(try ClassDecision(.independentProbabilities, for: .multiLabel) == .threshold)
    #expect(try ClassDecision(.outputs, for: .singleLabel) == .largestOutput)
  }

  @Test func equalOutputsAreTheFirstClass() throws {
    let goal = try CounterfactualGoal(.largestOutput, wanted: .other, original: [2, 1, 0])
    #expect(!goal.isReached(by: [1, 1, 0]))
    #expect(goal.isReached(by: [1, 1.1, 0]))
    #expect(goal.nearness(of: [1, 1, 0]) == 0)
    #expect(goal.nearness(of: [1, -1, 0]) == -1)
    let last = try CounterfactualGoal(.largestOutput, wanted: .label(2), original: [2, 1, 0])
    #expect(!last.isReached(by: [1, 0, 1]))
    #expect(!last.isReached(by: [0, 1, 0.5]), "another class than the wanted one")
    #expect(last.isReached(by: [0, 1, 1.5]))
    #expect(last.nearness(of: [0, 1, 1.5]) == 0.5)
  }

  @Test func outputsThatAreNoNumbersAreFarthest() throws {
    let goal = try CounterfactualGoal(.largestProbability, wanted: .other, original: [0.9, 0.1])
    #expect(goal.nearness(of: [.nan, .nan]) == -.infinity)
  }
}
