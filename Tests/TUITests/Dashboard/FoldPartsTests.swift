import Attribution
import Testing

@testable import TUI

@Suite("The tree that a text is folded by is of the parts on screen")
struct FoldPartsTests {
  private static let text = "So anxious! The crowd was racing! My heart! So in front!"

  private func robot() throws -> Robot {
    var robot = try Robot(text: Self.text)
    try robot.press("Esc", "m")
    robot.type("partition")
    try robot.press("Enter")
    return robot
  }

  @Test("until SHAP has explained other parts there is no tree of them")
  func notYet() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    try robot.press("g", "<")
    #expect(robot.state.explain.fold == nil)
    #expect(robot.screen.contains("The tree comes with Partition SHAP's numbers"))
  }

  @Test("then it is of them")
  func ofTheParts() throws {
    var robot = try robot()
    try robot.press("g", "g")
    #expect(robot.state.explain.granularity == .sentence)
    #expect(robot.state.explain.units.count == 4)
    try robot.press("<")
    #expect(robot.state.explain.fold?.partition.tree.leafCount == 4)
    #expect(robot.state.explain.units.count == 2)
  }

  @Test("an earlier tree of other parts is not taken where SHAP is not on screen any more")
  func earlier() throws {
    var robot = try robot()
    try robot.press("m")
    robot.type("saliency")
    try robot.press("Enter", "g", "g", "<")
    #expect(robot.state.explain.fold == nil)
    #expect(robot.screen.contains("The tree is Partition SHAP's: choose it with m"))
    // By word it still is.
    try robot.press("g", "g", "<")
    #expect(robot.state.explain.fold != nil)
  }

  @Test("of another class the levels stay, over that class's numbers")
  func anotherClass() throws {
    var robot = try robot()
    try robot.press("<", "<")
    let units = robot.state.explain.units
    let former = robot.state.explain.fold?.partition
    try robot.press("c")
    robot.type("joy")
    try robot.press("Enter")
    #expect(robot.state.explain.units == units)
    #expect(robot.state.explain.fold?.partition != former)
    #expect(
      robot.state.explain.fold?.partition
        == robot.state.explain.live?.entries[.partitionSHAP]?.estimate.partition)
  }

  @Test("fields by another pattern have another tree")
  func pattern() throws {
    var robot = try robot()
    try robot.press("g")
    robot.isModelAnswering = false
    try robot.press("|")
    robot.type("so")
    try robot.press("Enter", "<")
    #expect(robot.state.explain.fold == nil)
  }
}
