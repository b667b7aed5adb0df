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

    /// Bytes of each key.
    private struct Costs {
      var tokens = 0
      /// From head to head on the grid.
      var grid: [Int] = []
      /// From token to token in the matrix.
      var matrix: [Int] = []
      /// From token to token where the lines of one are drawn and in the neuron view, over those that ask and those that are looked at.
      var tokenMoves: [Int] = []
      /// The same where the window moves by half and shows other tokens.
      var windows: [Int] = []
      /// From head to head in the matrix.
      var heads: [Int] = []
      var typing: [Int] = []

      /// The cursor's moves by one token or head.
      var moves: [Int] { grid + matrix + tokenMoves + windows }
    }

    private func costs(
      _ model: URL, _ depth: ColorDepth, text: String = HeadsCostTests.text
    ) async throws -> Costs {
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
      /// Answers what was asked last, with queries and keys where they are wanted.
      func look() async throws {
        let hasVectors = robot.state.heads.wantedExtras.contains(.vectors)
        let input = robot.state.explain.input
        let encoding = actor.info.tokenizer.encode(input.text, maximumTokens: limit)
        let roles = TokenRoles(encoding, actor.info.tokenizer)
        let report = try await actor.perform { classifier in
          let capture = try classifier.forward(
            RaggedBatch([encoding]),
            capture: hasVectors ? [.attention, .queryKeyValue] : .attention
          ).captures[0]
          return try AttentionReport(
            AttentionMaps(capture), roles, pieces: Array(0..<encoding.count),
            vectors: hasVectors ? HeadVectors(capture, actor.info.configuration) : nil,
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
      var costs = Costs()
      costs.grid = try cost(["Right", "Down", "Right", "Left", "Up"])
      costs.tokens = robot.state.heads.report?.roles.count ?? 0
      _ = try cost(["Enter", "Home"])
      costs.matrix = try cost(["Down", "Right", "Down", "Left", "Up", "Right"])
      costs.heads = try cost(Array(repeating: "]", count: 12))
      _ = try cost(["v", "Enter", "Home"])
      let moves = costs.tokens < 100 ? costs.tokens - 1 : 60
      func move(_ key: String, _ times: Int) throws {
        for _ in 0..<times {
          let window = (robot.state.heads.linesTop, robot.state.heads.neuronTop)
          let bytes = try cost([key])
          if window == (robot.state.heads.linesTop, robot.state.heads.neuronTop) {
            costs.tokenMoves += bytes
          } else {
            costs.windows += bytes
          }
        }
      }
      try move("Down", moves)
      _ = try cost(["s", "Home"])
      try move("Down", moves)
      try robot.press("s", "v")
      try await look()
      _ = try cost(["Home"])
      try move("Left", moves)
      try move("Right", moves)
      try move("Down", moves)
      try robot.press("Esc", "i")
      device.show(robot.grid, on: terminal)
      for letter in [" ", "b", "e", "g", "a", "n"] {
        let before = terminal.bytesWritten
        robot.type(letter)
        device.show(robot.grid, on: terminal)
        try await look()
        device.show(robot.grid, on: terminal)
        costs.typing.append(terminal.bytesWritten - before)
      }
      return costs
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
      #expect(costs.moves.allSatisfy { $0 < 2_000 && $0 > 20 }, "\(costs.moves)")
      #expect(costs.heads.allSatisfy { $0 < budget && $0 > 500 }, "\(costs.heads)")
      // Of 180 moves that can leave what is in sight few do.
      #expect(!costs.windows.isEmpty && costs.windows.count < 20, "\(costs.windows)")
    }

    private func check(_ model: URL, _ depth: ColorDepth, _ budget: Int) async throws {
      let costs = try await costs(model, depth)
      if ProcessInfo.processInfo.environment["PRINT_COSTS"] == "1" { print(depth, costs) }
      #expect(costs.tokens >= 60)
      #expect(costs.moves.allSatisfy { $0 < 2_000 && $0 > 20 }, "\(costs.moves)")
      #expect(costs.heads.allSatisfy { $0 < budget && $0 > 500 }, "\(costs.heads)")
      // Of 180 moves that can leave what is in sight few do.
      #expect(!costs.windows.isEmpty && costs.windows.count < 20, "\(costs.windows)")
      #expect(costs.typing.allSatisfy { $0 < budget }, "\(costs.typing)")
    }
  }
}
