import Attribution
import Foundation
import Testing

@testable import TUI

/// A user and a world in one: presses keys, answers effects with `SampleModel`, reads the screen.
struct Robot {
  var state: State
  var model = SampleModel()
  var theme: Theme
  /// Effects that nothing here answers, in order.
  private(set) var effects: [Effect] = []
  /// What was asked about the heads, in order.
  private(set) var questions: [HeadsRequest] = []
  /// What was asked about labelled data, in order.
  private(set) var evaluationQuestions: [EvaluationQuestion] = []
  /// Answers what is asked about labelled data; nil leaves it unanswered.
  var evaluator: ((EvaluationQuestion) -> [EvaluationAnswer])?
  /// While false, work stays unanswered: a model that hangs.
  var isModelAnswering = true
  /// While false, timers do not fire: the time before a pause.
  var isTimePassing = true
  private(set) var pendingTimers: [TUI.Timer] = []

  init(
    rows: Int = 40, columns: Int = 120, theme name: String = "tide", depth: ColorDepth = .truecolor,
    ascii: Bool = false, text: String = "", model: SampleModel = SampleModel(),
    settings: Settings = Settings()
  ) throws {
    theme = try Themes.library.definition(named: name).resolved(for: depth)
    self.model = model
    state = State(
      rows: rows, columns: columns, model: model.summary, settings: settings, themeName: name,
      themeNames: ["dusk", "tide"], isASCII: ascii, text: text)
    state.hasSignRow = theme.showsSignRow
    let first = state.start()
    for effect in first { answer(effect) }
  }

  mutating func send(_ event: Event) {
    let (next, effects) = update(state, event)
    state = next
    for effect in effects { answer(effect) }
  }

  private mutating func answer(_ effect: Effect) {
    switch effect {
    case .explain(let work):
      guard isModelAnswering else { break }
      let requests: [AttributionRequest]
      switch work.question {
      case .heads(let request):
        questions.append(request)
        if let result = try? model.heads(work.input, request) { send(.heads(work.id, result)) }
        return send(.finished(work.id))
      case .evaluation(let question):
        evaluationQuestions.append(question)
        for answer in evaluator?(question) ?? [] { send(.evaluation(work.id, answer)) }
        if evaluator != nil { send(.finished(work.id)) }
        return
      case .rows(let inputs):
        send(.read(work.id, inputs.map { model.reading($0) }))
        return send(.finished(work.id))
      case .trust(let subjects, let settings):
        send(.trust(work.id, model.trust(work.input, subjects, settings)))
        return send(.finished(work.id))
      case .counterfactuals, .training:
        effects.append(effect)
        return
      case .attributions(let asked): requests = asked
      }
      let failures = model.failures
      if let reason = requests.compactMap({ failures[$0.method] }).first {
        return send(.failed(work.id, reason))
      }
      for result in model.results(work) { send(.result(work.id, result)) }
      send(.finished(work.id))
      return
    case .wake(let timer, _):
      if isTimePassing { send(.timer(timer)) } else { pendingTimers.append(timer) }
      return
    case .cancel: return
    case .data(let request):
      for event in model.answers(to: request) { send(.data(event)) }
    default: break
    }
    effects.append(effect)
  }

  /// Lets the timers fire that were held back.
  mutating func letTimePass() {
    let timers = pendingTimers
    pendingTimers = []
    for timer in timers { send(.timer(timer)) }
  }

  /// Types a text, a key a character.
  mutating func type(_ text: String) {
    for character in text { send(.input(.text(String(character)))) }
  }

  /// Presses keys, spelled as in the settings: `press("Alt-m", "Down", "Enter")`.
  mutating func press(_ names: String...) throws {
    for name in names {
      let chord = try KeyChord(name)
      if case .character(let character) = chord.key, chord.modifiers.isEmpty {
        send(.input(.text(String(character))))
      } else {
        send(.input(.key(chord.key, chord.modifiers)))
      }
    }
  }

  /// Clicks a cell with the left button.
  mutating func click(row: Int, column: Int, count: Int = 1) {
    send(
      .input(
        .mouse(MouseEvent(action: .press(.left), row: row, column: column, clickCount: count))))
    send(.input(.mouse(MouseEvent(action: .release(.left), row: row, column: column))))
  }

  var grid: Grid {
    render(state, size: ScreenSize(rows: state.rows, columns: state.columns), theme: theme)
  }

  var lines: [String] {
    let grid = self.grid
    return (0..<grid.rows).map { grid.text(row: $0) }
  }

  /// The whole screen as text.
  var screen: String { lines.joined(separator: "\n") }

  /// Where a text first stands on the screen.
  func find(_ text: String) -> (row: Int, column: Int)? {
    for (row, line) in lines.enumerated() {
      if let range = line.range(of: text) {
        return (row, VisibleText.columns(of: String(line[..<range.lowerBound])))
      }
    }
    return nil
  }
}

extension Robot {
  /// On the Heads screen, with the focus on the grid.
  static func onHeads(_ text: String = SampleModel.sentence) throws -> Robot {
    var robot = try Robot(text: text)
    try robot.press("Esc", "2")
    return robot
  }

  /// How often it was asked where heads look.
  var attentionQuestions: Int {
    questions.count { if case .attention = $0.question { true } else { false } }
  }
}

/// The themes of the package, found from this file.
enum Themes {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("themes")
  static let library = ThemeLibrary(folders: [folder])
}

extension Robot {
  /// A report of texts that are of class 1, without `anxious`.
  func counterfactuals(_ texts: [String]) -> CounterfactualReport? {
    var report = CounterfactualReport()
    report.former = 4
    report.original = [0, 0, 0, 0, 1, 0]
    report.evaluations = 12
    report.mostEdits = 1
    report.entries = texts.map {
      CounterfactualReport.Entry(
        texts: [$0], changes: [.init(former: "anxious", replacement: nil)],
        counterfactual: Counterfactual(
          edits: [CounterfactualEdit(3, .deletion)], outputs: [0, 0.8, 0, 0, 0.2, 0], label: 1,
          loss: 0.8, isMinimal: true))
    }
    return report
  }
}
