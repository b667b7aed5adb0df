import Attribution
import Foundation
import Model
import Testing

@testable import TUI

/// What is measured of the explanations on screen: when, in which order, at what cost, and where it is shown.
@Suite struct TrustRobotTests {
  /// The Explain screen with the focus on the heat map.
  private func robot(
    rows: Int = 40, columns: Int = 120, ascii: Bool = false, text: String = SampleModel.sentence,
    model: SampleModel = SampleModel()
  ) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, ascii: ascii, text: text, model: model)
    try robot.press("Esc")
    return robot
  }

  /// What is asked about trust among effects: whether thoroughly.
  private func questions(_ effects: [Effect]) -> [Bool] {
    effects.compactMap {
      guard case .explain(let work) = $0, case .trust(_, let settings) = work.question else {
        return nil
      }
      return settings.isThorough
    }
  }

  /// The state after U, which nobody has answered yet.
  private func askedForMore() throws -> (state: State, robot: Robot) {
    let robot = try robot()
    return (update(robot.state, .input(.text("U"))).0, robot)
  }

  private func showPane(_ robot: inout Robot) throws {
    while robot.state.focus != .trust { try robot.press("Tab") }
  }

  // MARK: When it is measured

  @Test("of a method with a baseline whose values need not add up no finding denies the baseline")
  func noSum() throws {
    for (method, isDenied) in [
      (AttributionMethod.sequentialIntegratedGradients, false), (.saliency, true),
    ] {
      var robot = try robot()
      robot.state.lower = .trust
      robot.explain(by: method) { estimate in
        estimate.baseOutput = nil
        estimate.delta = nil
      }
      #expect(robot.screen.contains("no baseline") == isDenied)
      #expect(robot.screen.contains("no sum") || isDenied)
    }
  }

  @Test("in a low window the pane shows what was found, and what was measured on demand")
  func lowWindow() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    robot.state.focus = .trust
    robot.state.lower = .trust
    #expect(robot.screen.contains("✓ complete: Σ = F(x) − F(b)"))
    #expect(robot.screen.contains("z +1 "))
    try robot.press("U")
    #expect(
      robot.lines[10...14].contains { $0.contains("infidelity 0.25") || $0.contains("infid 0.25") })
  }

  @Test("a finding is told in whole words, on as many lines as it needs", arguments: 76...120)
  func wholeFindings(columns: Int) throws {
    for rows in [24, 40] {
      var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
      try robot.press("Esc")
      robot.state.lower = .trust
      robot.explainByLIME(weights: [("felt", [[2]], -0.25), ("anxious", [[4, 5]], 2.25)])
      let inside = try #require(ScreenLayout(robot.state).inside(.trust))
      let pane = robot.lines[inside.row..<inside.endRow].map { $0.dropFirst(inside.column) }
      #expect(pane.contains { $0.contains("linear 2.25") })
      #expect(!pane.contains { $0.prefix(inside.width).contains("…") }, "\(pane)")
    }
  }

  @Test(
    "however many methods ran, the first finding about the one shown stays in sight",
    arguments: [(24, 120), (40, 120), (40, 80)])
  func firstFinding(rows: Int, columns: Int) throws {
    var robot = try robot(rows: rows, columns: columns)
    for method in [
      AttributionMethod.saliency, .gradientNorm, .smoothGrad, .deepLIFT, .cpLRP, .atMan,
    ] {
      robot.explain(by: method) { _ in }
    }
    robot.explain(by: .attnLRP) { estimate in
      estimate.baseOutput = nil
      estimate.delta = -0.5
    }
    let inside = try #require(ScreenLayout(robot.state).inside(.trust))
    let text = robot.lines[inside.row..<inside.endRow].map {
      $0.dropFirst(inside.column).prefix(inside.width).trimmingCharacters(in: .whitespaces)
    }.joined(separator: " ")
    #expect(text.contains("biases and softmax 0.50"), "\(text)")
    #expect(text.contains("LRP "))
    #expect(text.contains("more (z here)"), "\(text)")
  }

  @Test("the heat map leaves what its text does not need to the panes below")
  func heatRows() throws {
    var robot = try Robot(rows: 24, columns: 80, text: "so anxious")
    try robot.press("Esc")
    let view = try #require(HeatView(robot.state, ScreenLayout(robot.state)))
    // A line of text, and room to breathe.
    #expect(view.area.height == 3)
    #expect(view.legend.height == 2)
  }

  @Test func aPaneThatComesIntoSightIsMeasured() throws {
    var robot = try robot(rows: 16, columns: 60)
    #expect(robot.state.explain.trust == nil)
    try showPane(&robot)
    #expect(robot.state.explain.trust?.rows.count == 2)
  }

  @Test func whatFailedIsNotAskedAgainUnasked() throws {
    var robot = try robot(rows: 16, columns: 60)
    robot.isModelAnswering = false
    try showPane(&robot)
    let id = Work.ID(lane: .trust, generation: robot.state.explain.generation)
    let (state, effects) = update(robot.state, .failed(id, "There is no memory left."))
    #expect(state.message?.text == "There is no memory left.")
    #expect(questions(effects).isEmpty)
    #expect(questions(update(state, .input(.resize(rows: 20, columns: 70))).1).isEmpty)
  }

  @Test func theRowsStandInTheOrderOfTheTable() throws {
    var robot = try robot()
    for name in ["smoothgrad", "saliency"] {
      try robot.press("v")
      robot.type(name)
      try robot.press("Enter")
    }
    let order: [AttributionMethod] = [
      .integratedGradients, .saliency, .inputTimesGradient, .smoothGrad,
    ]
    #expect(robot.state.explain.trust?.rows.map(\.method) == order)
    let settled = try #require(robot.state.explain.settled)
    #expect(TrustRow.rows(of: settled, in: robot.state.explain).map(\.method) == order)
  }

  @Test func aMethodThatIsNotMeasuredHasDots() throws {
    var robot = try robot()
    robot.state.explain.trust?.rows.removeLast()
    #expect(robot.lines.contains { $0.contains("IG       .") })
    #expect(robot.lines.contains { $0.contains("G×I        ·     ·   .91     ·        –   ~6 ms") })
  }

  @Test func theFieldsAndTheFillerOfTheRequestAreAskedFor() throws {
    var explain = ExplainState()
    #expect(explain.trustSettings(isThorough: false).replacement == .removal)
    explain.request.fields = .pattern("[A-Z]+")
    explain.request.replacement = .mask
    explain.granularity = .field
    let settings = explain.trustSettings(isThorough: true)
    #expect(settings.fields == .pattern("[A-Z]+"))
    #expect(settings.replacement == .mask)
    #expect(settings.granularity == .field)
    #expect(settings.isThorough)
  }

  // MARK: On demand

  @Test func moreIsAskedForOnce() throws {
    let robot = try robot()
    let (asked, effects) = update(robot.state, .input(.text("U")))
    #expect(questions(effects) == [true])
    #expect(asked.explain.isMeasuringMore)
    let (again, none) = update(asked, .input(.text("U")))
    #expect(questions(none).isEmpty)
    #expect(again.message?.text.contains("Esc stops") == true)
    #expect(again.explain.isMeasuringMore)
  }

  @Test func whileItRunsTheStatusLineSaysSo() throws {
    var (state, robot) = try askedForMore()
    state.message = nil
    robot.state = state
    let line = robot.lines[robot.state.rows - 2]
    #expect(line.contains("measuring infidelity and sensitivity: ~900 ms · Esc stops"))
  }

  @Test func escStopsItAndLeavesWhatWasMeasured() throws {
    let (asked, robot) = try askedForMore()
    let chord = try KeyChord("Esc")
    let (stopped, effects) = update(asked, .input(.key(chord.key, chord.modifiers)))
    #expect(effects.contains(.cancel(.trust)))
    #expect(!stopped.explain.isMeasuringMore)
    #expect(stopped.explain.trust == robot.state.explain.trust)
    // An answer that was on its way is not shown.
    var settings = TrustReport.Settings()
    settings.isThorough = true
    let subjects = try #require(stopped.explain.trustSubjects)
    let report = robot.model.trust(stopped.explain.asked, subjects, settings)
    let id = Work.ID(lane: .trust, generation: stopped.explain.generation)
    let (after, _) = update(stopped, .trust(id, report))
    #expect(after.explain.trust?.settings.isThorough == false)
  }

  @Test func escAsksAgainForWhatItStoppedBesides() throws {
    var robot = try robot(rows: 16, columns: 60)
    robot.isModelAnswering = false
    try showPane(&robot)
    try robot.press("U")
    #expect(robot.state.explain.isMeasuringMore)
    let chord = try KeyChord("Esc")
    let (_, effects) = update(robot.state, .input(.key(chord.key, chord.modifiers)))
    #expect(questions(effects) == [false])
  }

  @Test func whatWasMeasuredIsShownAndNotAskedAgain() throws {
    var robot = try robot()
    try robot.press("U")
    #expect(robot.state.explain.trust?.settings.isThorough == true)
    #expect(robot.screen.contains("infidelity 0.250, sensitivity 0.080"))
    let (state, effects) = update(robot.state, .input(.text("U")))
    #expect(questions(effects).isEmpty)
    #expect(state.message?.text == "All of it is measured")
  }

  @Test func anotherClassOrTextIsMeasuredPlainly() throws {
    var robot = try robot()
    try robot.press("U", "c")
    robot.type("joy")
    try robot.press("Enter")
    #expect(robot.state.explain.trust?.settings.isThorough == false)
    try robot.press("U", "i")
    robot.type("!")
    #expect(robot.state.explain.trust?.settings.isThorough == false)
  }

  @Test func aTextWithPartsTakenOutIsNotMeasured() throws {
    var robot = try robot()
    try robot.press(".", "x", "U")
    #expect(!robot.state.explain.isMeasuringMore)
    #expect(robot.state.message?.text.hasPrefix("Only the whole text is measured") == true)
  }

  @Test func theCostIsThatOfTheRunsItTakes() throws {
    let explain = try robot().state.explain
    // Ten displacements of two methods, of 80 and 6 ms; one variant and 50 subsets, each a third of a pass of the integral's 51.
    let expected = 10 * 0.086 + 51 * 0.08 / 51 / 3
    let seconds = try #require(explain.thoroughSeconds)
    #expect(abs(seconds - expected) < 1e-6)
    #expect(explain.thoroughMeasures == ["infidelity", "sensitivity"])
  }

  @Test func aMethodThatDrawsCostsItsSeedsToo() throws {
    var robot = try robot()
    let before = try #require(robot.state.explain.thoroughSeconds)
    try robot.press("v")
    robot.type("smoothgrad")
    try robot.press("Enter")
    let after = try #require(robot.state.explain.thoroughSeconds)
    // Ten displacements and five seeds of 6 ms.
    #expect(abs(after - before - 15 * 0.006) < 1e-6)
    #expect(robot.state.explain.thoroughMeasures.last == "stability over seeds")
  }

  // MARK: What is drawn

  @Test func theSmallPaneIsATableWithFindings() throws {
    let lines = try robot().lines
    #expect(lines.contains { $0.hasSuffix("        compr  suff     τ loo τ  missing    time  │") })
    #expect(lines.contains { $0.contains("✓ complete: Σ = F(x) − F(b)") })
    #expect(!lines.contains { $0.contains("Deletion") })
  }

  @Test func aNarrowPaneCountsWhatItHasNoRoomFor() throws {
    var robot = try robot(rows: 16, columns: 60)
    try showPane(&robot)
    // On the border: the rows are for the method shown and what was found.
    #expect(robot.screen.contains("Can it be trusted? ─── z +1 ─"))
  }

  @Test func aTallPaneDrawsACurveAndOffersMore() throws {
    var model = SampleModel()
    model.labels = (0..<28).map { "label\($0)" }
    let robot = try robot(rows: 60, model: model)
    #expect(robot.screen.contains("Deletion: label4 while the strongest words go"))
    #expect(robot.screen.contains("U measures infidelity and more: ~900 ms"))
  }

  @Test func aWidePaneHasColumnsForWhatWasMeasuredOnDemand() throws {
    var robot = try robot(rows: 60, columns: 200)
    #expect(!robot.screen.contains("seed τ"))
    try robot.press("U")
    #expect(robot.lines.contains { $0.contains("missing   infid   sens seed τ  strongest") })
  }

  @Test func allThatWasMeasuredIsOnThePage() throws {
    var robot = try robot()
    try showPane(&robot)
    try robot.press("z")
    let lines = robot.lines
    #expect(
      lines.contains {
        $0.contains("Deletion: fear while the strongest words go")
          && $0.contains("Insertion: fear while the strongest words come")
      })
    #expect(lines.contains { $0.contains("taken out ") && $0.contains("put in ") })
    #expect(lines.contains { $0.contains("1 %   5 %  10 %  20 %  50 %") })
    // Of fifteen words, rounded up.
    #expect(lines.contains { $0.contains("words      1     1     2     3     8") })
    #expect(robot.screen.contains("Agreement: τ above the diagonal"))
    #expect(robot.screen.contains("U measures infidelity and sensitivity too: ~900 ms"))
    for letter in ["A IG ", "B G×I "] { #expect(robot.screen.contains(letter)) }
  }

  @Test func thePageScrollsToItsEnd() throws {
    var robot = try robot(rows: 16, columns: 60)
    try showPane(&robot)
    try robot.press("z")
    #expect(!robot.screen.contains("loo τ  agreement"))
    #expect(robot.lines[13].contains("↓"))
    try robot.press("End")
    #expect(robot.screen.contains("τ, loo τ  agreement"))
    #expect(robot.lines[13].contains("↑"))
    #expect(!robot.lines[13].contains("↓"))
    try robot.press("Home")
    #expect(robot.lines[2].contains("compr  suff   del   ins"))
  }

  @Test func thePageWorksInASCII() throws {
    var robot = try robot(ascii: true)
    try showPane(&robot)
    try robot.press("z")
    let page = robot.lines[1..<robot.state.rows - 2].joined()
    #expect(page.allSatisfy { $0.isASCII })
    #expect(page.contains("AAAA"))
  }

  @Test func aTextOfOneWordHasCurvesOfTwoPoints() throws {
    var robot = try robot(text: "anxious")
    let faithfulness = try #require(robot.state.explain.trust?.rows.first?.faithfulness)
    #expect(faithfulness.deletion.points.map(\.fraction) == [0, 1])
    #expect(faithfulness.leaveOneOutTau == nil)
    try showPane(&robot)
    try robot.press("z", "U")
    #expect(!robot.screen.lowercased().contains("nan"))
    #expect(robot.screen.contains("Insertion"))
  }

  @Test func outputsThatAreNoSharesHaveAnAxisOfTheirOwn() throws {
    var model = SampleModel()
    model.kind = .outputs
    var robot = try robot(model: model)
    try showPane(&robot)
    try robot.press("z")
    // F(x) is 6.01.
    #expect(robot.screen.contains("   5│") || robot.screen.contains("   6│"))
    #expect(!robot.screen.contains("1.0│"))
  }

  @Test func whatIsNearNothingIsNotBlamedForLosingLittle() throws {
    var robot = try robot()
    try robot.press("c")
    robot.type("surprise")
    try robot.press("Enter")
    #expect(!robot.screen.contains("hardly anything changes"))
  }

  @Test func anOpenedSentenceIsStillOnePart() throws {
    var robot = try robot(text: "i felt anxious. my heart was racing.")
    robot.state.explain.granularity = .sentence
    robot.state.explain.unfolded = [1]
    let settled = try #require(robot.state.explain.settled)
    #expect(robot.state.explain.units(of: settled).count > 2)
    #expect(robot.state.explain.measuredUnits(of: settled).count == 2)
  }

  @Test func partsAreFoundOnceAndFollowTheText() throws {
    var robot = try robot(text: "i felt anxious. my heart was racing.")
    #expect(robot.state.explain.measuredUnits?.units.count == 9)
    try robot.press("g", "g")
    #expect(robot.state.explain.granularity == .sentence)
    let settled = try #require(robot.state.explain.settled)
    let kept = try #require(robot.state.explain.measuredUnits)
    #expect(kept.units.map(\.text) == ["i felt anxious.", "my heart was racing."])
    #expect(robot.state.explain.measuredUnits(of: settled) == kept.units)
  }
}
