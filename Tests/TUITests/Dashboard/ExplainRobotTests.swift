import Attribution
import Testing

@testable import TUI

/// A user at the Explain screen: keys in, lines asserted.
@Suite struct ExplainRobotTests {
  @Test func anEmptyTextIsInvitedInWholeSentences() throws {
    for (rows, columns) in [(16, 60), (24, 80), (40, 120), (60, 200)] {
      let robot = try Robot(rows: rows, columns: columns)
      let start = try #require(robot.find("Why?")).row
      let pane = robot.lines[start...].prefix(8).joined(separator: "\n")
      #expect(pane.contains("prediction"), "\(columns)×\(rows)")
      #expect(!pane.contains("…"), "\(columns)×\(rows)")
    }
  }

  @Test func typingExplains() throws {
    var robot = try Robot()
    #expect(robot.screen.contains("type a sentence"))
    robot.type("so anxious")
    #expect(robot.screen.contains("Why fear?"))
    #expect(robot.screen.contains("refined ✓"))
    #expect(robot.screen.contains("5 tokens"))
    let place = try #require(robot.find("anxious"))
    #expect(place.row == 2)
  }

  @Test func lettersTypeWhileTheTextHasTheFocusAndActAfterEsc() throws {
    var robot = try Robot()
    robot.type("mg?")
    #expect(robot.state.explain.editor.text == "mg?")
    try robot.press("Esc", "m")
    #expect(robot.screen.contains("integrated gradients"))
    #expect(robot.screen.contains("50 passes"))
  }

