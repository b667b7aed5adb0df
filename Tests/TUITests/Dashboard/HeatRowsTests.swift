import Attribution
import Model
import Testing

@testable import TUI

@Suite("Rows of several methods in the heat map of the Explain screen")
struct HeatRowsTests {
  private func robot(rows: Int, columns: Int, text: String, _ methods: [String]) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, text: text)
    try robot.press("Esc")
    for method in methods {
      try robot.press("v")
      robot.type(method)
      try robot.press("Enter")
    }
    return robot
  }

  @Test("where both lines of a text fit without a blank between them, both are in sight")
  func bothLines() throws {
    let text = SampleModel.sentence + " so much"
    let robot = try robot(rows: 24, columns: 80, text: text, ["saliency"])
    let view = try #require(HeatView(robot.state, ScreenLayout(robot.state)))
    #expect(view.layout.lineCount == 2)
    #expect(view.area.height == 4)
    #expect(view.visibleLines == 2)
    #expect(robot.screen.contains("IG    i felt so anxious"))
    #expect(robot.screen.contains("Sal   i felt so anxious"))
  }

  @Test("further rows of a line of text leave no blank rows below them")
  func noBlanks() throws {
    let robot = try robot(
      rows: 30, columns: 100, text: "so anxious", ["saliency", "smoothgrad", "deeplift"])
    let view = try #require(HeatView(robot.state, ScreenLayout(robot.state)))
    #expect(view.area.height == 4)
    #expect(view.hiddenRows == 0)
  }

  @Test("a probability is refused where the method shares out the logit")
  func logit() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", "m")
    robot.type("AttnLRP")
    try robot.press("Enter")
    let generation = robot.state.explain.generation
    try robot.press("o")
    #expect(robot.screen.contains("AttnLRP shares out the logit"))
    #expect(robot.state.explain.request.output == .logit)
    #expect(robot.state.explain.generation == generation)
    // Another row has a probability.
    try robot.press("v")
    robot.type("occlusion")
    try robot.press("Enter", "o")
    #expect(robot.state.explain.request.output == .probability)
    #expect(robot.state.explain.request(for: .attnLRP).output == .logit)
  }
}
