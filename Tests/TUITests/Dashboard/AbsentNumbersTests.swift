import Attribution
import Foundation
import Testing

@testable import TUI

@Suite("Numbers that cannot be there have their reason beside them, on the Explain screen")
struct AbsentNumbersTests {
  /// Partition SHAP as shap computes it, measured thoroughly.
  private func robot(rows: Int = 40, columns: Int = 120) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc", "m")
    robot.type("partition")
    try robot.press("Enter", "=", "U")
    #expect(robot.state.explain.trust?.settings.isThorough == true)
    while robot.state.focus != .trust { try robot.press("Tab") }
    robot.state.message = nil
    return robot
  }

  @Test("the pane says why a method has no sensitivity, in columns and in lines")
  func sensitivity() throws {
    let wide = try robot(rows: 60, columns: 200)
    #expect(wide.lines.contains { $0.contains("missing   infid   sens seed τ") })
    #expect(
      wide.screen.contains(
        "no sensitivity: changed texts are read anew: no vectors to displace"))
    #expect(try robot().screen.contains("no sensitivity"))
  }

  @Test("the page says what every dash stands for, and of which methods")
  func page() throws {
    var robot = try robot(rows: 80, columns: 160)
    try robot.press("z", "End")
    let methods = robot.state.explain.trust?.rows.map(\.method)
    #expect(methods == [.partitionSHAP, .inputTimesGradient])
    #expect(
      robot.lines.contains {
        $0.contains("sens –")
          && $0.contains("SHAP: changed texts are read anew: no vectors to displace")
      })
    #expect(
      robot.lines.contains {
        $0.contains("seed τ –")
          && $0.contains("SHAP G×I: draws nothing: the same for every seed")
      })
    #expect(!robot.screen.contains("infid –"))
  }

  @Test("before it is measured thoroughly nothing is said of it")
  func notYet() throws {
    var robot = try Robot(rows: 80, columns: 160, text: SampleModel.sentence)
    try robot.press("Esc")
    while robot.state.focus != .trust { try robot.press("Tab") }
    try robot.press("z", "End")
    #expect(!robot.screen.contains("sens –"))
    #expect(!robot.screen.contains("no sensitivity"))
  }

  @Test(
    "however many methods ran, all that was found of the one shown is on the page",
    arguments: [(24, 80), (30, 120)])
  func conservation(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc")
    for method in [
      AttributionMethod.saliency, .gradientNorm, .smoothGrad, .deepLIFT, .cpLRP, .atMan, .occlusion,
      .partitionSHAP,
    ] {
      robot.explain(by: method) { _ in }
    }
    robot.explain(by: .attnLRP) { estimate in
      estimate.baseOutput = nil
      estimate.delta = -0.5
    }
    while robot.state.focus != .trust { try robot.press("Tab") }
    try robot.press("z")
    var seen = ""
    for _ in 0..<30 {
      seen += robot.lines.map { $0.trimmingCharacters(in: .whitespaces.union(["│"])) }.joined(
        separator: " ")
      try robot.press("Down")
    }
    for finding in ["biases and softmax 0.50", "3 of 15 words carry", "[CLS] [SEP] carry"] {
      #expect(seen.contains(finding), "\(finding)")
    }
  }

  @Test(
    "where nothing can be taken out by piece the border says so, and no check mark stands there")
  func noParts() throws {
    var robot = try Robot(text: "…")
    try robot.press("Esc", "m")
    robot.type("occlusion")
    try robot.press("Enter", "g", "g", "g")
    #expect(robot.state.explain.granularity == .piece)
    #expect(robot.screen.contains("refined ✓"))
    var entry = try #require(robot.state.explain.settled?.entries[.occlusion])
    entry.estimate.values = entry.estimate.values.map { _ in 0 }
    entry.estimate.features = []
    entry.estimate.message = "there is nothing to take out"
    robot.state.explain.settled?.entries[.occlusion] = entry
    robot.state.explain.live = robot.state.explain.settled
    robot.state.message = nil
    #expect(robot.screen.contains("no parts"))
    #expect(!robot.screen.contains("refined ✓"))
    #expect(robot.screen.contains("There is nothing to take out"))
    robot.state.chosenView = .waterfall
    #expect(!robot.screen.contains("need not add up"))
  }
}
