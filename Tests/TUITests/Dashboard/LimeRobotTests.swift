import Attribution
import Foundation
import Testing

@testable import TUI

@Suite("LIME's options and words, on the Explain screen")
struct LimeRobotTests {
  private func robot(_ text: String = "so so felt anxious") throws -> Robot {
    var robot = try Robot(text: text)
    try robot.press("Esc", "m")
    robot.type("LIME")
    try robot.press("Enter")
    return robot
  }

  private func choose(_ name: String, _ robot: inout Robot) throws {
    try robot.press("S")
    robot.type(name)
    try robot.press("Enter")
  }

  /// What LIME was asked last.
  private func asked(_ robot: Robot) -> LimeSettings? {
    robot.state.explain.refiningRequests.first { $0.method == .lime }?.lime
  }

  @Test("every word split can be chosen, and the border names it")
  func splits() throws {
    var robot = try robot()
    for (name, split) in [
      ("Unicode", WordSplit.unicode), ("tokenizer's", .token), ("characters", .character),
    ] {
      try choose(name, &robot)
      #expect(asked(robot)?.split == split)
      #expect(robot.screen.contains("LIME · logit · \(split.title)"))
    }
  }

  @Test("a pattern between words is typed; what is no regular expression stays in its prompt")
  func pattern() throws {
    var robot = try robot()
    try choose("pattern", &robot)
    robot.type("(")
    try robot.press("Enter")
    #expect(asked(robot)?.split == .word)
    #expect(robot.screen.contains("no regular expression"))
    try robot.press("Backspace", ",", "Enter")
    #expect(asked(robot)?.split == .pattern(","))
  }

  @Test("places, selection and number of words")
  func others() throws {
    var robot = try robot()
    try choose("by place", &robot)
    try choose("lasso", &robot)
    try choose("number", &robot)
    try robot.press("Ctrl-U", "6", "Enter")
    #expect(asked(robot)?.isBag == false)
    #expect(asked(robot)?.selection == .lassoPath)
    #expect(asked(robot)?.featureLimit == 6)
    #expect(robot.screen.contains("words by place"))
  }

  @Test("where LIME is not on screen it is told for later")
  func later() throws {
    var robot = try Robot(text: "so anxious")
    try robot.press("Esc")
    let generation = robot.state.explain.generation
    try choose("by place", &robot)
    #expect(!robot.state.explain.request.lime.isBag)
    #expect(robot.state.explain.generation == generation)
    #expect(robot.screen.contains("LIME will do so"))
  }

  @Test("a feature of several words is one unit with one number")
  func wholes() throws {
    var robot = try Robot(text: "so so felt anxious")
    try robot.press("Esc")
    // Integrated gradients said something of every word: LIME's values are spread over the pieces of its own.
    robot.explainByLIME(weights: [("so so felt", [[1, 2, 3]], 0.3), ("anxious", [[4, 5]], 2.25)])
    let settled = try #require(robot.state.explain.settled)
    #expect(robot.state.explain.units.map(\.text) == ["so so felt", "anxious"])
    #expect(robot.state.explain.ranked(settled).count == 2)
    #expect(robot.screen.contains("LIME's words"))
    // Another method's numbers are of every word.
    robot.state.explain.request.method = .integratedGradients
    #expect(robot.state.explain.units.map(\.text) == ["so", "so", "felt", "anxious"])
    #expect(!robot.screen.contains("LIME's words"))
  }

  @Test("sentences name a feature of several words as one")
  func sentences() throws {
    var robot = try Robot(text: "so so felt anxious")
    try robot.press("Esc")
    robot.explainByLIME(weights: [("so so felt", [[1, 2, 3]], 0.3), ("anxious", [[4, 5]], 2.25)])
    let report = try #require(robot.state.report)
    let facts = ExplanationFacts(report, by: .word, trust: nil, training: nil)
    #expect(facts.parts.map(\.text).contains("so so felt"))
    #expect(!facts.parts.map(\.text).contains("so"))
  }

