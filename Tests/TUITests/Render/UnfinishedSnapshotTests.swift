import Attribution
import Testing

@testable import TUI

/// The Explain screen while numbers are still to come, and where a text or a link is not as it should be, kept in `Snapshots`.
@Suite struct UnfinishedSnapshotTests {
  static let sizes = [(24, 80), (16, 60)]

  private func name(_ state: String, _ rows: Int, _ columns: Int) -> String {
    "unfinished-\(state)-\(columns)x\(rows)"
  }

  /// The sample's text with a letter more, whose gradient pass has been answered and whose refinement was asked for.
  private func refining(
    rows: Int, columns: Int, _ prepare: (inout State) -> Void
  ) throws -> (robot: Robot, work: Work) {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    prepare(&robot.state)
    robot.isTimePassing = false
    robot.type("s")
    robot.isModelAnswering = false
    robot.letTimePass()
    let explain = robot.state.explain
    let work = Work(
      id: Work.ID(lane: .text, generation: explain.generation), input: explain.asked,
      requests: explain.refiningRequests)
    return (robot, work)
  }

  @Test(arguments: sizes)
  func nothingIsThereYet(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns)
    robot.isModelAnswering = false
    robot.type("anxious")
    try expectSnapshot(robot.grid, name("explaining", rows, columns))
  }

  @Test(arguments: sizes)
  func aTextBeyondTheLimit(rows: Int, columns: Int) throws {
    var model = SampleModel()
    model.maximumTokens = 16
    let robot = try Robot(
      rows: rows, columns: columns, text: SampleModel.sentence + " and I wanted to go home",
      model: model)
    try expectSnapshot(robot.grid, name("cut-off", rows, columns))
  }

  /// The gradient at the text itself has come; the colours wait for the mean over the noise.
  @Test(arguments: sizes)
  func smoothGradOfWhichTheGradientIsThere(rows: Int, columns: Int) throws {
    var (robot, work) = try refining(rows: rows, columns: columns) {
      $0.explain.request.method = .smoothGrad
    }
    var request = robot.state.explain.request
    request.method = .saliency
    var first = robot.model.results(Work(id: work.id, input: work.input, requests: [request]))[0]
    first.estimate.isFinal = false
    robot.send(.result(work.id, first))
    try expectSnapshot(robot.grid, name("smoothgrad", rows, columns))
  }

  /// An integral that is shown because the finer one takes long.
  private func adaptive(rows: Int, columns: Int) throws -> (robot: Robot, work: Work) {
    var (robot, work) = try refining(rows: rows, columns: columns) {
      $0.explain.request.adaptiveTolerance = 1e-3
    }
    var coarse = robot.model.results(work)[0]
    coarse.estimate.isFinal = false
    coarse.estimate.delta = 0.42
    robot.send(.result(work.id, coarse))
    robot.send(.timer(.settle(work.id.generation)))
    return (robot, work)
  }

  @Test(arguments: sizes)
  func anAdaptiveIntegralOnItsWay(rows: Int, columns: Int) throws {
    try expectSnapshot(
      try adaptive(rows: rows, columns: columns).robot.grid, name("adaptive", rows, columns))
  }

  @Test(arguments: sizes)
  func anAdaptiveIntegralThatWasGivenUp(rows: Int, columns: Int) throws {
    var (robot, work) = try adaptive(rows: rows, columns: columns)
    var last = robot.model.results(work)[0]
    last.estimate.delta = 0.12
    last.estimate.steps = 1_000
    last.estimate.evaluations = 2_041
    last.estimate.message =
      "stopped after 2041 evaluations: |Δ| is still 2.74 % of F(x)−F(b), 0.10 % was asked for"
    robot.send(.result(work.id, last))
    robot.send(.finished(work.id))
    try expectSnapshot(robot.grid, name("adaptive-stopped", rows, columns))
  }

  @Test(arguments: sizes)
  func aSlowLink(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    robot.send(.linkChanged(isSlow: true))
    try expectSnapshot(robot.grid, name("slow-link", rows, columns))
  }
}
