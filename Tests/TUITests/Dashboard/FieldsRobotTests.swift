import Attribution
import Model
import Testing

@testable import TUI

@Suite("How fields are divided, on the Explain screen")
struct FieldsRobotTests {
  private static let alert = "so it was; anxious crowd; my heart"

  @Test("divides by a pattern, and explains by field")
  func pattern() throws {
    var robot = try Robot(text: Self.alert)
    try robot.press("Esc", "|")
    #expect(robot.screen.contains("Fields begin with:"))
    #expect(robot.screen.contains("JSON, key=value, headers: 0"))
    robot.type("\\b(it|my)\\b")
    #expect(robot.screen.contains("3 found"))
    let generation = robot.state.explain.generation
    try robot.press("Enter")
    #expect(robot.state.overlay == nil)
    #expect(robot.state.explain.request.fields == .pattern("\\b(it|my)\\b"))
    #expect(robot.state.explain.granularity == .field)
    #expect(robot.state.explain.generation > generation)
    #expect(
      robot.state.explain.units.map(\.text) == ["so", "it was; anxious crowd;", "my heart"])
    #expect(robot.screen.contains("By field: 3 by the pattern"))
    #expect(robot.state.explain.trust?.settings.fields == .pattern("\\b(it|my)\\b"))
  }

  @Test("opens and folds the fields of a pattern")
  func unfolding() throws {
    var robot = try Robot(text: Self.alert)
    try robot.press("Esc", "|")
    robot.type("\\b(it|my)\\b")
    try robot.press("Enter")
    robot.state.explain.cursor = 2
    try robot.press("F")
    #expect(robot.state.explain.units.suffix(2).map(\.text) == ["my", "heart"])
    try robot.press("Right", "F")
    #expect(robot.state.explain.units.last?.text == "my heart")
  }

  @Test(
    "says of an opened field's words that they share its number evenly, where it was taken out as one"
  )
  func evenShares() throws {
    for method in [AttributionMethod.occlusion, .integratedGradients] {
      var robot = try Robot(text: Self.alert)
      robot.state.explain.request.method = method
      try robot.press("Esc", "|")
      robot.type("\\b(it|my)\\b")
      try robot.press("Enter")
      robot.state.explain.cursor = 2
      #expect(!robot.screen.contains("even share"))
      try robot.press("F")
      #expect(robot.screen.contains("even share of") == (method == .occlusion))
      #expect(robot.screen.contains("even shares") == (method == .occlusion))
      try robot.press("F")
      #expect(!robot.screen.contains("even share"))
    }
  }

  @Test("Partition SHAP gives an opened field's words values of their own, and is asked for them")
  func ownValues() throws {
    var robot = try Robot(text: Self.alert)
    robot.state.explain.request.method = .partitionSHAP
    try robot.press("Esc", "|")
    robot.type("\\b(it|my)\\b")
    try robot.press("Enter")
    robot.state.explain.cursor = 2
    var generation = robot.state.explain.generation
    #expect(robot.state.explain.request(for: .partitionSHAP).openedParts.isEmpty)
    try robot.press("F")
    #expect(robot.state.explain.generation == generation + 1)
    let first = try #require(robot.state.explain.unfolded.first)
    #expect(robot.state.explain.request(for: .partitionSHAP).openedParts == [first])
    #expect(robot.state.explain.request(for: .occlusion).openedParts.isEmpty)
    #expect(robot.state.explain.live?.entries[.partitionSHAP]?.estimate.opened == [2])
    #expect(!robot.screen.contains("even share"))
    // What is folded again needs nothing new.
    generation = robot.state.explain.generation
    try robot.press("F")
    #expect(robot.state.explain.unfolded.isEmpty)
    #expect(robot.state.explain.generation == generation)
  }

  @Test("until its words' values are there an opened field's are even shares, and marked")
  func sharesMeanwhile() throws {
    var robot = try Robot(text: Self.alert)
    robot.state.explain.request.method = .partitionSHAP
    try robot.press("Esc", "|")
    robot.type("\\b(it|my)\\b")
    try robot.press("Enter")
    robot.state.explain.cursor = 2
    robot.isModelAnswering = false
    try robot.press("F")
    #expect(robot.screen.contains("even share of"))
  }

  @Test("keeps a pattern that cannot be read in its prompt, and says so")
  func badPattern() throws {
    var robot = try Robot(text: Self.alert)
    try robot.press("Esc", "|")
    robot.type("(it")
    #expect(robot.screen.contains("no regular expression"))
    try robot.press("Enter")
    guard case .prompt(let prompt) = robot.state.overlay else {
      Issue.record("the prompt is gone")
      return
    }
    #expect(prompt.editor.text == "(it")
    #expect(robot.state.message?.kind == .warning)
    #expect(robot.state.explain.request.fields == .automatic)
    #expect(robot.state.explain.granularity == .word)
    robot.type(")")
    try robot.press("Enter")
    #expect(robot.state.explain.request.fields == .pattern("(it)"))
  }

  @Test("shows the pattern again, and an empty one asks for the text's own form")
  func empty() throws {
    var robot = try Robot(text: "a=so b=anxious")
    try robot.press("Esc", "|")
    robot.type("crowd")
    #expect(robot.screen.contains("0 found"))
    try robot.press("Enter")
    #expect(robot.screen.contains("the pattern matches nothing: sentences in their place"))
    try robot.press("|")
    #expect(robot.screen.contains("crowd"))
    try robot.press("Ctrl-u", "Enter")
    #expect(robot.state.explain.request.fields == .automatic)
    #expect(robot.state.explain.units.map(\.text) == ["a=so", "b=anxious"])
    #expect(robot.screen.contains("By field: 2 as found"))
  }

  @Test("is left without change by Esc")
  func escape() throws {
    var robot = try Robot(text: Self.alert)
    try robot.press("Esc", "|")
    robot.type("it")
    try robot.press("Esc")
    #expect(robot.state.explain.request.fields == .automatic)
    #expect(robot.state.explain.granularity == .word)
  }
}
