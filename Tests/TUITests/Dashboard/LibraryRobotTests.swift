import Attribution
import Foundation
import Model
import Testing

@testable import TUI

@Suite("The numbers of the Python libraries, on the Explain screen")
struct LibraryRobotTests {
  private func robot(_ method: AttributionMethod, columns: Int = 140) throws -> Robot {
    var robot = try Robot(columns: columns, text: SampleModel.sentence)
    try robot.press("Esc", "m")
    robot.type(method.title)
    try robot.press("Enter")
    return robot
  }

  /// What the method was asked last.
  private func asked(_ robot: Robot) -> AttributionRequest? {
    robot.state.explain.refiningRequests.first
  }

  private func facts(_ robot: Robot) -> [String: String] {
    Dictionary(
      robot.state.provenance.facts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  @Test(
    "a key has LIME and SHAP computed as the library does, and border and exports say so",
    arguments: [
      (AttributionMethod.lime, "as lime computes it"),
      (.partitionSHAP, "as shap computes it"), (.kernelSHAP, "as shap computes it"),
    ])
  func library(method: AttributionMethod, title: String) throws {
    var robot = try robot(method)
    #expect(!robot.screen.contains("computes it"))
    #expect(facts(robot)["computed"] == nil)
    try robot.press("=")
    #expect(asked(robot)?.followsLibrary == true)
    // shap's own choice of parts, where Kernel SHAP is not told.
    #expect(asked(robot)?.regularization == nil)
    #expect(robot.screen.contains("\(method.title) · logit · \(title)"))
    #expect(robot.screen.contains("\(method.title), as lime and shap compute it"))
    #expect(facts(robot)["computed"] == title)
    #expect(
      robot.state.report?.request.library
        == title.split(separator: " ").dropFirst().first.map(String.init))
    try robot.press("=")
    #expect(asked(robot)?.followsLibrary == false)
    #expect(asked(robot)?.regularization == .all)
    #expect(!robot.screen.contains(title))
  }

  @Test("what is saved names every choice that decided the numbers, as the shell does")
  func choices() throws {
    var robot = try robot(.kernelSHAP)
    let request = try #require(robot.state.report?.request)
    let estimate = try #require(robot.state.report?.result.estimate)
    let choices = AttributionChoices(
      request, estimate, granularity: robot.state.explain.granularity, fields: request.fields,
      hasMask: true)
    let saved = facts(robot)
    for parameter in choices.parameters { #expect(saved[parameter.name] == parameter.fact) }
    #expect(saved["sampling"] == "shap" && saved["regularization"] == "all")
    #expect(saved["samples"] == "\(estimate.steps)" && saved["replacement"] == "mask")
    #expect(saved["compatible"] == "no")
    try robot.press("=")
    #expect(facts(robot)["compatible"] == "yes")
  }

  @Test("in a narrow window the border says it in short")
  func narrow() throws {
    var robot = try robot(.partitionSHAP, columns: 60)
    #expect(!robot.screen.contains("as shap"))
    try robot.press("=")
    #expect(robot.screen.contains("as shap"))
    #expect(!robot.screen.contains("as shap computes it"))
  }

  @Test("what is copied says whose way of computing it was")
  func copied() throws {
    var robot = try robot(.lime)
    try robot.press("=", "y")
    let texts = robot.effects.compactMap { if case .copy(let text) = $0 { text } else { nil } }
    #expect(texts.last?.contains("(minilm-emotion, LIME as lime computes it)") == true)
  }

  @Test("libraries are given probabilities, which is said where the logit is explained")
  func probability() throws {
    var robot = try robot(.lime)
    try robot.press("=")
    #expect(robot.screen.contains("they are given probabilities: o takes them"))
    try robot.press("=", "o", "=")
    #expect(robot.screen.contains("LIME, as lime and shap compute it"))
    #expect(!robot.screen.contains("probabilities: o"))
  }

  @Test("it is found in the palette, and works while typing")
  func palette() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("F2")
    robot.type("python libraries")
    try robot.press("Enter")
    #expect(robot.state.explain.request.followsLibrary)
    try robot.press("Alt-=")
    #expect(!robot.state.explain.request.followsLibrary)
  }

  @Test("as shap computes it tokens are taken out and masked, whatever parts and filler are chosen")
  func masker() throws {
    var robot = try robot(.partitionSHAP)
    try robot.press("b")
    robot.type("unknown")
    try robot.press("Enter")
    #expect(robot.screen.contains("words as [UNK]"))
    try robot.press("=")
    #expect(robot.screen.contains("tokens as [MASK]"))
    #expect(facts(robot)["parts"] == "piece")
    #expect(facts(robot)["replacement"] == "mask")
    #expect(asked(robot)?.granularity == .piece)
    #expect(asked(robot)?.replacement == .automatic)
    try robot.press("g")
    #expect(robot.state.explain.granularity == .field)
    #expect(asked(robot)?.granularity == .piece)
    #expect(robot.screen.contains("By field: shap takes out tokens, whose values are added up"))
    try robot.press("b")
    robot.type("padding")
    try robot.press("Enter")
    #expect(asked(robot)?.replacement == .automatic)
    #expect(robot.screen.contains("Partition SHAP has tokens as [MASK], as shap does"))
    // Other methods keep what was chosen.
    #expect(robot.state.explain.request(for: .occlusion).replacement == .padding)
    #expect(robot.state.explain.request(for: .occlusion).granularity == .field)
  }

  @Test("what no library computes otherwise is not computed anew")
  func others() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc")
    let generation = robot.state.explain.generation
    try robot.press("=", "V", "#", "Ctrl-U", "7", "Enter")
    #expect(robot.state.explain.generation == generation)
    #expect(robot.state.explain.isSettled)
    #expect(robot.state.explain.trust != nil)
    #expect(robot.screen.contains("Methods that draw with seed 7: m chooses one, v adds one"))
    #expect(!robot.state.explain.request(for: .occlusion).followsLibrary)
  }

