import Attribution
import Model
import Testing

@testable import TUI

@Suite("Layers and neurons, on the Explain screen")
struct LayersRobotTests {
  private func robot(_ text: String = SampleModel.sentence) throws -> Robot {
    var robot = try Robot(text: text)
    try robot.press("Esc")
    return robot
  }

  /// Opens the menu of layers and chooses.
  private func choose(_ name: String, _ robot: inout Robot) throws {
    try robot.press("E")
    robot.type(name)
    try robot.press("Enter")
  }

  /// Answers the prompt for a neuron.
  private func ask(_ neuron: String, _ robot: inout Robot) throws {
    try choose("neuron", &robot)
    try robot.press("Ctrl-U")
    robot.type(neuron)
    try robot.press("Enter")
  }

  private func facts(_ robot: Robot) -> [String: String] {
    Dictionary(
      robot.state.provenance.facts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  // MARK: Layers

  @Test("every layer is offered, and what is chosen is asked for and named")
  func layer() throws {
    var robot = try robot()
    let labels = robot.state.layerMenu().items.map(\.label)
    #expect(
      labels == ["whole embeddings", "word embeddings"]
        + (0..<6).map { "output of layer \($0)" } + ["every layer", "neuron…"])
    try choose("layer 3", &robot)
    #expect(robot.state.explain.quickRequest.layer == .output(ofLayer: 3))
    #expect(robot.state.explain.refiningRequests.map(\.layer) == [.output(ofLayer: 3)])
    #expect(robot.screen.contains("logit · output of layer 3"))
    #expect(facts(robot)["layer"] == AttributionRequest.Layer.output(ofLayer: 3).rawValue)
    // What was computed at another layer is not shown beside it.
    #expect(robot.state.explain.settled?.basis.layer == .output(ofLayer: 3))
  }

  @Test("the chosen layer stands in the border of a narrow window too")
  func narrowTitle() throws {
    var robot = try Robot(rows: 24, columns: 80, text: SampleModel.sentence)
    try robot.press("Esc")
    try choose("layer 3", &robot)
    #expect(robot.screen.contains("output of layer 3"))
  }

  @Test("a layer can be named as the shell does; one that the model lacks changes nothing")
  func command() throws {
    var robot = try robot()
    try robot.press(":")
    robot.type("layer 5")
    try robot.press("Enter")
    #expect(robot.state.explain.request.layer == .output(ofLayer: 5))
    try robot.press(":")
    robot.type("layer 6")
    try robot.press("Enter")
    #expect(robot.state.explain.request.layer == .output(ofLayer: 5))
    #expect(robot.screen.contains("layer 6: the model has 6 layers, counted from 0"))
    try robot.press(":")
    robot.type("layer word-embeddings")
    try robot.press("Enter")
    #expect(robot.state.explain.request.layer == .wordEmbeddings)
  }

  @Test("every layer is conductance, at a cost that stands beside it, and opens its pane")
  func everyLayer() throws {
    var robot = try robot()
    robot.state.explain.rows = [.layerConductance]
    try robot.press("E")
    #expect(robot.screen.contains("conductance: a pass a step, 50 steps"))
    try robot.press("Esc")
    try choose("every", &robot)
    #expect(robot.state.explain.request.method == .layerConductance)
    #expect(robot.state.explain.rows.isEmpty)
    #expect(robot.state.explain.refiningRequests.map(\.method) == [.layerConductance])
    #expect(robot.state.focus == .layers)
    // Once more explains nothing again, and only goes there.
    let generation = robot.state.explain.generation
    robot.state.focus = .heat
    let items = robot.state.layerMenu().items
    #expect(items.first { $0.label == "every layer" }?.isCurrent == true)
    try choose("every", &robot)
    #expect(robot.state.explain.generation == generation)
    #expect(robot.state.focus == .layers)
  }

  @Test("every layer of a neuron is of the class, and that is said")
  func everyLayerOfNeuron() throws {
    var robot = try robot()
    try ask("3.17", &robot)
    try choose("every", &robot)
    #expect(robot.screen.contains("Layer conductance explains a class, and no neuron"))
  }

  @Test("a method that is taken at no layer says so")
  func noLayer() throws {
    var robot = try robot()
    robot.explain(by: .occlusion) { _ in }
    try robot.press("E")
    #expect(robot.state.overlay == nil)
    #expect(robot.screen.contains("Occlusion is taken at no layer: m chooses"))
  }

  @Test("a further row of gradients has a layer where the first has none")
  func rowWithLayer() throws {
    var robot = try robot()
    robot.explain(by: .occlusion) { _ in }
    robot.state.explain.rows = [.integratedGradients]
    try choose("layer 2", &robot)
    let layers = robot.state.explain.refiningRequests.map { ($0.method, $0.layer) }
    #expect(layers.map(\.0) == [.occlusion, .integratedGradients])
    #expect(layers.map(\.1) == [.embeddings, .output(ofLayer: 2)])
  }

  @Test("what another model lacks is forgotten, and a layer that it has stays")
  func otherModel() throws {
    for (count, layer) in [(4, ExplainedLayer.output(ofLayer: 3)), (3, .embeddings)] {
      var robot = try robot()
      try choose("layer 3", &robot)
      try ask("5.1", &robot)
      var other = SampleModel(name: "other")
      other.layerCount = count
      robot.send(.modelOpened(other.summary))
      #expect(robot.state.explain.request.layer == layer)
      #expect(robot.state.explain.request.neuron == nil)
    }
  }

  // MARK: Neurons

  @Test("a neuron is explained in place of the class, and everything names it")
  func neuron() throws {
    var robot = try robot()
    try ask("3.17", &robot)
    let neuron = NeuronIndex(layer: 3, index: 17)
    #expect(robot.state.explain.quickRequest.neuron == neuron)
    #expect(robot.state.explain.refiningRequests.map(\.neuron) == [neuron])
    #expect(robot.screen.contains("Why neuron 3.17?  integrated gradients · [PAD] baseline"))
    #expect(!robot.screen.contains("▸fear"))
    #expect(facts(robot)["neuron"] == "3.17")
    #expect(facts(robot)["output"] == nil)
    let report = try #require(robot.state.report)
    let written = ExplanationFacts(report, by: .word, trust: nil, training: nil)
    #expect(written.quantity == .neuron("3.17"))
    try robot.press("y")
    #expect(
      robot.effects.contains {
        if case .copy(let text) = $0 { text.contains("neuron 3.17") } else { false }
      })
  }

