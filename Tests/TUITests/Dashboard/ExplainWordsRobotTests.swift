import Attribution
import Foundation
import Testing

@testable import TUI

/// A user at the Explain screen who takes words out, searches and reads what each did: keys in, lines asserted.
@Suite struct ExplainWordsRobotTests {
  @Test func takingAWordOutMovesThePrediction() throws {
    var robot = try Robot(text: SampleModel.sentence)
    let before = robot.state.explain.live?.prediction
    try robot.press("Esc", ".", "x")
    #expect(robot.state.explain.live?.prediction != before)
    #expect(robot.screen.contains("×××××××"))
    #expect(robot.screen.contains("1 taken out"))
    try robot.press("u")
    #expect(robot.state.explain.live?.prediction == before)
  }

  @Test func specialTokensAreNotTakenOut() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("Esc", "g", "g", "g", "Home", "x")
    #expect(robot.state.explain.removed.isEmpty)
    #expect(robot.screen.contains("belongs to the model"))
  }

  @Test func theHottestWordsAreVisitedByStrength() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", ".")
    #expect(robot.screen.contains("▸ anxious"))
    try robot.press(".")
    #expect(robot.screen.contains("▸ racing"))
    try robot.press(",")
    #expect(robot.screen.contains("▸ anxious"))
  }

  @Test func theReadoutTellsPieceIdValueAndShare() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", ".")
    let line = try #require(robot.lines.first { $0.contains("▸ anxious") })
    #expect(line.contains("+3.120"))
    #expect(line.contains("% of Σ|·|"))
    #expect(line.contains("anxi 1004 | ##ous 1005"))
  }

  @Test func searchFindsAndGoesOn() throws {
    var robot = try Robot(text: "a crowd and a crowd")
    try robot.press("Esc", "/")
    robot.type("crowd")
    try robot.press("Enter")
    #expect(robot.screen.contains("2 found"))
    #expect(robot.state.explain.cursor == 1)
    try robot.press("n")
    #expect(robot.state.explain.cursor == 4)
    try robot.press("n")
    #expect(robot.state.explain.cursor == 1)
    try robot.press("N")
    #expect(robot.state.explain.cursor == 4)
  }

  @Test func theListAndTheWordsArePutBackWhereOneIs() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Alt-a", "Esc", ".", "x", "t", "d", "Alt-u")
    #expect(robot.state.explain.texts.count == 1)
    #expect(robot.state.explain.removed.count == 1)
    try robot.press("u")
    #expect(robot.state.explain.removed.isEmpty)
  }

  @Test func aSentenceIsCrossedOutOnlyWhenAllOfItIsTakenOut() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", ".", "x", "g", "g")
    #expect(robot.state.explain.granularity == .sentence)
    #expect(!robot.screen.contains("××"))
    #expect(robot.screen.contains("2 of 17 pieces taken out"))
    try robot.press("x")
    #expect(robot.screen.contains("××"))
    #expect(robot.state.explain.input.removed.count == 17)
    try robot.press("u")
    #expect(robot.state.explain.input.removed.count == 2)
  }

  @Test func aWordOfASentenceThatWasTakenOutIsPutBackByItself() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", "g", "g", "x", "g", "g", ".")
    #expect(robot.state.explain.input.removed.count == 17)
    robot.state.explain.cursor = 3
    try robot.press("x")
    #expect(robot.state.explain.units[3].text == "anxious")
    #expect(robot.state.explain.input.removed.count == 15)
  }

  @Test func theSumHoldsWithAWordTakenOut() throws {
    var model = SampleModel()
    model.maskPush = 0.25
    var robot = try Robot(text: SampleModel.sentence, model: model)
    try robot.press("Esc", ".", "x")
    let line = try #require(robot.lines.first { $0.contains("F(x)") })
    let parts = try #require(line.firstMatch(of: /F\(x\) (\S+) = F\(b\) (\S+) \+ Σ (\S+)/))
    func number(_ text: Substring) -> Double { Double(text.replacing("−", with: "-")) ?? .nan }
    #expect(abs(number(parts.1) - number(parts.2) - number(parts.3)) < 0.011)
    #expect(robot.screen.contains("taken out   [MASK] in its place: +0.500   u puts it back"))
    #expect(robot.screen.contains("[MASK] an"))
  }

  @Test(arguments: [60, 80, 120])
  func theReadoutLeavesFactsOutWhole(columns: Int) throws {
    var model = SampleModel()
    model.maskPush = 0.25
    var robot = try Robot(
      rows: columns == 60 ? 16 : 24, columns: columns, text: SampleModel.sentence, model: model)
    try robot.press("Esc", ".", "x")
    let line = try #require(robot.lines.first { $0.contains("▸ anxious") })
    #expect(line.contains("[MASK]") && line.contains("+0.500"))
    // What is there of a fact is all of it: the line ends in blanks, not in half a word.
    let facts = ["taken out", "+0.500", "u puts it back", "of Σ|·|", "exact to Δ −3e-6"]
    let last = line.trimmingCharacters(in: CharacterSet(charactersIn: "│ "))
    #expect(
      facts.contains { last.hasSuffix($0) } || last.firstMatch(of: /id .* \d+$/) != nil, "\(last)")
  }

  @Test func aWordThatWasLeftOutHasNoNumber() throws {
    var model = SampleModel()
    model.baselineTokens.mask = nil
    var robot = try Robot(text: SampleModel.sentence, model: model)
    try robot.press("Esc", ".", "x")
    let line = try #require(robot.lines.first { $0.contains("taken out   u puts it back") })
    #expect(!line.contains("0.000"))
    #expect(!line.contains("exact"))
    let words = try #require(robot.find("Words"))
    #expect(!robot.lines[words.row...].joined().contains("anxious"))
  }

  @Test func smallNumbersKeepTheirDigits() throws {
    var model = SampleModel()
    for word in model.weights.keys { model.weights[word, default: 0] /= 100 }
    var robot = try Robot(text: SampleModel.sentence, model: model)
    #expect(robot.screen.contains("+0.0312"))
    #expect(robot.screen.contains("+0.0120"))
    try robot.press("Esc", ".")
    #expect(robot.screen.contains("+0.03120"))
  }

  @Test func sharesAreOfAllMagnitudesAsInTheShell() throws {
    var model = SampleModel()
    model.weights = ["good": 3, "bad": -2.5, "the": 0.5]
    var robot = try Robot(text: "the good bad", model: model)
    try robot.press("Esc", "End")
    #expect(robot.screen.contains("▸ bad  −2.500   41.7 % of Σ|·|"))
  }

  @Test func inASCIINoBarLooksLikeAMinus() throws {
    var model = SampleModel()
    model.weights = ["anxious": 3, "so": 0.05, "very": 0.2]
    let robot = try Robot(rows: 24, columns: 80, ascii: true, text: "so very anxious", model: model)
    let words = try #require(robot.find("Words"))
    let rows = robot.lines[(words.row + 1)...].filter { $0.contains("+0.") }
    #expect(rows.count >= 2)
    for row in rows { #expect(!row.contains(/\+0\.\d+ *-/), "\(row)") }
    #expect(robot.screen.contains("refined ok"))
    #expect(robot.screen.contains("ok S = F(x)"))
  }

  @Test func wheelAndMinimapScrollALongText() throws {
    var robot = try Robot(
      rows: 24, columns: 80,
      text: Array(repeating: SampleModel.sentence, count: 7).joined(separator: " "))
    try robot.press("Esc", "Home")
    let layout = ScreenLayout(robot.state)
    let heat = try #require(layout.inside(.heat))
    let top = robot.lines[heat.row]
    robot.send(
      .input(.mouse(MouseEvent(action: .wheelDown, row: heat.row, column: heat.column))))
    #expect(robot.lines[heat.row] != top)
    robot.click(row: heat.row, column: heat.endColumn - 1)
    #expect(robot.lines[heat.row] == top)
  }

  @Test func editsThatChangeTheClassAreListedAndOpened() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", "x", "f")
    guard
      case .explain(let work)? = robot.effects.last(where: {
        if case .explain(let work) = $0, case .counterfactuals = work.question {
          true
        } else {
          false
        }
      })
    else {
      Issue.record("the model was asked")
      return
    }
    #expect(work.input.removed.isEmpty, "what was taken out is in the text that edits are made of")
    var report = CounterfactualReport()
    robot.send(.counterfactuals(work.id, report))
    #expect(robot.screen.contains("None of 0 edits"))
    report = try #require(robot.counterfactuals(["i felt calm", "i felt"]))
    robot.send(.counterfactuals(work.id, report))
    #expect(robot.screen.contains("Smallest edits that change fear"))
    #expect(robot.screen.contains("i felt [so anxious"))
    #expect(robot.screen.contains("racing→calm]"))
    try robot.press("Enter")
    #expect(robot.state.explain.editor.text == "i felt calm")
    // What was found for the old text is not shown over the new one.
    robot.send(.counterfactuals(work.id, report))
    #expect(robot.state.overlay == nil)
  }

  @Test func editsFarApartAreAllListedInANarrowWindow() throws {
    let middle = "standing in front of the crowd that my heart was racing and racing and racing"
    let text = "i felt so anxious \(middle) while the crowd was standing in front of me"
    var robot = try Robot(columns: 80, text: text)
    try robot.press("Esc", "f")
    let generation = robot.state.explain.generation
    let report = try #require(
      robot.counterfactuals(["i felt so calm \(middle) while the crowd was sitting in front of me"])
    )
    robot.send(.counterfactuals(Work.ID(lane: .counterfactuals, generation: generation), report))
    let line = try #require(robot.lines.first { $0.contains("[anxious→calm]") })
    #expect(line.contains("[standing→sitting]") && !line.contains("and racing"))
  }

  @Test func trustIsMeasuredOnceTheExplanationsStand() throws {
    var robot = try Robot(text: SampleModel.sentence)
    let report = try #require(robot.state.explain.trust)
    #expect(report.rows.map(\.method) == [.integratedGradients, .inputTimesGradient])
    #expect(report.settings.granularity == .word)
    try robot.press("Esc", "g")
    #expect(robot.state.explain.trust?.settings.granularity == .field)
    robot.isModelAnswering = false
    robot.type("i")
    try robot.press("F6")
    robot.type("x")
    #expect(robot.state.explain.trust == nil, "numbers of another text are not shown")
  }
}