  @Test("numbers of before are forgotten where they are not on screen")
  func forgotten() throws {
    var robot = try robot(.lime)
    try robot.press("m")
    robot.type("occlusion")
    try robot.press("Enter")
    #expect(robot.state.explain.live?.entries[.lime] != nil)
    try robot.press("=")
    #expect(robot.state.explain.live?.entries[.lime] == nil)
    #expect(robot.state.explain.settled?.entries[.lime] == nil)
    #expect(robot.state.explain.live?.entries[.occlusion] != nil)
  }

  @Test("a tree of other parts does not fold the text any more")
  func tree() throws {
    var robot = try robot(.partitionSHAP)
    try robot.press("<")
    #expect(robot.state.explain.fold != nil)
    try robot.press("=")
    #expect(robot.state.explain.fold == nil)
    #expect(robot.state.explain.units.count == 15)
  }

  @Test("Kernel SHAP draws as captum or as shap")
  func sampling() throws {
    var robot = try robot(.kernelSHAP)
    try robot.press("V")
    #expect(asked(robot)?.coalitionSampling == .captum)
    #expect(robot.screen.contains("Kernel SHAP · logit · subsets as captum draws them"))
    #expect(facts(robot)["computed"] == "subsets as captum draws them")
    try robot.press("=")
    #expect(robot.screen.contains("Kernel SHAP · logit · as captum computes it"))
    try robot.press("=", "V")
    #expect(asked(robot)?.coalitionSampling == .shap)
    #expect(facts(robot)["computed"] == nil)
  }

  @Test("the seed is typed; what is no number is refused")
  func seed() throws {
    var robot = try robot(.lime)
    try robot.press("#")
    #expect(robot.screen.contains("Seed of what is drawn"))
    try robot.press("Ctrl-U")
    robot.type("42")
    try robot.press("Enter")
    #expect(asked(robot)?.seed == 42)
    #expect(robot.screen.contains("seed 42"))
    #expect(facts(robot)["seed"] == "42")
    for text in ["-1", "x", ""] {
      try robot.press("#", "Ctrl-U")
      robot.type(text)
      try robot.press("Enter")
      #expect(asked(robot)?.seed == 42)
      #expect(robot.screen.contains("seed: expected a whole number from 0 up, found “\(text)”"))
    }
    try robot.press("F2")
    robot.type("seed 18446744073709551615")
    try robot.press("Enter")
    #expect(asked(robot)?.seed == .max)
  }

  @Test("what the method was asked is what its export says, and not what others are asked")
  func report() throws {
    var robot = try robot(.occlusion)
    #expect(robot.state.report?.request.granularity == .word)
    try robot.press("m")
    robot.type("AttnLRP")
    try robot.press("Enter", "o")
    #expect(robot.state.report?.request.output == .logit)
    #expect(facts(robot)["output"] == "logit")
    #expect(facts(robot)["baseline"] == nil)
  }
}