  @Test("an empty answer, or a class, explains the class again")
  func classAgain() throws {
    for way in ["empty", "menu", "pane"] {
      var robot = try robot()
      try ask("3.17", &robot)
      switch way {
      case "empty": try ask("", &robot)
      case "menu":
        try robot.press("c")
        robot.type("predicted")
        try robot.press("Enter")
      default:
        let fear = try #require(robot.find("fear "))
        robot.click(row: fear.row, column: fear.column)
      }
      #expect(robot.state.explain.request.neuron == nil, "\(way)")
      #expect(robot.screen.contains("Why fear?"), "\(way)")
    }
  }

  @Test(
    "a neuron that there is not changes nothing, and why is said",
    arguments: [
      ("6.0", "neuron 6.0: the model has 6 layers, counted from 0"),
      ("0.384", "neuron 0.384: a layer's output has 384 numbers, counted from 0"),
      ("2.1", "neuron 2.1: attributions are taken behind layer 2, counted from 0"),
      ("17", "neuron: expected layer.index, found “17”"),
    ])
  func noNeuron(name: String, reason: String) throws {
    var robot = try robot()
    try choose("layer 2", &robot)
    try ask(name, &robot)
    #expect(robot.state.explain.request.neuron == nil)
    #expect(robot.screen.contains(reason))
  }

  @Test("of a neuron only layers before it are offered")
  func layersBefore() throws {
    var robot = try robot()
    try ask("2.1", &robot)
    #expect(
      robot.state.layerMenu().items.map(\.label)
        == [
          "whole embeddings", "word embeddings", "output of layer 0", "output of layer 1",
          "every layer", "neuron…",
        ])
  }

  @Test("a method that explains no neuron explains the class, says so, and gives the neuron back")
  func otherMethod() throws {
    for method in [AttributionMethod.lime, .layerConductance] {
      var robot = try robot()
      try ask("3.17", &robot)
      try robot.press("m")
      robot.type(method.title)
      try robot.press("Enter")
      #expect(robot.state.explain.quickRequest.neuron == nil)
      #expect(robot.state.explain.refiningRequests.map(\.neuron) == [nil])
      #expect(robot.screen.contains("Why fear?"))
      #expect(robot.screen.contains("explains a class, and no neuron"))
      try robot.press("m")
      robot.type("integrated gradients")
      try robot.press("Enter")
      #expect(robot.screen.contains("Why neuron 3.17?"))
    }
  }

  @Test("a further row that explains no neuron is not asked for")
  func otherRow() throws {
    var robot = try robot()
    try ask("3.17", &robot)
    try robot.press("v")
    robot.type("occlusion")
    try robot.press("Enter")
    #expect(robot.state.explain.rows == [.occlusion])
    #expect(robot.state.explain.refiningRequests.map(\.method) == [.integratedGradients])
    #expect(robot.screen.contains("Occlusion explains a class, and no neuron: its row stays empty"))
    try ask("", &robot)
    #expect(robot.state.explain.live?.entries[.occlusion] != nil)
  }

  @Test("what taking words out does is measured of classes alone")
  func trust() throws {
    var robot = try robot()
    #expect(robot.state.explain.trust != nil)
    try ask("3.17", &robot)
    #expect(robot.state.explain.trust == nil)
    #expect(robot.screen.contains("of classes only"))
    try robot.press("U")
    #expect(robot.screen.contains("Only explanations of a class are measured"))
    try ask("", &robot)
    #expect(robot.state.explain.trust != nil)
  }
}
