import Attribution
import Foundation
import Model
import TestSupport
import Testing

@testable import TUI

extension CursesTests {
  /// What one typed letter costs on the wire, echo, gradient pass and refinement together.
  @Suite struct TypingCostTests {
    @Test(arguments: [(ColorDepth.truecolor, 1_500), (.palette256, 1_000)])
    func typingOneLetterStaysWithinItsBudget(depth: ColorDepth, budget: Int) throws {
      let device = try PseudoTerminal(rows: 40, columns: 120, erasesWithBackground: true)
      let terminal = try device.openTerminal(depth)
      device.settle(terminal)
      var robot = try Robot(depth: depth, text: SampleModel.sentence)
      terminal.draw(robot.grid)
      device.settle(terminal)
      var costs: [Int] = []
      for (index, letter) in "xs! so much".enumerated() {
        let before = terminal.bytesWritten
        // Every word's value moves with every letter, as in a real model.
        for (offset, word) in robot.model.weights.keys.sorted().enumerated() {
          let change = Float((index * 7 + offset * 5) % 9 - 4) * 0.02
          robot.model.weights[word, default: 0] *= 1 + change
        }
        // The echo, before the model answers.
        robot.isModelAnswering = false
        robot.isTimePassing = false
        robot.type(String(letter))
        terminal.draw(robot.grid)
        device.settle(terminal)
        // The gradient pass, then refinement.
        let work = Work(
          id: Work.ID(lane: .text, generation: robot.state.explain.generation),
          input: robot.state.explain.input, requests: [robot.state.explain.quickRequest])
        for result in robot.model.results(work) { robot.send(.result(work.id, result)) }
        terminal.draw(robot.grid)
        device.settle(terminal)
        robot.isModelAnswering = true
        robot.letTimePass()
        terminal.draw(robot.grid)
        device.settle(terminal)
        costs.append(terminal.bytesWritten - before)
      }
      #expect(costs.max() ?? 0 < budget, "\(costs)")
    }

    /// A reaction of a real model: the echo, the gradient pass, then what refinement brings.
    private func costs(of model: URL, depth: ColorDepth) async throws -> [Int] {
      let actor = try await ModelActor.load(ModelDirectory(path: model.path))
      let device = try PseudoTerminal(rows: 40, columns: 120, erasesWithBackground: true)
      let terminal = try device.openTerminal(depth)
      var robot = try Robot(depth: depth, text: SampleModel.sentence)
      robot.isModelAnswering = false
      robot.isTimePassing = false
      func answer(_ requests: [AttributionRequest]) async throws {
        let input = robot.state.explain.input
        let encoding = actor.info.tokenizer.encode(input.text, maximumTokens: 128)
        let id = Work.ID(lane: .text, generation: robot.state.explain.generation)
        for request in requests {
          for try await estimate in actor.attributions(
            for: ExplainedText(encoding, texts: []), request)
          {
            robot.send(
              .result(id, ModelResult(encoding: encoding, estimate: estimate, seconds: 0.08)))
            device.show(robot.grid, on: terminal)
          }
        }
        robot.send(.finished(id))
        device.show(robot.grid, on: terminal)
      }
      func press(_ key: () throws -> Void) async throws -> Int {
        let before = terminal.bytesWritten
        try key()
        device.show(robot.grid, on: terminal)
        try await answer([robot.state.explain.quickRequest])
        try await answer(robot.state.explain.refiningRequests)
        return terminal.bytesWritten - before
      }
      // The first shows the model's own numbers in place of the sample's.
      _ = try await press { robot.type(".") }
      var costs: [Int] = []
      for letter in " xs! so much" {
        costs.append(try await press { robot.type(String(letter)) })
      }
      try robot.press("Home")
      for letter in "really " { costs.append(try await press { robot.type(String(letter)) }) }
      for _ in 0..<5 { try robot.press("Alt-f") }
      for letter in " truly" { costs.append(try await press { robot.type(String(letter)) }) }
      for _ in 0..<5 { costs.append(try await press { try robot.press("Backspace") }) }
      return costs
    }

    private func check(_ costs: [Int], budget: Int) {
      #expect(costs.allSatisfy { $0 < budget && $0 > 20 }, "\(costs)")
    }

    @Test(arguments: [(ColorDepth.truecolor, 1_500), (.palette256, 1_000)])
    func theEmbeddedModelStaysWithinTheBudget(depth: ColorDepth, budget: Int) async throws {
      let model = Fixtures.packageRoot.appending(path: "Models/emotion-mini")
      check(try await costs(of: model, depth: depth), budget: budget)
    }

    @Test(
      .enabled(
        if: SharedData.model("minilm-emotion") != nil, "minilm-emotion is not on this machine"),
      arguments: [(ColorDepth.truecolor, 1_500), (.palette256, 1_000)])
    func aLargerModelStaysWithinTheBudget(depth: ColorDepth, budget: Int) async throws {
      let model = try #require(SharedData.model("minilm-emotion"))
      check(try await costs(of: model, depth: depth), budget: budget)
    }
  }
}