  @Test("in a further row what goes on a feature has no number of its own")
  func row() throws {
    var robot = try Robot(text: "so so felt anxious")
    try robot.press("Esc")
    robot.explainByLIME(
      weights: [("so so felt", [[1, 2, 3]], 0.3), ("anxious", [[4, 5]], 2.25)], isMain: false)
    robot.state.explain.rows = [.lime]
    let row = try #require(robot.lines.first { $0.contains("LIME ") && !$0.contains("Linear") })
    #expect(row.contains("so …… ………… anxious"), "\(row)")
  }

  @Test("in a further row a feature of several words stands on the colour of its one number")
  func colours() throws {
    var robot = try Robot(text: "so so felt anxious")
    try robot.press("Esc")
    robot.explainByLIME(
      weights: [("so so felt", [[1, 2, 3]], 1.5), ("anxious", [[4, 5]], 1.5)], isMain: false)
    robot.state.explain.rows = [.lime]
    robot.state.explain.live?.entries[.lime]?.estimate.values = [0, 0.5, 0.5, 0.5, 0.75, 0.75, 0]
    let live = try #require(robot.state.explain.live)
    let explain = robot.state.explain
    #expect(explain.scale(of: .lime, in: live, units: explain.units) == 1.5)
    #expect(explain.shares(of: .lime, in: live, units: explain.units) == [1, 1, 1, 1])
    // The first row is of the words' own numbers.
    #expect(
      explain.measured(explain.units, by: .integratedGradients, in: live) == explain.units)
    let row = try #require(
      robot.lines.firstIndex { $0.contains("LIME ") && !$0.contains("Linear") })
    let place = try #require(robot.find("so …… ………… anxious"))
    #expect(place.row == row)
    let styles = [0, 3, 6, 11].map { robot.grid[row, place.column + $0].style }
    #expect(styles == Array(repeating: styles[0], count: 4))
  }

  @Test("by piece the pieces of LIME's word are one")
  func pieces() throws {
    var robot = try Robot(text: "so anxious")
    try robot.press("Esc")
    robot.explainByLIME(weights: [("so", [[1]], 0.3), ("anxious", [[2, 3]], 2.25)])
    robot.state.explain.granularity = .piece
    #expect(robot.state.explain.units.map(\.text).contains("anxious"))
    #expect(!robot.screen.contains("even share"))
  }

  @Test("of a text with one part nothing is said of the fit")
  func onePart() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("Esc")
    robot.explainByLIME(weights: [("anxious", [[1, 2]], 2.25)])
    #expect(!robot.screen.contains("a linear model fits"))
    #expect(robot.screen.contains("nothing to fit"))
  }

  @Test(
    "of a text without words every pane says that there is nothing to leave out, and what helps")
  func noWords() throws {
    for pane in [Pane.waterfall, .surrogate, .trust] {
      var robot = try Robot(text: "...")
      try robot.press("Esc")
      if pane != .trust { robot.state.chosenView = pane }
      robot.explain(by: .lime) { estimate in
        estimate.values = estimate.values.map { _ in 0 }
        estimate.baseOutput = nil
        estimate.delta = nil
        estimate.features = []
        estimate.message = "there is no word to leave out"
      }
      robot.state.message = nil
      let layout = ScreenLayout(robot.state)
      for place in [Pane.heat, pane] {
        let inside = try #require(layout.inside(place))
        let text = robot.lines[inside.row..<inside.endRow].map {
          $0.dropFirst(inside.column).prefix(inside.width).trimmingCharacters(in: .whitespaces)
        }.joined(separator: " ")
        #expect(text.contains("There is no word to leave out"), "\(place): \(text)")
        #expect(text.contains("S chooses Unicode words"), "\(place): \(text)")
      }
      #expect(!robot.screen.contains("refined ✓"))
      robot.state.explain.request.lime.split = .unicode
      #expect(robot.screen.contains("S chooses characters"))
      robot.state.explain.request.lime.split = .character
      #expect(!robot.screen.contains("S chooses"))
    }
  }
}
