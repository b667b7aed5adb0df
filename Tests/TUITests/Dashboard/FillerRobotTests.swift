import Attribution
import Model
import Testing

@testable import TUI

@Suite("What stands for words that are taken out, on the Explain screen")
struct FillerRobotTests {
  private func robot(_ method: AttributionMethod, rows: Int = 40) throws -> Robot {
    var robot = try Robot(rows: rows, text: SampleModel.sentence)
    try robot.press("Esc", "m")
    robot.type(method.title)
    try robot.press("Enter")
    return robot
  }

  /// Opens the menu and chooses.
  private func choose(_ name: String, _ robot: inout Robot) throws {
    try robot.press("b")
    robot.type(name)
    try robot.press("Enter")
  }

  @Test("a method that takes words out is asked with the filler chosen, and its border names it")
  func occlusion() throws {
    var robot = try robot(.occlusion)
    #expect(robot.screen.contains("words as [MASK]"))
    try choose("unknown", &robot)
    #expect(robot.state.explain.refiningRequests.map(\.replacement) == [.unknown])
    #expect(robot.screen.contains("words as [UNK]"))
    try choose("removed", &robot)
    #expect(robot.state.explain.refiningRequests.map(\.replacement) == [.removal])
    #expect(robot.screen.contains("words removed"))
    // A baseline is none of its business.
    #expect(robot.state.explain.request.baseline == .padding)
  }

  @Test("a zero vector is offered to paths alone")
  func zero() throws {
    for (method, isOffered) in [(AttributionMethod.occlusion, false), (.deepLIFT, true)] {
      var robot = try robot(method)
      try robot.press("b")
      #expect(robot.screen.contains("zero") == isOffered, "\(method)")
    }
  }

  @Test("a filler that the vocabulary lacks is not offered, and words are removed")
  func lackingMask() throws {
    var model = SampleModel()
    model.baselineTokens = ModelSummary.BaselineTokens(padding: nil, mask: nil, unknown: "<unk>")
    var robot = try Robot(text: SampleModel.sentence, model: model)
    try robot.press("Esc")
    robot.explain(by: .occlusion) { _ in }
    #expect(robot.screen.contains("words removed"))
    try robot.press("b")
    let labels = robot.state.fillersMenu().items.map(\.label)
    #expect(labels == ["as usual", "removed", "unknown", "window of occlusion…"])
  }

  @Test("the trust takes words out as was chosen, and as ERASER does where nothing was")
  func trust() throws {
    var robot = try robot(.occlusion)
    #expect(robot.state.explain.trust?.settings.replacement == .removal)
    try choose("padding", &robot)
    #expect(robot.state.explain.trust?.settings.replacement == .padding)
  }

  @Test("a path's menu leads to the trust's filler")
  func trustOfAPath() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc")
    try choose("taken out", &robot)
    #expect(robot.screen.contains("In the place of what the trust takes out"))
    robot.type("mask")
    try robot.press("Enter")
    #expect(robot.state.explain.trust?.settings.replacement == .mask)
    #expect(robot.screen.contains("[PAD] baseline"))
  }

  @Test("occlusion takes out a window of neighbours, and the border says so")
  func window() throws {
    var robot = try robot(.occlusion)
    try choose("window", &robot)
    try robot.press("Backspace", "3", "Enter")
    #expect(robot.state.explain.refiningRequests.map(\.window) == [3])
    #expect(robot.screen.contains("words as [MASK], 3 at a time"))
  }

  @Test("a window that is no number changes nothing and says why")
  func noWindow() throws {
    var robot = try robot(.occlusion)
    try choose("window", &robot)
    try robot.press("0", "0", "0", "0", "Enter")
    #expect(robot.state.explain.request.window == 1)
    #expect(robot.screen.contains("expected a number from 1 to 1000, found “10000”"))
  }

  @Test("Partition SHAP tells evaluations, and of how many")
  func evaluations() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc")
    robot.explain(by: .partitionSHAP) { $0.steps = 156 }
    #expect(robot.screen.contains("156 of 500 evaluations"))
    robot.explain(by: .occlusion) { $0.steps = 16 }
    #expect(robot.screen.contains("16 evaluations"))
  }

  @Test("what bf16 costs stands beside the numbers", arguments: [(24, 80), (40, 120)])
  func arithmetic(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc")
    robot.explain(by: .occlusion) {
      $0.baseOutput = nil
      $0.delta = nil
      $0.arithmetic = .bf16
      $0.arithmeticError = 0.0018
    }
    let layout = ScreenLayout(robot.state)
    let legend = try #require(HeatView(robot.state, layout)).legend
    let text = robot.lines[legend.row..<legend.endRow].joined()
    #expect(text.contains("bf16: F ± 1.8e-3"))
  }
}
