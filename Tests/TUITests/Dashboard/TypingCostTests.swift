import Foundation
import Testing

@testable import TUI

extension CursesTests {
  /// What one typed letter costs on the wire, echo, gradient pass and refinement together.
  @Suite struct TypingCostTests {
    @Test(arguments: [(ColorDepth.truecolor, 1_500), (.palette256, 1_000)])
    func typingOneLetterStaysWithinItsBudget(depth: ColorDepth, budget: Int) throws {
      let device = try PseudoTerminal(rows: 40, columns: 120, erasesWithBackground: true)
      var configuration = Terminal.Configuration()
      configuration.guardsProcess = false
      configuration.colorFlag = depth
      configuration.cacheFolder = TerminalDrawingTests.cache
      let terminal = try Terminal(
        descriptor: device.openSlave(), configuration: configuration,
        environment: ["TERM": "xterm-256color"])
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
  }
}
