import Attribution
import Model
import Testing

@testable import TUI

/// Every state of the Explain screen as text, kept in `Snapshots`.
@Suite struct ScreenSnapshotTests {
  private func robot(
    rows: Int = 24, columns: Int = 80, theme: String = "tide", depth: ColorDepth = .truecolor,
    ascii: Bool = false, text: String = SampleModel.sentence
  ) throws -> Robot {
    try Robot(rows: rows, columns: columns, theme: theme, depth: depth, ascii: ascii, text: text)
  }

  @Test(arguments: [(16, 60), (24, 80), (40, 120), (60, 200)])
  func sizes(rows: Int, columns: Int) throws {
    try expectSnapshot(try robot(rows: rows, columns: columns).grid, "size-\(columns)x\(rows)")
  }

  @Test(arguments: [(1, 1), (2, 5), (15, 60), (16, 59)])
  func tooSmall(rows: Int, columns: Int) throws {
    try expectSnapshot(try robot(rows: rows, columns: columns).grid, "small-\(columns)x\(rows)")
  }

  @Test(arguments: ColorDepth.allCases)
  func depths(depth: ColorDepth) throws {
    try expectSnapshot(try robot(depth: depth).grid, "depth-\(depth.rawValue)")
  }

  @Test(arguments: ["tide-light", "dusk", "sixteen", "captum", "shap"])
  func themes(name: String) throws {
    try expectSnapshot(try robot(theme: name).grid, "theme-\(name)")
  }

  @Test func ascii() throws {
    try expectSnapshot(
      try robot(rows: 40, columns: 120, depth: .none, ascii: true).grid, "ascii")
  }

  @Test func empty() throws { try expectSnapshot(try robot(text: "").grid, "empty") }

  @Test func noModel() throws {
    let theme = try Themes.library.definition(named: "tide").resolved(for: .truecolor)
    var state = State(rows: 24, columns: 80, text: "hello")
    state.opening = "minilm"
    try expectSnapshot(
      render(state, size: ScreenSize(rows: 24, columns: 80), theme: theme), "no-model")
  }

  /// Keys, and the name of the screen they lead to.
  static let keyStates: [(name: String, keys: [String])] = [
    ("cursor", ["Esc", "."]), ("rows", ["Esc", "v", "Enter", "v", "Down", "Enter"]),
    ("pieces", ["Esc", "g", "g", "g"]), ("sentences", ["Esc", "g"]),
    ("piece-readout", ["Esc", "g", "g", "."]),
    ("removed", ["Esc", ".", "x"]), ("search", ["Esc", "/", "c", "r", "o"]),
    ("help", ["Esc", "?"]), ("help-scrolled", ["F1", "PageDown"]), ("palette", ["F2"]),
    ("palette-narrowed", ["F2", "b", "a", "s"]), ("methods", ["F3"]), ("classes", ["F4"]),
    ("baselines", ["Alt-b"]), ("formats", ["F8"]), ("expected", ["Alt-e"]), ("path", ["Alt-p"]),
    ("path-step", ["Alt-p", "Left", "PageUp"]), ("texts", ["Alt-t"]),
    ("trust", ["Tab", "Tab", "Tab", "Tab"]),
    ("prediction-chosen", ["Esc", "Tab", "Up"]), ("pair", ["Alt-P"]), ("zoom", ["Esc", "z"]),
    ("probability", ["Alt-o"]), ("saliency", ["F3", "s", "a", "l", "Enter"]),
    ("smoothgrad", ["F3", "s", "m", "o", "Enter", "Esc", "."]), ("mouse-off", ["Alt-M"]),
    ("more-steps", ["Alt-r"]), ("selection", ["Shift-Left", "Shift-Left"]),
    ("note", ["Alt-a", "Alt-K", "h", "i"]), ("layer-menu", ["Esc", "E"]),
    ("neuron", ["Esc", "E", "n", "e", "u", "Enter", "3", ".", "1", "7", "Enter"]),
  ]

  @Test(arguments: keyStates.map(\.name))
  func states(name: String) throws {
    var robot = try robot()
    for key in Self.keyStates.first(where: { $0.name == name })?.keys ?? [] { try robot.press(key) }
    try expectSnapshot(robot.grid, "state-\(name)")
  }

  @Test(arguments: [
    (16, 60, ColorDepth.truecolor, false), (24, 80, .none, false), (40, 120, .truecolor, false),
    (24, 80, .sixteen, true),
  ])
  func layers(rows: Int, columns: Int, depth: ColorDepth, isZoomed: Bool) throws {
    var robot = try robot(rows: rows, columns: columns, depth: depth)
    try robot.press("Esc")
    robot.explain(by: .layerConductance) { estimate in
      // From layer to layer a sixth of what the words have goes over to the first token.
      estimate.layers = (0..<6).map { layer in
        var values = estimate.values.map { $0 * (1 - Float(layer) / 6) }
        values[0] = estimate.values.reduce(0, +) - values.dropFirst().reduce(0, +)
        return values
      }
    }
    try robot.press("H", "Down", "Right", "Right", "Right")
    if isZoomed { try robot.press("z") }
    try expectSnapshot(
      robot.grid, "layers-\(columns)x\(rows)\(isZoomed ? "-zoomed" : "")-\(depth.rawValue)")
  }

  @Test func longText() throws {
    var robot = try robot(
      text: Array(repeating: SampleModel.sentence + ".", count: 8).joined(separator: " "))
    try robot.press("Esc", "PageDown")
    try expectSnapshot(robot.grid, "long")
  }

  @Test func wideCharacters() throws {
    try expectSnapshot(try robot(text: "我很 anxious 👩‍👩‍👧 e\u{301}té").grid, "wide")
  }

  @Test func lateColoursAreDimmed() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    robot.type("s")
    try expectSnapshot(robot.grid, "late")
  }

  @Test func list() throws {
    var robot = try robot(rows: 40, columns: 120)
    robot.send(
      .textsLoaded(
        [
          TextItem(text: "my heart is full of joy", expected: "joy", source: .file),
          TextItem(text: "the racing crowd", note: "crowds again", expected: "fear"),
        ]))
    try robot.press("F7", "R", "Down")
    try expectSnapshot(robot.grid, "list")
    robot.model.weights["racing"] = -4
    robot.model.name = "other"
    robot.send(.modelOpened(robot.model.summary))
    try expectSnapshot(robot.grid, "list-flipped")
  }

  @Test func models() throws {
    var robot = try robot()
    robot.send(
      .choices([
        ModelChoice(name: "minilm-emotion", source: "embedded"),
        ModelChoice(name: "org/bert-base", source: "hub cache"),
      ]))
    try expectSnapshot(robot.grid, "models")
  }

  @Test func outputsAreNotCalledProbabilities() throws {
    var model = SampleModel()
    model.kind = .outputs
    let robot = try Robot(rows: 24, columns: 80, text: SampleModel.sentence, model: model)
    try expectSnapshot(robot.grid, "outputs")
  }

  @Test func messages() throws {
    var robot = try robot()
    robot.send(.modelFailed("There is no model at /x.\nName a folder."))
    try expectSnapshot(robot.grid, "error")
  }
}
