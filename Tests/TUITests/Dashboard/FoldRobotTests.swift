import Attribution
import Model
import Testing

@testable import TUI

@Suite("Folding by SHAP's tree, on the Explain screen")
struct FoldRobotTests {
  private func robot(_ text: String = SampleModel.sentence, row: Bool = true) throws -> Robot {
    var robot = try Robot(text: text)
    try robot.press("Esc")
    if row {
      try robot.press("v")
      robot.type("partition")
      try robot.press("Enter")
    }
    return robot
  }

  @Test("joins a level with <, takes it back with >, and says what there is")
  func levels() throws {
    var robot = try robot()
    let words = robot.state.explain.units
    #expect(words.count == 15)
    try robot.press("<")
    #expect(robot.state.explain.units.count == 10)
    #expect(robot.screen.contains("10 groups by SHAP's tree"))
    #expect(robot.screen.contains("by group"))
    try robot.press("<")
    #expect(robot.state.explain.units.count == 6)
    try robot.press(">", ">")
    #expect(robot.state.explain.units == words)
    #expect(robot.screen.contains("by word"))
    try robot.press(">")
    #expect(robot.screen.contains("Nothing is joined: < joins neighbours"))
  }

  @Test("joins until the text is one unit")
  func wholeText() throws {
    var robot = try robot()
    for _ in 0..<12 { try robot.press("<") }
    #expect(robot.state.explain.units.map(\.text) == [SampleModel.sentence])
    #expect(robot.screen.contains("There is nothing left to join"))
  }

  @Test("says where trees come from, without one")
  func noTree() throws {
    var robot = try robot(row: false)
    try robot.press("<")
    #expect(robot.state.explain.fold == nil)
    #expect(robot.screen.contains("The tree is Partition SHAP's: choose it with m"))
  }

  @Test("takes the tree of an earlier explanation of the same text")
  func earlierTree() throws {
    var robot = try robot()
    try robot.press("v")
    robot.type("partition")
    try robot.press("Enter")
    #expect(robot.state.explain.rows.isEmpty)
    try robot.press("<")
    #expect(robot.state.explain.units.count == 10)
  }

  @Test("keeps the cursor on its word through levels and back")
  func cursor() throws {
    var robot = try robot()
    try robot.press("Right", "Right", "Right", "Right")
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "standing")
    for _ in 0..<4 {
      try robot.press("<")
      let unit = robot.state.explain.units[robot.state.explain.cursor]
      #expect(unit.text.contains("standing"))
    }
    try robot.press(">", ">", ">", ">")
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "standing")
  }

  @Test("opens the group under the cursor alone, and closes it from any of its words")
  func opening() throws {
    var robot = try robot()
    try robot.press("<", "<")
    let groups = robot.state.explain.units
    let place = try #require(groups.firstIndex { $0.pieces.count > 1 && $0.text.contains(" ") })
    robot.state.explain.cursor = place
    try robot.press("F")
    let opened = robot.state.explain.units.map(\.text)
    let words = groups[place].text.split(separator: " ").map(String.init)
    #expect(opened.count == groups.count + words.count - 1)
    #expect(Array(opened[place..<place + words.count]) == words)
    try robot.press("Right", "F")
    #expect(robot.state.explain.units == groups)
    #expect(robot.state.explain.cursor == place)
  }

  @Test("shows first what SHAP itself shows as one, and says so")
  func shapsOwn() throws {
    var robot = try robot()
    var settled = try #require(robot.state.explain.settled)
    var entry = try #require(settled.entries[.partitionSHAP])
    let partition = try #require(entry.estimate.partition)
    // The first merge was not split: what it does is its own.
    var own = [Double](repeating: 0, count: partition.tree.nodeCount)
    own[partition.tree.leafCount] = 1
    entry.estimate.partition = PartitionValues(
      partition.tree, leafPieces: partition.leafPieces, own: own)
    settled.entries[.partitionSHAP] = entry
    robot.state.explain.settled = settled
    try robot.press("<")
    #expect(robot.state.explain.units.count == 14)
    #expect(robot.screen.contains("14 groups: what SHAP did not split is one"))
    try robot.press("<")
    #expect(robot.screen.contains("9 groups by SHAP's tree"))
  }

  @Test("marks where a group ends, besides the colour")
  func seams() throws {
    var robot = try robot()
    #expect(robot.screen.contains(" IG    i felt so anxious standing in"))
    for _ in 0..<3 { try robot.press("<") }
    let units = robot.state.explain.units
    let line = units.map(\.text).joined(separator: "│")
    #expect(robot.screen.contains(" IG    " + line))
    #expect(robot.screen.contains(" SHAP  " + line))
  }

  @Test("opens a group with Enter; on a word by itself that goes to the text")
  func enter() throws {
    var robot = try robot()
    try robot.press("<")
    let place = try #require(robot.state.explain.units.firstIndex { $0.text.contains(" ") })
    robot.state.explain.cursor = place
    try robot.press("Enter")
    #expect(robot.state.focus == .heat)
    #expect(robot.state.explain.units.count > 10)
    let word = try #require(
      robot.state.explain.units.firstIndex { unit in
        robot.state.explain.fold?.groups(over: unit.pieces) == []
      })
    robot.state.explain.cursor = word
    try robot.press("Enter")
    #expect(robot.state.focus == .text)
  }

  @Test("goes a level back with Esc")
  func escape() throws {
    var robot = try robot()
    try robot.press("<", "<", "Esc")
    #expect(robot.state.explain.units.count == 10)
    try robot.press("Esc")
    #expect(robot.state.explain.fold == nil)
  }

  @Test("keeps the groups for another class, and drops them with the text")
  func classAndText() throws {
    var robot = try robot()
    try robot.press("<")
    let groups = robot.state.explain.units
    _ = try robot.press("c")
    robot.type("joy")
    try robot.press("Enter")
    #expect(robot.state.explain.live?.target == 1)
    #expect(robot.state.explain.units == groups)
    try robot.press("i")
    robot.type("!")
    #expect(robot.state.explain.fold == nil)
  }

  @Test("drops them with the granularity")
  func granularity() throws {
    var robot = try robot()
    try robot.press("<", "g")
    #expect(robot.state.explain.fold == nil)
    #expect(robot.state.explain.granularity == .field)
  }

  @Test("ranks groups, with the sum of their words")
  func ranking() throws {
    var robot = try robot()
    let live = try #require(robot.state.explain.live)
    let before = robot.state.explain.ranked(live).reduce(0) { $0 + $1.value }
    try robot.press("<")
    #expect(robot.screen.contains("Groups"))
    let after = robot.state.explain.ranked(live).reduce(0) { $0 + $1.value }
    #expect(abs(before - after) < 1e-5)
  }
}
