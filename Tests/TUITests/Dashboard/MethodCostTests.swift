import Attribution
import Testing

@testable import TUI

@Suite("What methods cost, in their menu on the Explain screen")
struct MethodCostTests {
  private func costs(_ keys: [String] = [], text: String) throws -> [String: String] {
    var robot = try Robot(text: text)
    try robot.press("Esc")
    for key in keys { try robot.press(key) }
    let items = robot.state.methodMenu(.method).items
    return Dictionary(uniqueKeysWithValues: items.map { ($0.label, $0.detail) })
  }

  @Test("it is that of the text on screen and its parts")
  func ofTheText() throws {
    // Four words and five pieces.
    let byWord = try costs(text: "i felt so anxious")
    #expect(byWord["exact Shapley"] == "16 predictions")
    #expect(byWord["Kernel SHAP"] == "16 predictions")
    #expect(byWord["Partition SHAP"] == "up to 16 predictions")
    #expect(byWord["occlusion"] == "5 predictions")
    #expect(byWord["saliency"] == "1 pass")
    #expect(byWord["sequential integrated gradients"] == "250 passes")
    let byPiece = try costs(["g", "g", "g"], text: "i felt so anxious")
    #expect(byPiece["exact Shapley"] == "32 predictions")
    #expect(byPiece["occlusion"] == "6 predictions")
  }

  @Test("it follows the budget")
  func budget() throws {
    let costs = try costs(["r"], text: SampleModel.sentence)
    #expect(costs["integrated gradients"]?.hasPrefix("100 passes") == true)
    #expect(costs["LIME"] == "up to 5,000 predictions")
    // 15 words.
    #expect(costs["Kernel SHAP"] == "up to 2,080 predictions")
    #expect(costs["exact Shapley"] == "14 parts at most, these are 15")
  }

  @Test("without a text it is told in general")
  func withoutText() throws {
    let costs = try costs(text: "")
    #expect(costs["integrated gradients"] == "a pass a step")
    #expect(costs["exact Shapley"] == "all subsets of up to 14 parts")
  }
}
