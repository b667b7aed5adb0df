import Attribution
import Model
import Testing

@testable import TUI

/// A language model on the screen: classes are pieces of a vocabulary, too many to be listed.
@Suite struct LanguageModelRobotTests {
  /// `piece4` is what the words push; of the others a lower number is more probable.
  private var model: SampleModel {
    var model = SampleModel()
    model.labels = (0..<200).map { "piece\($0)" }
    model.languageModel = LanguageModelReading(maskID: 1002)
    return model
  }

  @Test func theMostProbablePiecesAreListedAndWhereItIsAskedIsSaid() throws {
    let robot = try Robot(text: "so happy now", model: model)
    let rows = ["piece4", "piece0", "piece1", "piece2"].map { robot.find($0 + " ")?.row }
    let first = try #require(robot.find("▸piece4")?.row)
    #expect(rows.dropFirst() == [first + 1, first + 2, first + 3])
    // The second token of the text has the mask's id.
    #expect(robot.screen.contains("at happy"))
    #expect(!robot.screen.contains("piece30"))
  }

  @Test func withoutAMaskTheLastTokenIsNamed() throws {
    var model = model
    model.languageModel?.maskID = nil
    let robot = try Robot(text: "so happy now", model: model)
    #expect(robot.screen.contains("at now"))
  }

  @Test func arrowsGoThroughThePiecesByTheirProbability() throws {
    var robot = try Robot(text: "so happy now", model: model)
    try robot.press("Esc", "Tab")
    #expect(robot.state.focus == .prediction)
    try robot.press("Down")
    #expect(robot.state.explain.request.target == .index(0))
    try robot.press("Down")
    #expect(robot.state.explain.request.target == .index(1))
    try robot.press("Up", "Up")
    #expect(robot.state.explain.request.target == .index(4))
    let found = robot.find("piece2 ")
    let row = try #require(found)
    robot.click(row: row.row, column: row.column)
    #expect(robot.state.explain.request.target == .index(2))
  }

  @Test func aPieceThatIsNotAmongTheMostProbableStaysInSight() throws {
    var robot = try Robot(text: "so happy now", model: model)
    try robot.press("Esc", ":")
    robot.type("target piece187")
    try robot.press("Enter")
    #expect(robot.state.explain.request.target == .index(187))
    #expect(robot.screen.contains("▸piece187"))
    #expect(robot.screen.contains("piece4 ") && robot.screen.contains("Why piece187?"))
  }

  @Test func theMenuOffersAHundredPieces() throws {
    var robot = try Robot(text: "so happy now", model: model)
    try robot.press("Esc", "c")
    guard case .menu(let menu) = robot.state.overlay else {
      Issue.record("no menu")
      return
    }
    #expect(menu.items.count == 101)
    // Any other is chosen by its whole name.
    robot.type("piece187")
    try robot.press("Enter")
    #expect(robot.state.explain.request.target == .index(187))
    #expect(menu.items.dropFirst().prefix(3).map(\.label) == ["piece4", "piece0", "piece1"])
  }

  @Test func theLensFollowsTheTokenUnderTheCursor() throws {
    var robot = try Robot(text: "so happy now", model: model)
    try robot.press("Esc", "2", "b", "b", "b", "b")
    // On the grid no token is chosen: it is that with the mask's id.
    #expect(robot.screen.contains("Logit lens: happy is read as"))
    #expect(robot.screen.contains("Class lens"))
    // The embeddings are the token, the sixth layer is it with four tenths.
    #expect(robot.screen.contains("emb   happy 1.00  after-happy .00"))
    #expect(robot.screen.contains("5     happy .40  after-happy .60"))
    try robot.press("Enter")
    robot.state.heads.query = 3
    #expect(robot.screen.contains("Logit lens: now") && robot.screen.contains("now 1.00"))
  }
}
