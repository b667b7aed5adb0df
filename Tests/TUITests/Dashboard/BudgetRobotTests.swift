import Attribution
import Testing

@testable import TUI

@Suite("Steps and samples of each method, on the Explain screen")
struct BudgetRobotTests {
  private func choose(_ method: String, _ robot: inout Robot) throws {
    try robot.press("m")
    robot.type(method)
    try robot.press("Enter")
  }

  private func asked(_ robot: Robot) -> AttributionRequest? {
    robot.state.explain.refiningRequests.first
  }

  @Test("more samples of one method are not those of another")
  func samples() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc")
    try choose("smoothgrad", &robot)
    try robot.press("r")
    #expect(asked(robot)?.sampleCount == 10)
    #expect(robot.screen.contains("SmoothGrad with 10 samples"))
    try choose("LIME", &robot)
    #expect(asked(robot)?.sampleCount == 5000)
    try robot.press("r")
    #expect(asked(robot)?.sampleCount == 10_000)
    try choose("smoothgrad", &robot)
    #expect(asked(robot)?.sampleCount == 10)
    // The list of texts is asked alike.
    #expect(robot.state.explain.request(for: .lime).sampleCount == 10_000)
  }

  @Test("each path has as many steps as its library takes, until they are chosen")
  func steps() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc")
    try choose("discretized", &robot)
    #expect(asked(robot)?.steps == 30)
    try robot.press("r")
    #expect(asked(robot)?.steps == 60)
    #expect(robot.state.explain.request(for: .integratedGradients).steps == 50)
    try robot.press("F2")
    robot.type("steps 200")
    try robot.press("Enter")
    #expect(asked(robot)?.steps == 200)
    #expect(robot.state.explain.request(for: .integratedGradients).steps == 200)
    try robot.press("r")
    #expect(asked(robot)?.steps == 400)
    try robot.press("F2")
    robot.type("steps 50")
    try robot.press("Enter")
    #expect(asked(robot)?.steps == 50)
  }

  @Test("another library draws as many subsets as it takes itself")
  func subsets() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc")
    try choose("kernel", &robot)
    try robot.press("r")
    // Twice 2,048 and two a word.
    #expect(asked(robot)?.samples == 4156)
    try robot.press("V")
    #expect(asked(robot)?.samples == nil)
  }
}
