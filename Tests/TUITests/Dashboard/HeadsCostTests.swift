import Attribution
import Foundation
import Model
import TestSupport
import Testing

@testable import TUI

extension CursesTests {
  /// What the Heads screen costs on the wire, on a real model's attention.
  @Suite struct HeadsCostTests {
    /// 60 tokens or one more with those of the models' own.
    private static let text =
      "i felt so anxious standing in front of the crowd that my heart was racing and i could not find "
      + "a single word to say while they all looked at me and waited for me to begin so i closed my eyes "
      + "and took a long breath and thought of the sea and the wind at last."

    private func costs(
      _ model: URL, _ depth: ColorDepth, text: String = HeadsCostTests.text
    ) async throws -> (
      tokens: Int, move: [Int], matrix: [Int], grid: [Int], typing: [Int]
    ) {
      let actor = try await ModelActor.load(ModelDirectory(path: model.path))
      let device = try PseudoTerminal(rows: 40, columns: 120, erasesWithBackground: true)
      let terminal = try device.openTerminal(depth)
      var sample = SampleModel()
      sample.layerCount = actor.info.configuration.layerCount
      sample.headCount = actor.info.configuration.headCount
      let limit = actor.info.configuration.maximumTokens
      sample.maximumTokens = limit
      var robot = try Robot(depth: depth, text: text, model: sample)
      robot.isModelAnswering = false
      try robot.press("Esc", "2")
      func look() async throws {
        let input = robot.state.explain.input
        let encoding = actor.info.tokenizer.encode(input.text, maximumTokens: limit)
        let roles = TokenRoles(encoding, actor.info.tokenizer)
        let report = try await actor.perform { classifier in
          let result = try classifier.forward(RaggedBatch([encoding]), capture: .attention)
          return try AttentionReport(
            AttentionMaps(result.captures[0]), roles, pieces: Array(0..<encoding.count),
            thumbnails: HeadThumbnails.Form(side: 4))
        }
        let id = Work.ID(lane: .heads, generation: robot.state.heads.generation)
        robot.send(.heads(id, .attention(report)))
      }
      func cost(_ names: [String]) throws -> [Int] {
        try names.map { name in
          let before = terminal.bytesWritten
          try robot.press(name)
          device.show(robot.grid, on: terminal)
          return terminal.bytesWritten - before
        }
      }
      try await look()
      device.show(robot.grid, on: terminal)
      let grid = try cost(["Right", "Down", "Right", "Left", "Up"])
      let tokens = robot.state.heads.report?.roles.count ?? 0
      _ = try cost(["Enter", "Home"])
      let move = try cost(["Down", "Right", "Down", "Left", "Up", "Right"])
      let matrix = try cost(Array(repeating: "]", count: 12))
      try robot.press("Esc", "i")
      device.show(robot.grid, on: terminal)
      var typing: [Int] = []
      for letter in [" ", "b", "e", "g", "a", "n"] {
        let before = terminal.bytesWritten
        robot.type(letter)
        device.show(robot.grid, on: terminal)
        try await look()
        device.show(robot.grid, on: terminal)
        typing.append(terminal.bytesWritten - before)
      }
      return (tokens, move, matrix, grid, typing)
    }

    @Test(arguments: [(ColorDepth.truecolor, 40_000), (.palette256, 25_000)])
    func theEmbeddedModelStaysWithinTheBudgets(depth: ColorDepth, budget: Int) async throws {
      let model = Fixtures.packageRoot.appending(path: "Models/emotion-mini")
      try await check(model, depth, budget)
    }

    @Test(
      .enabled(
        if: SharedData.model("minilm-emotion") != nil, "minilm-emotion is not on this machine"),
      arguments: [(ColorDepth.truecolor, 40_000), (.palette256, 25_000)])
    func aLargerModelStaysWithinTheBudgets(depth: ColorDepth, budget: Int) async throws {
      try await check(try #require(SharedData.model("minilm-emotion")), depth, budget)
    }

    /// What is on screen costs, not what is not: a long text's heads are as cheap to go through as a short one's.
    @Test(
      .enabled(
        if: SharedData.model("minilm-emotion") != nil, "minilm-emotion is not on this machine"),
      arguments: [(ColorDepth.truecolor, 40_000), (.palette256, 25_000)])
    func aTextOf512TokensStaysWithinTheBudgets(depth: ColorDepth, budget: Int) async throws {
      let text = (0..<9).map { _ in Self.text }.joined(separator: " ")
      let model = try #require(SharedData.model("minilm-emotion"))
      let costs = try await costs(model, depth, text: text)
      if ProcessInfo.processInfo.environment["PRINT_COSTS"] == "1" { print(depth, costs) }
      #expect(costs.tokens == 512)
      #expect(costs.move.allSatisfy { $0 < 2_000 && $0 > 20 }, "\(costs.move)")
      #expect(costs.grid.allSatisfy { $0 < 2_000 && $0 > 20 }, "\(costs.grid)")
      #expect(costs.matrix.allSatisfy { $0 < budget && $0 > 500 }, "\(costs.matrix)")
    }

    private func check(_ model: URL, _ depth: ColorDepth, _ budget: Int) async throws {
      let costs = try await costs(model, depth)
      if ProcessInfo.processInfo.environment["PRINT_COSTS"] == "1" { print(depth, costs) }
      #expect(costs.tokens >= 60)
      #expect(costs.move.allSatisfy { $0 < 2_000 && $0 > 20 }, "\(costs.move)")
      #expect(costs.grid.allSatisfy { $0 < 2_000 && $0 > 20 }, "\(costs.grid)")
      #expect(costs.matrix.allSatisfy { $0 < budget && $0 > 500 }, "\(costs.matrix)")
      #expect(costs.typing.allSatisfy { $0 < budget }, "\(costs.typing)")
    }
  }
}
