import Model
import Testing

@testable import TUI

@Suite("How a text is read, on the Explain screen")
struct ReadingRobotTests {
  @Test("shows pieces and ids of the text, and follows it")
  func pieces() throws {
    var robot = try Robot(text: "i felt anxious")
    try robot.press("Esc", "I")
    #expect(robot.state.focus == .reading)
    #expect(robot.screen.contains("text        i felt anxious"))
    #expect(robot.screen.contains("pieces      [CLS] i    felt anxi ##ous [SEP]"))
    #expect(robot.screen.contains("ids         101   1001 1002 1003 1004  102"))
    try robot.press("i")
    robot.type(" so")
    #expect(robot.screen.contains("text        i felt anxious so"))
  }

  @Test("cleans otherwise, explains anew, and says so")
  func cleaning() throws {
    var robot = try Robot(text: "SO anxious http://a.b")
    try robot.press("Esc", ":")
    robot.type("clean urls, lowercase")
    try robot.press("Enter")
    #expect(robot.state.explain.asked.cleaner == TextCleaner([.urls, .lowercase]))
    // Where there is a cleaning its stages are shown without being asked for.
    #expect(robot.screen.contains("typed       SO anxious http://a.b"))
    #expect(robot.screen.contains("urls        SO anxious"))
    #expect(!robot.screen.contains("urls        SO anxious http"))
    #expect(robot.screen.contains("lowercase   so anxious"))
    #expect(robot.screen.contains("cleaned: urls, lowercase"))
    try robot.press("C", "Home", "Enter")
    #expect(robot.state.explain.asked.cleaner == nil)
    #expect(!robot.screen.contains("lowercase   so"))
  }

  @Test("takes the model's own cleaning, which can be turned off")
  func modelCleaning() throws {
    var model = SampleModel()
    model.cleaner = TextCleaner([.lowercase])
    var robot = try Robot(text: "SO anxious", model: model)
    try robot.press("Esc")
    #expect(robot.screen.contains("lowercase   so anxious"))
    try robot.press("C")
    #expect(robot.screen.contains("as the model says"))
    robot.type("nothing")
    try robot.press("Enter")
    #expect(robot.state.explain.asked.cleaner == TextCleaner())
    #expect(robot.screen.contains("not cleaned"))
  }

  @Test("names the step that there is not")
  func badSteps() throws {
    var robot = try Robot(text: "so anxious")
    try robot.press("Esc", ":")
    robot.type("clean urls, soap")
    try robot.press("Enter")
    #expect(robot.state.message?.kind == .warning)
    #expect(robot.screen.contains("soap"))
    #expect(robot.state.explain.cleaner == nil)
  }

  @Test(
    "is in sight when it has the focus, at every size", arguments: [(16, 60), (24, 80), (40, 120)])
  func sizes(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: "i felt anxious")
    try robot.press("Esc", "I")
    #expect(robot.screen.contains("Reading"))
    #expect(robot.screen.contains("anxious"))
    for key in ["Down", "PageDown", "End", "Up", "Home"] { try robot.press(key) }
    #expect(robot.state.explain.readingTop == 0)
  }
}
