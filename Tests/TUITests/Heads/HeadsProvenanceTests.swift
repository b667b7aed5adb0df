import Attribution
import Testing

@testable import TUI

/// What pictures of the Heads screen say of themselves.
@Suite struct HeadsProvenanceTests {
  private func facts(_ robot: Robot) -> [String: String] {
    Dictionary(
      robot.state.provenance.facts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  @Test func theGridTellsWhatItShowsAndNothingOfExplainsMethod() throws {
    var robot = try Robot.onHeads("so happy now")
    var facts = facts(robot)
    #expect(facts["shows"] == "attention of all heads" && facts["head"] == nil)
    #expect(facts["text"] == "so happy now" && facts["weights"] == "digest-minilm-emotion")
    #expect(facts["class"] == "fear" && facts["output"] == "logit")
    for name in ["method", "baseline", "layer", "steps", "seed", "head gates"] {
      #expect(facts[name] == nil, "\(name)")
    }
    try robot.press("I", "b")
    facts = self.facts(robot)
    #expect(facts["shows"] == "attention and importance of all heads")
    #expect(facts["board"] == "importance")
  }

  @Test func closedAndTurnedHeadsAreNamedOnBothScreens() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Right", "Space", "Down", "-", "-")
    #expect(facts(robot)["head gates"] == "0.1=0.0 1.1=0.8")
    try robot.press("1")
    #expect(facts(robot)["head gates"] == "0.1=0.0 1.1=0.8")
    #expect(facts(robot)["method"] == "integrated-gradients")
    try robot.press("2", "U")
    #expect(facts(robot)["head gates"] == nil)
  }

  @Test func aDrawingTellsItsHeadOrLayer() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Down", "Right", "Enter")
    #expect(facts(robot)["shows"] == "attention of a head" && facts(robot)["head"] == "1.1")
    try robot.press("m")
    #expect(facts(robot)["shows"] == "attention, mean of a layer's heads")
    #expect(facts(robot)["layer"] == "1" && facts(robot)["head"] == nil)
    try robot.press("v", "t", "Right", "t")
    #expect(facts(robot)["shows"] == "attention of heads as lines")
    #expect(facts(robot)["heads"] == "1.1 1.2")
    try robot.press("v")
    #expect(facts(robot)["shows"] == "queries and keys of a head" && facts(robot)["head"] == "1.2")
  }

  @Test func aDirectionOfAPairIsNamed() throws {
    var robot = try Robot(text: "so happy")
    try robot.press("Alt-P")
    robot.type("now")
    try robot.press("Esc", "2")
    #expect(facts(robot)["second text"] == "now" && facts(robot)["direction"] == nil)
    try robot.press("f", "f")
    #expect(facts(robot)["direction"] == "a-b")
  }

  @Test func patchingTellsItsKindAndTheTextThatGives() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("p")
    robot.type("so sad now")
    try robot.press("Enter", "s")
    let facts = facts(robot)
    #expect(facts["shows"] == "activation patching" && facts["patched"] == "attention")
    #expect(facts["activations from"] == "so sad now" && facts["text"] == "so happy now")
    #expect(facts["measured"] == nil)
  }

  @Test func aPatchingThatWasStoppedSaysHowFarItCame() throws {
    var robot = try Robot.onHeads("so happy now")
    robot.isModelAnswering = false
    try robot.press("p")
    robot.type("so sad now")
    try robot.press("Enter", "Esc")
    #expect(facts(robot)["measured"] == "0 of 6 layers")
  }
}
