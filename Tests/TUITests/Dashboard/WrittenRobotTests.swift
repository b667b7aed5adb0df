import Attribution
import Model
import Testing

@testable import TUI

@Suite("The explanation in words, on the Explain screen")
struct WrittenRobotTests {
  /// A robot in the pane, which has the whole screen.
  private func inPane(
    rows: Int = 40, columns: Int = 120, text: String = SampleModel.sentence, ascii: Bool = false
  ) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, ascii: ascii, text: text)
    try robot.press("Esc", "Y", "z")
    return robot
  }

  private func copied(_ robot: Robot) -> String? { robot.state.explain.writing.text?.copied }

  // Σ|value| of all pieces is 6.73, of which `anxious` has 3.12.
  private let anxious = "“anxious” (+3.12, 46 % of the weight)"

  @Test("tells the numbers on screen in sentences")
  func prose() throws {
    let robot = try inPane()
    #expect(robot.screen.contains("In words  prose, English"))
    #expect(robot.screen.contains("The model reads the text as “fear” with probability 0.994"))
    #expect(copied(robot)?.contains("supported most by \(anxious)") == true)
  }

  @Test("says what `explain --format prose` says of the same numbers")
  func sameAsShell() throws {
    let robot = try inPane()
    let state = robot.state
    let report = try #require(state.report)
    let facts = ExplanationFacts(
      report, by: state.explain.granularity, trust: state.explain.trust, training: nil)
    #expect(copied(robot) == ExplanationProse(facts).text)
    #expect(facts.text == SampleModel.sentence)
    #expect(facts.target == ExplanationFacts.ClassOutput("fear", facts.verdict.output))
    // 15 words between [CLS] and [SEP].
    #expect(facts.parts.count == 17)
    #expect(facts.checks.count { $0.value != nil } == 5)
  }

  @Test("follows the text, the method and the parts")
  func follows() throws {
    var robot = try inPane()
    try robot.press("g", "g")
    #expect(copied(robot)?.contains("the only sentence") == true)
    try robot.press("z")
    robot.send(.input(.paste("so anxious")))
    try robot.press("Esc", "Y")
    #expect(copied(robot)?.contains("“so anxious”") == true)
  }

  @Test("is in sight where it was asked for, and asks for checks where no other pane shows them")
  func smallWindow() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "Y")
    #expect(robot.screen.contains("In words"))
    #expect(robot.state.explain.trust != nil)
    #expect(copied(robot)?.contains("5 checks passed") == true)
  }

  @Test("begins with checks that failed")
  func failures() throws {
    var robot = try inPane()
    var report = try #require(robot.state.explain.trust)
    // The two methods rank in opposite orders.
    report.agreement = MethodAgreement(of: [[1, 2, 3], [3, 2, 1]], by: .signed, topCount: 1)
    let id = Work.ID(lane: .trust, generation: robot.state.explain.generation)
    robot.send(.trust(id, report))
    let lines = robot.lines
    let verdict = try #require(lines.firstIndex { $0.contains("The model reads") })
    let failure = try #require(lines.firstIndex { $0.contains("! 1 of 5 checks failed") })
    let parts = try #require(lines.firstIndex { $0.contains("supported most by") })
    #expect(verdict < failure && failure < parts)
  }

  @Test("is written in Chinese, too, no line wider than its pane or beginning with a comma")
  func chinese() throws {
    for columns in [60, 61, 80, 120] {
      var robot = try inPane(columns: columns)
      try robot.press("Right")
      #expect(robot.screen.contains("模型把这段文本判为“fear”，概率"))
      let written = try #require(robot.state.explain.writing.text)
      let width = columns - 4
      let lines = written.lines(width: width)
      #expect(lines.allSatisfy { $0.columns <= width })
      let starts = lines.compactMap { $0.parts.first?.text.first }
      #expect(starts.allSatisfy { !"，。；：、）”".contains($0) })
      try robot.press("Left")
      #expect(robot.screen.contains("The model reads"))
    }
  }

  @Test("says in ASCII how Chinese is drawn")
  func chineseInASCII() throws {
    var robot = try inPane(ascii: true)
    try robot.press("Right")
    #expect(robot.state.message?.text == "ASCII has no Chinese characters: A draws them")
  }

  @Test("scrolls by lines and pages, and not beyond the ends")
  func scrolls() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "Y")
    func top() -> Int { robot.state.explain.writing.top }
    try robot.press("Up")
    #expect(top() == 0)
    try robot.press("Down", "Down")
    #expect(top() == 2)
    // Three lines are in sight: a page leaves one of them there.
    try robot.press("PageDown")
    #expect(top() == 4)
    try robot.press("End", "Down", "PageDown")
    let end = top()
    #expect(end == WrittenPane.lineCount(robot.state) - 3)
    #expect(robot.screen.contains("\(end + 1)–\(end + 3) of \(end + 3)"))
    let place = try #require(robot.find("In words"))
    robot.send(
      .input(.mouse(MouseEvent(action: .wheelUp, row: place.row + 1, column: place.column))))
    #expect(top() == end - 1)
    try robot.press("Home")
    #expect(top() == 0)
  }

  @Test("Enter shows the prompt and brings the sentences back")
  func prompt() throws {
    var robot = try inPane()
    try robot.press("Enter")
    #expect(robot.effects.last == .readTemplate(.english))
    #expect(robot.screen.contains("In words  prompt, English"))
    #expect(robot.screen.contains("# Verdict"))
    #expect(copied(robot)?.contains("Take this verdict as given") == true)
    try robot.press("Right")
    #expect(robot.effects.last == .readTemplate(.chinese))
    #expect(robot.screen.contains("# 判断"))
    try robot.press("Enter")
    #expect(robot.screen.contains("模型把这段文本判为"))
  }

  @Test("makes the prompt from the user's template")
  func ownTemplate() throws {
    var robot = try inPane()
    try robot.press("Enter")
    let template = try PromptTemplate("Why {{label}}?", name: "prompt.txt")
    robot.send(.template(.english, .read(template, name: "prompt.txt")))
    #expect(robot.screen.contains("prompt from prompt.txt, English"))
    #expect(copied(robot) == "Why “fear”?")
    // Chinese has no template of its own here.
    try robot.press("Right")
    #expect(robot.screen.contains("# 判断"))
  }

  @Test("shows what is wrong with a template, and where, and copies nothing then")
  func templateError() throws {
    var robot = try inPane()
    try robot.press("Enter")
    let problem = try #require(
      throws: PromptTemplateError.self,
      performing: { try PromptTemplate("Why?\n{{lable}}", name: "prompt.txt") })
    robot.send(.template(.english, .faulty("\(problem)")))
    #expect(robot.screen.contains("prompt.txt, line 2: {{lable}}"))
    try robot.press("y")
    #expect(robot.effects.last == .readTemplate(.english))
    #expect(robot.state.message?.kind == .warning)
  }

  @Test("y copies what stands there")
  func copies() throws {
    var robot = try inPane()
    try robot.press("y")
    #expect(robot.effects.last == .copy(try #require(copied(robot))))
    #expect(copied(robot)?.contains(anxious) == true)
    try robot.press("Enter", "y")
    #expect(robot.effects.last == .copy(try #require(copied(robot))))
    #expect(copied(robot)?.hasPrefix("# Role") == true)
  }

  @Test("tells the text that the model read, without the words taken out")
  func removed() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", ".", "x", "Y", "Enter")
    #expect(copied(robot)?.contains("i felt so [MASK] standing in front") == true)
    #expect(copied(robot)?.contains("anxious") == false)
  }

  @Test("says what it is for where there is no text")
  func noText() throws {
    var robot = try inPane(text: "")
    #expect(robot.screen.contains("here when there is a text"))
    try robot.press("Enter", "End", "PageUp", "y")
    #expect(robot.state.message?.text == "There is nothing to copy yet")
  }

  // MARK: The training data

  /// The questions that were asked of the training data.
  private func questions(_ robot: Robot) -> [Work] {
    robot.effects.compactMap { effect in
      guard case .explain(let work) = effect, case .training = work.question else { return nil }
      return work
    }
  }

  private func trained(_ files: [String]) throws -> Robot {
    var robot = try inPane()
    var summary = SampleModel().summary
    summary.trainingFiles = files
    robot.send(.modelOpened(summary))
    return robot
  }

  @Test("says how labelled texts become known, and asks for none before that")
  func noTraining() throws {
    var robot = try inPane()
    #expect(robot.screen.contains("The training data is not known."))
    #expect(robot.screen.contains("5 opens a file of labelled texts; then Y here"))
    try robot.press("Y")
    #expect(questions(robot).isEmpty)
    #expect(robot.state.message?.text.contains("No labelled texts are known") == true)
  }

  @Test("asks what the model was trained on when the key is pressed again, once a text")
  func asksTraining() throws {
    var robot = try trained(["/data/train.txt"])
    #expect(robot.screen.contains("Y finds the nearest texts and counts the words in train.txt"))
    #expect(questions(robot).isEmpty)
    try robot.press("Y", "Down", "Up")
    let work = try #require(questions(robot).first)
    #expect(questions(robot).count == 1)
    #expect(work.input.text == SampleModel.sentence)
    #expect(
      work.question
        == .training(
          ["/data/train.txt"], sharing: ["anxious", "racing", "crowd", "heart", "front"]))
    robot.send(.training(work.id, .read(320)))
    #expect(robot.screen.contains("Reading train.txt: 320 texts so far; Y stops."))
    robot.send(
      .training(
        work.id,
        .knowledge(
          TrainingKnowledge(
            textCount: 400,
            nearest: [.init(text: "so scared", label: "fear", similarity: 0.9)]))))
    #expect(copied(robot)?.contains("Of 400 labelled training texts the nearest is") == true)
    #expect(robot.screen.contains("From train.txt."))
    #expect(questions(robot).count == 1)
  }

  @Test("asks anew for another text and drops answers to the one before")
  func asksAgain() throws {
    var robot = try trained(["/data/train.txt"])
    try robot.press("Y", "z", "i")
    let first = try #require(questions(robot).last)
    robot.type(" again")
    try robot.press("Esc", "Y")
    let second = try #require(questions(robot).last)
    #expect(second.id.generation > first.id.generation)
    #expect(second.input.text.contains("again"))
    robot.send(.training(first.id, .knowledge(TrainingKnowledge(textCount: 7))))
    #expect(robot.state.explain.writing.training.knowledge == nil)
  }

  @Test("stops asking when the key is pressed once more, and tells why there is no answer")
  func stopsAsking() throws {
    var robot = try trained(["/data/train.txt"])
    try robot.press("Y")
    let work = try #require(questions(robot).last)
    robot.send(.failed(work.id, "train.txt: no labelled text."))
    #expect(robot.screen.contains("! train.txt: no labelled text."))
    try robot.press("Y")
    #expect(robot.screen.contains("Y finds the nearest texts"))
    robot.send(.training(work.id, .knowledge(TrainingKnowledge(textCount: 7))))
    #expect(copied(robot)?.contains("7 labelled") == false)
  }
}
