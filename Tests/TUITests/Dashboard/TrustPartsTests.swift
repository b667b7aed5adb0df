import Attribution
import Model
import Testing

@testable import TUI

/// What is measured of methods that take out groups, when the text is shown in other parts.
@Suite struct TrustPartsTests {
  private static let text = "i felt anxious. my heart was racing."

  /// The Explain screen with the focus on the heat map.
  private func robot(_ method: String) throws -> Robot {
    var robot = try Robot(text: Self.text)
    try robot.press("Esc", "m")
    robot.type(method)
    try robot.press("Enter")
    return robot
  }

  /// The explanations that effects ask to measure.
  private func subjects(_ effects: [Effect]) -> [TrustReport.Subject] {
    effects.flatMap { effect -> [TrustReport.Subject] in
      guard case .explain(let work) = effect, case .trust(let subjects, _) = work.question else {
        return []
      }
      return subjects
    }
  }

  /// Answers requests; returns all that was asked to be measured on the way.
  private func answer(
    _ requests: [AttributionRequest], _ robot: inout Robot
  ) -> [TrustReport.Subject] {
    let explain = robot.state.explain
    let id = Work.ID(lane: .text, generation: explain.generation)
    let work = Work(id: id, input: explain.asked, requests: requests)
    var found: [TrustReport.Subject] = []
    for event in robot.model.results(work).map({ Event.result(id, $0) }) + [.finished(id)] {
      let (state, effects) = update(robot.state, event)
      robot.state = state
      found += subjects(effects)
    }
    return found
  }

  @Test(
    "by other parts a method that takes them out is measured once its new numbers are there",
    arguments: ["partition", "occlusion", "zeroing"])
  func newNumbers(method: String) throws {
    var robot = try robot(method)
    let main = robot.state.explain.request.method
    #expect(main.takesOutGroups)
    #expect(robot.state.explain.trust?.rows.first?.method == main)
    robot.isModelAnswering = false
    robot.isTimePassing = false
    for parts in [Granularity.field, .sentence, .piece] {
      try robot.press("g")
      #expect(robot.state.explain.granularity == parts)
      #expect(answer([robot.state.explain.quickRequest], &robot).isEmpty)
      #expect(!robot.state.explain.isSettled)
      #expect(robot.state.explain.isSettledOld)
      #expect(robot.state.explain.stage == .refining)
      robot.letTimePass()
      let asked = answer(robot.state.explain.refiningRequests, &robot)
      #expect(asked.first?.request.method == main)
      #expect(asked.first?.request.granularity == parts)
      #expect((asked.first?.estimate.features != nil) == parts.opensIntoWords)
      #expect(robot.state.explain.isSettled)
      #expect(!robot.state.explain.isSettledOld)
    }
  }

  @Test("numbers of other parts are not measured, and count again by their own")
  func otherParts() throws {
    var robot = try robot("partition")
    try robot.press("m")
    robot.type("saliency")
    try robot.press("Enter")
    func measured() throws -> [AttributionMethod] {
      let settled = try #require(robot.state.explain.settled)
      let methods = robot.state.explain.trust?.rows.map(\.method) ?? []
      #expect(TrustRow.rows(of: settled, in: robot.state.explain).map(\.method) == methods)
      return methods
    }
    #expect(try measured().contains(.partitionSHAP))
    for _ in 0..<3 {
      try robot.press("g")
      #expect(try measured().first == .saliency)
      #expect(try !measured().contains(.partitionSHAP))
    }
    try robot.press("g")
    #expect(robot.state.explain.granularity == .word)
    #expect(try measured().contains(.partitionSHAP))
  }

  @Test("a further row whose numbers are of other parts is asked for again")
  func furtherRow() throws {
    var robot = try robot("partition")
    try robot.press("m")
    robot.type("saliency")
    try robot.press("Enter", "g", "v")
    robot.type("partition")
    try robot.press("Enter")
    let live = try #require(robot.state.explain.live)
    #expect(live.entries[.partitionSHAP]?.granularity == .field)
    #expect(robot.state.explain.trust?.rows.map(\.method).contains(.partitionSHAP) == true)
  }

  @Test("where there are no numbers by other parts the old ones go")
  func failure() throws {
    var robot = try robot("exact")
    #expect(robot.state.explain.stage == .refined)
    robot.model.failures[.exactShapley] = "There are too many parts."
    try robot.press("g")
    #expect(robot.state.explain.problem == "There are too many parts.")
    #expect(robot.state.explain.settled == nil)
  }

  @Test("LIME has words of its own beside fields and sentences")
  func limesWords() {
    #expect(AttributionMethod.lime.grouping(.piece) == AttributionMethod.lime.grouping(.word))
    #expect(AttributionMethod.lime.grouping(.field) == .field)
    #expect(AttributionMethod.saliency.grouping(.field) == nil)
  }
}
