import Attribution
import Testing

@testable import TUI

/// What the board's page about the list of texts asks for and shows.
@Suite struct SampleRobotTests {
  private static let items = [
    "i am so happy that you came", "the crowd was calm and my heart was not",
    "nobody in the front row said a word",
  ].map { TextItem(text: $0) }

  private func robot(_ items: [TextItem] = Self.items) throws -> Robot {
    var robot = try Robot.onHeads()
    robot.send(.textsLoaded(items))
    return robot
  }

  private func samples(_ robot: Robot) -> [(texts: Int, counted: Int)] {
    robot.questions.compactMap {
      if case .sample(let texts, let start) = $0.question {
        (texts.count, start.textCount)
      } else {
        nil
      }
    }
  }

  /// All of the page, however high the window is.
  private func page(_ robot: Robot) -> String {
    BoardText.lines(robot.state, width: 400).map { $0.map(\.text).joined() }
      .joined(separator: "\n")
  }

  private func partial(_ robot: Robot, _ count: Int) throws -> HeadsResult {
    let texts = Self.items.prefix(count).map { ModelInput(text: $0.text) }
    return try robot.model.heads(
      ModelInput(text: ""), HeadsRequest(.sample(texts, after: PatternSampleReport())))
  }

  @Test func thePageCountsWhenItIsSeen() throws {
    var robot = try robot()
    #expect(samples(robot).isEmpty)
    try robot.press("B")
    #expect(samples(robot).map(\.texts) == [3])
    #expect(robot.screen.contains("Over 3 texts"))
    #expect(robot.screen.contains("▸ 0.0 here  81 % p previous token"))
    #expect(robot.screen.contains("all   82 % p previous token"))
    // Heads with (layer + head) mod 5 = 1: three each of layers 0, 1 and 5, two of the others.
    #expect(page(robot).contains("n next token: 15 heads"))
    try robot.press("B", "b")
    #expect(samples(robot).count == 1)
  }

  @Test func withoutAListThePageTellsHowToGetOne() throws {
    var robot = try robot([])
    try robot.press("B")
    #expect(page(robot).contains("There is no list of texts yet: L on the Explain screen"))
    #expect(samples(robot).isEmpty)
  }

  @Test func typingInterruptsTheCountWhichThenGoesOn() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    try robot.press("B")
    let id = Work.ID(lane: .sample, generation: robot.state.heads.sample.generation)
    robot.send(.heads(id, try partial(robot, 2)))
    #expect(robot.screen.contains("2 of 3 texts"))
    robot.isTimePassing = false
    try robot.press("i")
    robot.type("!")
    #expect(robot.state.heads.sample.asked == nil)
    robot.send(.heads(id, try partial(robot, 1)))
    #expect(robot.screen.contains("2 of 3 texts"))
    robot.isModelAnswering = true
    robot.isTimePassing = true
    robot.letTimePass()
    #expect(samples(robot).map(\.counted) == [2])
    #expect(robot.screen.contains("Over 3 texts"))
  }

  @Test func aTextMoreIsCountedAlone() throws {
    var robot = try robot()
    try robot.press("B", "i", "Enter")
    #expect(samples(robot).map(\.texts) == [3, 4])
    #expect(samples(robot).map(\.counted) == [0, 3])
    #expect(robot.screen.contains("Over 4 texts"))
  }

  @Test func aClosedHeadIsCountedAnew() throws {
    var robot = try robot()
    try robot.press("B", "Space")
    #expect(samples(robot).map(\.counted) == [0, 0])
    #expect(
      robot.questions.last { if case .sample = $0.question { true } else { false } }?
        .gates?[0, 0] == 0)
  }

  @Test func anotherPageOrScreenInterruptsTheCount() throws {
    for keys in [["b"], ["1"]] {
      var robot = try robot()
      robot.isModelAnswering = false
      try robot.press("B")
      let id = Work.ID(lane: .sample, generation: robot.state.heads.sample.generation)
      robot.send(.heads(id, try partial(robot, 1)))
      for key in keys { try robot.press(key) }
      #expect(robot.state.heads.sample.asked == nil)
      robot.isModelAnswering = true
      try robot.press("2", keys == ["b"] ? "B" : "2")
      #expect(samples(robot).map(\.counted) == [1])
    }
  }

  @Test func aLongListIsCountedInPart() throws {
    var robot = try robot((0..<501).map { TextItem(text: "so happy \($0)") })
    try robot.press("B")
    #expect(samples(robot).map(\.texts) == [500])
    #expect(page(robot).contains("the first 500 of the list's 501 texts"))
  }

  @Test func blankTextsAreLeftOut() throws {
    var robot = try robot([TextItem(text: " "), TextItem(text: "so happy now")])
    try robot.press("B")
    #expect(samples(robot).map(\.texts) == [1])
  }

  @Test func aFailureIsTold() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    try robot.press("B")
    let id = Work.ID(lane: .sample, generation: robot.state.heads.sample.generation)
    robot.send(.failed(id, "The weight layer.0 holds NaN."))
    #expect(robot.screen.contains("✗ The weight layer.0 holds NaN."))
  }

  @Test func anotherModelCountsAnew() throws {
    var robot = try robot()
    try robot.press("B")
    robot.model.name = "other"
    robot.model.layerCount = 2
    robot.send(.modelOpened(robot.model.summary))
    #expect(samples(robot).map(\.counted) == [0, 0])
    #expect(robot.state.heads.sample.report?.profiles.count == 24)
  }

  @Test func withoutATextTheListIsCountedAllTheSame() throws {
    var robot = try Robot(text: "")
    robot.send(.textsLoaded(Self.items))
    try robot.press("Esc", "2", "B")
    #expect(robot.screen.contains("Over 3 texts"))
    #expect(robot.screen.contains("here  no text"))
  }
}
