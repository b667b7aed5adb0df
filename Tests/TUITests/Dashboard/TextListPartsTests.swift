import Attribution
import Model
import Testing

@testable import TUI

@Suite("The parts that texts of the list are explained by")
struct TextListPartsTests {
  /// What was asked about texts of the list, the model answering nothing.
  private func asked(_ effects: [Effect]) -> [AttributionRequest] {
    effects.flatMap { effect -> [AttributionRequest] in
      guard case .explain(let work) = effect, work.id.lane == .list,
        case .attributions(let requests) = work.question
      else { return [] }
      return requests
    }
  }

  /// Two texts in the list, both explained by a method.
  private func robot(_ method: AttributionMethod) throws -> Robot {
    var robot = try Robot(text: "i felt so anxious")
    try robot.press("Enter", "m")
    robot.type(method.title)
    try robot.press("Enter", "i", "Ctrl-U")
    robot.type("the racing crowd")
    try robot.press("Enter", "R")
    #expect(robot.state.explain.texts.compactMap(\.explanation).count == 2)
    return robot
  }

  private func parts(_ robot: Robot) -> [Granularity?] {
    robot.state.explain.texts.map { $0.explanation?.entries.values.first?.granularity }
  }

  @Test("they are those on screen")
  func asOnScreen() throws {
    let robot = try robot(.occlusion)
    let (_, effects) = update(robot.state, .input(.text("R")))
    #expect(asked(effects).map(\.granularity) == [.word])
    #expect(parts(robot) == [.word, .word])
  }

  @Test("other parts have all texts explained anew")
  func otherParts() throws {
    var robot = try robot(.occlusion)
    let (_, effects) = update(robot.state, .input(.text("g")))
    #expect(asked(effects).map(\.granularity) == [.field])
    try robot.press("g")
    #expect(parts(robot) == [.field, .field])
    #expect(robot.state.explain.listPending == 0)
    // By a pattern of the user's the fields are others.
    try robot.press("|")
    robot.type("so|crowd")
    try robot.press("Enter")
    #expect(parts(robot) == [.field, .field])
    let (_, again) = update(robot.state, .input(.text("g")))
    #expect(asked(again).map(\.granularity) == [.sentence])
  }

  @Test("a text that is being explained by other parts is asked about again")
  func underWay() throws {
    var robot = try robot(.occlusion)
    robot.isModelAnswering = false
    try robot.press("R")
    let generation = robot.state.explain.listGeneration
    let (state, effects) = update(robot.state, .input(.text("g")))
    #expect(asked(effects).count == 1)
    #expect(state.explain.listGeneration == generation + 1)
    #expect(state.explain.listPending == 2)
  }

  @Test(
    "a method whose numbers are of no parts, or of its own, is not asked again",
    arguments: [AttributionMethod.saliency, .lime])
  func noParts(method: AttributionMethod) throws {
    var robot = try robot(method)
    // From words to pieces LIME's words stay what they are, but fields and sentences are parts of its own.
    robot.state.explain.granularity = .piece
    let (_, effects) = update(robot.state, .input(.text("g")))
    #expect(asked(effects).isEmpty)
  }

  @Test("texts that nobody asked about are left alone")
  func notAsked() throws {
    var robot = try Robot(text: "i felt so anxious")
    try robot.press("Enter", "m")
    robot.type("occlusion")
    try robot.press("Enter")
    let (_, effects) = update(robot.state, .input(.text("g")))
    #expect(asked(effects).isEmpty)
  }
}
