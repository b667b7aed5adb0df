import Attribution
import Model
import Testing

@testable import TUI

/// What `w` saves as JSON on the Heads screen.
@Suite struct SavedAttentionTests {
  @Test func itIsOfTheTextOnScreenWithItsPrediction() throws {
    var robot = try Robot.onHeads("so happy now")
    let saved = try #require(robot.state.savedAttention)
    #expect(saved.input.text == "so happy now" && saved.gates == nil && saved.readings.isEmpty)
    #expect(saved.encoding.count == 5 && saved.report.maps.tokenCount == 5)
    #expect(saved.target == robot.state.explain.live?.target)
    // What the board has found out goes with it.
    try robot.press("b", "b")
    #expect(robot.state.savedAttention?.readings.count == 2)
    try robot.press("Space")
    #expect(robot.state.savedAttention?.gates?[0, 0] == 0)
  }

  @Test func whatIsOfTheTextBeforeIsNotSaved() throws {
    var robot = try Robot.onHeads("so happy now")
    robot.isModelAnswering = false
    try robot.press("i")
    robot.type("!")
    #expect(robot.state.savedAttention == nil)
  }

  @Test func theBoardOfAProbabilityIsNotTakenForThatOfTheLogit() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("b", "o")
    #expect(robot.state.heads.readings[.importance] != nil)
    #expect(robot.state.savedAttention?.readings.isEmpty == true)
  }

  @Test func whatIsPatchedInAllLayersIsSavedWithIt() throws {
    var robot = try Robot.onHeads("so happy now")
    #expect(robot.state.savedAttention?.patching == nil)
    try robot.press("p")
    robot.type("so sad now")
    try robot.press("Enter")
    let report = try #require(robot.state.heads.patching.report)
    #expect(robot.state.savedAttention?.patching?.source == "so sad now")
    #expect(robot.state.savedAttention?.patching?.report == report)
    // Of a layer that is opened what it was opened from.
    try robot.press("t")
    #expect(robot.state.heads.patching.report?.layer != nil)
    #expect(robot.state.savedAttention?.patching?.report == report)
    try robot.press("o")
    #expect(robot.state.savedAttention?.patching == nil)
  }

  @Test func jsonIsOfferedAndSaysWhoseItIs() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("w")
    #expect(robot.screen.contains("JSON") && robot.screen.contains("attention --format json"))
    var empty = try Robot(text: "")
    try empty.press("Esc", "2", "w")
    #expect(!empty.screen.contains("JSON"))
  }

  @Test func weightsAreCountedBeforeTheyAreWritten() throws {
    let saved = try #require(try Robot.onHeads("so happy now").state.savedAttention)
    #expect(saved.weightCount == 6 * 12 * 5 * 5)
  }

  @Test func moreWeightsThanAnybodyOpensAreRefusedWithTheCommandThatWritesThem() {
    #expect(SavedAttention.refusal(ofWeights: 4_000_000) == nil)
    // 12 × 12 heads on 512 tokens.
    #expect(
      SavedAttention.refusal(ofWeights: 37_748_736)
        == "37,748,736 weights are too many to save from here: "
        + "headscope attention --format json writes them, --layer those of one")
  }
}