  @Test func altActsWhileTyping() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("Alt-m")
    #expect(robot.screen.contains("Method"))
    #expect(robot.state.explain.editor.text == "anxious")
  }

  @Test func choosingAMethodExplainsWithIt() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("F3")
    robot.type("salien")
    try robot.press("Enter")
    #expect(robot.state.explain.request.method == .saliency)
    #expect(robot.screen.contains("saliency · logit"))
    #expect(robot.screen.contains("gradient ✓"))
  }

  @Test func clickingAClassExplainsIt() throws {
    var robot = try Robot(text: SampleModel.sentence)
    let place = try #require(robot.find("joy "))
    robot.click(row: place.row, column: place.column)
    #expect(robot.screen.contains("Why joy?"))
    #expect(robot.screen.contains("▸joy"))
  }

  @Test func thePathShowsTheHeatMapOfAStep() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Alt-p", "Left")
    #expect(robot.screen.contains("step 50 of 50"))
    #expect(robot.screen.contains("step 50 alone"))
    try robot.press("Home")
    #expect(robot.screen.contains("step 1 of 50"))
    try robot.press("Esc")
    #expect(robot.screen.contains("50 steps"))
  }

  @Test func aTextWithoutPathSaysWhatHasOne() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("F3")
    robot.type("saliency")
    try robot.press("Enter", "Alt-p")
    #expect(robot.screen.contains("Integrated gradients goes this way"))
  }

  @Test func aSlowLinkIsToldInTheStatusLine() throws {
    var robot = try Robot(text: "the racing crowd")
    #expect(!robot.screen.contains("slow link"))
    robot.send(.linkChanged(isSlow: true))
    #expect(robot.lines[robot.state.rows - 2].contains("slow link"))
    robot.send(.linkChanged(isSlow: false))
    #expect(!robot.screen.contains("slow link"))
  }

  @Test(arguments: [(16, 60), (24, 80), (40, 120)])
  func aMessageLongerThanTheLineIsShownToItsEnd(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: "the racing crowd")
    let words = Array(repeating: "weights", count: 20).joined(separator: " ")
    robot.send(.message(Message(.error, words + " Copy the model anew.")))
    #expect(robot.screen.contains("anew."))
    try robot.press("Esc")
    #expect(!robot.screen.contains("anew."))
  }

  @Test(arguments: [
    ("own kernels, AVX2 (8 floats wide)", "2 threads · AVX2 "),
    ("oneDNN 2.6.3, AVX2", "2 threads · AVX2 "), ("reference", "2 threads · reference "),
  ])
  func theHeaderNamesTheKernelsInAWord(backend: String, shown: String) throws {
    var robot = try Robot(columns: 160, text: "the racing crowd")
    var summary = robot.model.summary
    summary.backend = backend
    robot.send(.modelOpened(summary))
    #expect(robot.lines[0].contains(shown))
  }

  @Test func onlyBaselinesThatTheVocabularyHasAreOffered() throws {
    var model = SampleModel()
    model.baselineTokens = ModelSummary.BaselineTokens(padding: "<|endoftext|>")
    var robot = try Robot(text: "anxious", model: model)
    #expect(robot.screen.contains("<|endoftext|> baseline"))
    try robot.press("Alt-b")
    #expect(robot.screen.contains("every token <|endoftext|>"))
    #expect(robot.screen.contains("the zero vector"))
    #expect(!robot.screen.contains("mask"))
    #expect(!robot.screen.contains("unknown"))
  }

  @Test(arguments: [(40, 120), (24, 80), (16, 60)])
  func noMethodIsMissingFromTheTrustTableWithoutAMark(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    let methods = AttributionMethod.allCases.filter { $0 != .integratedGradients }
    for method in methods {
      try robot.press("Alt-v")
      robot.type(method.title)
      try robot.press("Enter")
    }
    robot.state.focus = .trust
    robot.state.lower = .trust
    let inside = try #require(ScreenLayout(robot.state).inside(.trust))
    let table = robot.lines[inside.row..<inside.endRow].map { line in
      String(line.dropFirst(inside.column))
    }
    let shown = methods.filter { method in
      table.contains { $0.hasPrefix(method.abbreviation + " ") }
    }
    let rest = methods.count - shown.count
    // Where the table is low they are counted on the border.
    let border = robot.lines[inside.row - 1]
    #expect(
      rest == 0 || table.contains { $0.hasPrefix("+\(rest) more") }
        || border.contains("z +\(rest) "), "\(table)")
  }

  @Test func thePathIsEnteredFromBothEnds() throws {
    var robot = try Robot(rows: 24, columns: 80, text: SampleModel.sentence)
    try robot.press("Alt-p", "Right")
    #expect(robot.state.explain.pathStep == 0)
    try robot.press("End", "Left", "Right")
    #expect(robot.state.explain.pathStep == nil)
    try robot.press("Left")
    #expect(robot.state.explain.pathStep == robot.state.explain.path.count - 1)
  }

  @Test(arguments: 60...120)
  func thePathsTitleIsCutBetweenWords(columns: Int) throws {
    var robot = try Robot(rows: 24, columns: columns, text: SampleModel.sentence)
    try robot.press("Alt-p", "Left", "Left")
    let line = try #require(robot.lines.first { $0.contains(" Path ") })
    #expect(line.contains("step 49 of 50"))
    #expect(
      line.contains(#/ Path (from the baseline to the text |baseline to text )?─/#), "\(line)")
  }

  @Test func savingAndCopyingAreEffects() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("F8", "Down", "Enter")
    #expect(robot.effects == [.save(.svg)])
    try robot.press("Alt-y")
    guard case .copy(let text) = robot.effects.last else {
      Issue.record("no copy")
      return
    }
    #expect(text.contains("anxious") && text.contains("fear"))
  }

  @Test func tabGoesThroughThePanesAndShowsThem() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    var seen: Set<Pane> = []
    for _ in 0..<ScreenLayout.order(robot.state).count {
      try robot.press("Tab")
      seen.insert(robot.state.focus)
      #expect(ScreenLayout(robot.state).panes[robot.state.focus] != nil)
    }
    // Text, heat map, prediction, words, trust, the six views and the list.
    #expect(seen.count == 12)
  }

  @Test func typingOneLetterChangesFewCells() throws {
    var robot = try Robot(text: SampleModel.sentence)
    let before = robot.grid
    robot.type("s")
    let after = robot.grid
    var changed = 0
    for row in 0..<before.rows {
      for column in 0..<before.columns where before[row, column] != after[row, column] {
        changed += 1
      }
    }
    #expect(changed > 0)
    #expect(changed < 400, "\(changed) cells")
  }

  @Test func limeSaysHowWellItsLinearModelFits() throws {
    var robot = try Robot()
    robot.type("so anxious")
    try robot.press("Esc", "m")
    robot.type("lime")
    try robot.press("Enter")
    #expect(robot.screen.contains("LIME · logit"))
    #expect(!robot.screen.contains("LIME · logit · embeddings"), "it asks for no gradient")
    #expect(robot.screen.contains("R² .62"))
    #expect(robot.screen.contains("linear 1.50 for F(x)"))
    #expect(robot.screen.contains("Linear model LIME's, beside the real one"))
    #expect(robot.screen.contains("intercept 0.25 + words 1.25"))
    try robot.press("p")
    #expect(robot.screen.contains("parts of the text out"))
    try robot.press("r")
    #expect(robot.screen.contains("LIME with 10,000 samples"))
  }
}
