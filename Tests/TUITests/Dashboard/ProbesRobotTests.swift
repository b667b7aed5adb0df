import Model
import Testing
import Training

@testable import TUI

/// A sentence whose words change sides while a network learns.
enum SampleProbes {
  static let steps = [0, 20, 40, 60, 80]

  static func log(texts: [String] = ["i feel happy", "so sad now"]) -> ProbeLog {
    ProbeLog(
      steps.flatMap { step in texts.map { probe($0, at: step, of: Float(step) / 80) } })
  }

  /// - Parameter share: How far the network has learned.
  private static func probe(_ text: String, at step: Int, of share: Float) -> Probe {
    let words = text.split(separator: " ").map(String.init)
    var encoding = Encoding(
      ids: [101], typeIDs: [0], tokens: ["[CLS]"], offsets: [0..<0], sequences: [nil],
      wordIndices: [nil], isSpecial: [true])
    var start = 0
    for (index, word) in words.enumerated() {
      encoding.ids.append(Int32(1000 + index))
      encoding.typeIDs.append(0)
      encoding.tokens.append(word)
      encoding.offsets.append(start..<start + word.count)
      encoding.sequences.append(0)
      encoding.wordIndices.append(index)
      encoding.isSpecial.append(false)
      start += word.count + 1
    }
    let right = text.contains("happy") ? 1 : 0
    let probability = 0.5 + 0.45 * share
    var probe = Probe(
      text: text, encoding: encoding, labels: ["sadness", "joy"],
      logits: right == 1 ? [0, share * 3] : [share * 3, 0],
      probabilities: right == 1
        ? [1 - probability, probability] : [probability, 1 - probability],
      attribution: .init(
        method: "integrated-gradients", target: right,
        values: [0] + words.indices.map { $0 == words.count - 1 ? 3 * share : -0.5 * share },
        baseOutput: 0, outputValue: share * 3, delta: 1e-6),
      heads: [
        [.init(pattern: "broad", score: 0.9), .init(pattern: "previous", score: 0.6)],
        [
          .init(pattern: share > 0.4 ? "cls" : "broad", score: 0.8),
          .init(pattern: "next", score: 0.6),
        ],
      ])
    probe.step = step
    probe.epoch = Double(step) / 40
    return probe
  }
}

@Suite("Probe sentences on the Train screen")
struct ProbesRobotTests {
  private func robot(rows: Int = 40, columns: Int = 120, depth: ColorDepth = .truecolor) throws
    -> Robot
  {
    var robot = try Robot.onTrain(rows: rows, columns: columns, depth: depth)
    robot.send(.probes(run: 0, SampleProbes.log()))
    return robot
  }

  @Test("Without a cursor they are those of the last evaluation")
  func last() throws {
    let robot = try robot()
    #expect(robot.screen.contains("Probe sentences at step 80"))
    #expect(robot.screen.contains("i feel happy"))
    #expect(robot.screen.contains("joy     0.950"))
    #expect(robot.screen.contains("was joy 0.500 at step 0"))
    #expect(robot.screen.contains("Δ"))
  }

  @Test("They follow the cursor of the curves")
  func cursor() throws {
    var robot = try robot()
    try robot.press("Home")
    #expect(robot.screen.contains("Probe sentences at step 0"))
    #expect(robot.screen.contains("joy     0.500"))
    while robot.state.train.cursor ?? 0 < 41 { try robot.press("Right") }
    #expect(robot.screen.contains("Probe sentences at step 40"))
    #expect(robot.screen.contains("joy     0.725"))
  }

  @Test(
    "In their pane the arrows go from evaluation to evaluation, and the curves' cursor with them")
  func scrub() throws {
    var robot = try robot()
    try robot.press("Tab")
    #expect(robot.state.focus == .probes)
    try robot.press("Left")
    #expect(robot.state.train.cursor == 60)
    try robot.press("Left", "Left", "Left", "Left", "Left")
    #expect(robot.state.train.cursor == 0)
    try robot.press("Right")
    #expect(robot.state.train.cursor == 20)
    #expect(robot.screen.contains("2 of 5"))
    try robot.press("Esc")
    #expect(robot.state.train.cursor == nil)
  }

  @Test("Over epochs they are found by theirs")
  func epochs() throws {
    var robot = try robot()
    robot.state.train.axis = .epoch
    robot.state.train.cursor = 1.2
    #expect(robot.state.train.shownProbes?.step == 40)
  }

  @Test("Colours grow as the network learns, on one scale")
  func scale() throws {
    var robot = try robot()
    try robot.press("Tab")
    func heat() throws -> [Float] {
      let view = try #require(ProbesView(robot.state, ScreenLayout(robot.state)))
      return view.blocks[0].shares
    }
    #expect(try heat().last == 1)
    try robot.press("Left", "Left")
    #expect(try heat().last == 0.5)
    try robot.press("Home")
    #expect(try heat().allSatisfy { $0 == 0 })
  }

  @Test("Heads are shown by their letters")
  func heads() throws {
    var robot = try robot()
    let lines = robot.screen.split(separator: "\n")
    #expect(lines.contains { $0.contains("1 Cn") })
    try robot.press("Home")
    #expect(robot.screen.split(separator: "\n").contains { $0.contains("1 bn") })
  }

  @Test("Enter explains the sentence under the cursor with the model that is open")
  func open() throws {
    var robot = try robot()
    robot.state.model = robot.model.summary
    try robot.press("Tab", "Down", "Enter")
    #expect(robot.state.screen == .explain)
    #expect(robot.state.explain.editor.text == "so sad now")
  }

  @Test("A low window shows them in the curves' place while they have the focus")
  func lowWindow() throws {
    var robot = try robot(rows: 20, columns: 80)
    #expect(!robot.screen.contains("Probe sentences"))
    try robot.press("Tab")
    #expect(robot.screen.contains("Probe sentences at step 80"))
    #expect(robot.screen.contains("so sad now"))
  }

  @Test("Every size is drawn", arguments: [16, 24, 40, 60])
  func sizes(rows: Int) throws {
    for columns in [60, 80, 100, 160] {
      var robot = try robot(rows: rows, columns: columns, depth: .none)
      try robot.press("Tab")
      #expect(robot.screen.contains("happy"))
    }
  }

  @Test("A run without sentences has no pane for them")
  func none() throws {
    var robot = try Robot.onTrain()
    try robot.press("Tab")
    #expect(robot.state.focus == .runs)
  }
}
