import Foundation
import Model
import Synchronization
import Testing

@testable import TUI
@testable import Training

/// Starts nothing, and notes what it was to start.
private final class ScriptedLauncher: RunLauncher {
  struct Start { var start: RunStart, folder: RunFolder, ended: @Sendable (Int32) -> Void }
  private let starts = Mutex<[Start]>([])

  func start(
    _ start: RunStart, in folder: RunFolder, ended: @escaping @Sendable (Int32) -> Void
  ) throws {
    starts.withLock { $0.append(Start(start: start, folder: folder, ended: ended)) }
  }

  var all: [Start] { starts.withLock { $0 } }
}

/// The dashboard's loop without a terminal: what runs are told and tell goes back into the state.
private final class RunsDesk {
  var robot: Robot
  let launcher = ScriptedLauncher()
  private let events = Mutex<[Event]>([])
  private let control: RunControl
  private var done = 0

  init(_ robot: Robot) {
    self.robot = robot
    let mailbox = Mailbox()
    control = RunControl(launcher: launcher) { mailbox.post($0) }
    self.mailbox = mailbox
  }

  private final class Mailbox: Sendable {
    private let events = Mutex<[Event]>([])
    func post(_ event: Event) { events.withLock { $0.append(event) } }
    func take() -> [Event] {
      events.withLock { events in
        defer { events = [] }; return events
      }
    }
  }
  private let mailbox: Mailbox

  /// Does what the state asked for, until an event has made a condition true or two seconds are over.
  func run(until isDone: (State) -> Bool) throws {
    for _ in 0..<200 {
      for effect in robot.effects.dropFirst(done) {
        switch effect {
        case .startRun(let order): control.start(order)
        case .steerRun(let folder, let command): control.steer(folder, command)
        case .lookAtRuns(let folders): control.look(at: folders)
        default: break
        }
      }
      done = robot.effects.count
      for event in mailbox.take() { robot.send(event) }
      if isDone(robot.state), done == robot.effects.count { return }
      usleep(10_000)
    }
    Issue.record(
      "nothing came of it; the status line says \(robot.state.message?.text ?? "nothing")")
  }
}

@Suite("Runs of this program on the Train screen")
struct RunsRobotTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// A run's log as a process would have written it.
  private func write(_ folder: RunFolder, lines: [String]) throws -> FollowedRun {
    try FileManager.default.createDirectory(
      atPath: folder.path, withIntermediateDirectories: true)
    let text = lines.joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: URL(filePath: folder.log))
    var reader = RunReader(name: "emotion", path: folder.log, file: "run.jsonl")
    reader.append(Array(text.utf8))
    reader.settle()
    return FollowedRun(id: 0, log: reader.run, version: 1)
  }

  @Test("A recipe is started by its name, watched, paused, stopped and started again")
  func life() throws {
    try withFolder { folder in
      let recipe = folder.appending(path: "recipe.toml")
      let run = RunFolder(path: folder.appending(path: "run").path)
      try Data(
        "model = \"org/base\"\n[data]\ntrain = \"t.txt\"\n[output]\ndirectory = \"\(run.path)\"\n"
          .utf8
      ).write(to: recipe)
      let desk = RunsDesk(try Robot.onTrain([]))
      try desk.robot.press(":")
      desk.robot.type("train \(recipe.path)")
      try desk.robot.press("Enter")
      try desk.run { $0.message?.text.contains("has started") == true }
      let started = try #require(desk.launcher.all.first)
      #expect(started.start.arguments == [recipe.path])
      #expect(started.folder == run)
      #expect(desk.robot.effects.contains(.watch(run.path)))

      // What the process does once it runs.
      var lock: RunLock? = try run.acquire()
      try run.note(started.start)
      desk.robot.send(
        .runs(
          [try write(run, lines: ["{\"step\":1,\"loss\":2}", "{\"step\":2,\"loss\":1}"])], source: 0
        ))
      try desk.run { $0.train.standings[0]?.process == .running }
      #expect(desk.robot.screen.contains("running"))
      try desk.robot.press("p")
      try desk.run { $0.train.standings[0]?.process == .paused }
      #expect(run.command() == .pause)
      #expect(desk.robot.screen.contains("paused"))
      try desk.robot.press("p")
      try desk.run { $0.train.standings[0]?.process == .running }
      try desk.robot.press("e")
      try desk.run { $0.train.standings[0]?.process == .stopping }
      #expect(run.command() == .stop)
      lock = nil
      #expect(lock == nil)
      // Its end is seen without asking.
      try desk.run { $0.train.standings[0]?.process == .ended(.stopped) }
      #expect(desk.robot.screen.contains("stopped"))
      try desk.robot.press("p")
      try desk.run { _ in desk.launcher.all.count == 2 }
      #expect(desk.launcher.all.last?.start == started.start)
    }
  }

  @Test("A wrong recipe is told at once, and starts nothing")
  func wrongRecipe() throws {
    try withFolder { folder in
      let recipe = folder.appending(path: "recipe.toml")
      try Data("model = \"m\"\n[data]\ntrain = \"t\"\n[training]\nepoch = 1\n".utf8)
        .write(to: recipe)
      let desk = RunsDesk(try Robot.onTrain([]))
      for (path, word) in [
        (recipe.path, "`epoch` in [training]"), ("/none.toml", "cannot be read"),
      ] {
        try desk.robot.press(":")
        desk.robot.type("train \(path)")
        try desk.robot.press("Enter")
        try desk.run { $0.message?.kind == .error }
        #expect(desk.robot.state.message?.text.contains(word) == true)
      }
      #expect(desk.launcher.all.isEmpty)
    }
  }

  @Test("A process that gives up says why, on the status line and beside its run")
  func failure() throws {
    try withFolder { folder in
      let run = RunFolder(path: folder.appending(path: "run").path)
      let desk = RunsDesk(try Robot.onTrain([]))
      _ = try write(run, lines: ["{\"step\":1,\"loss\":2}"])
      do { _ = try run.acquire() }
      try run.note(RunStart(arguments: ["x.toml"], workingDirectory: "/"))
      desk.robot.send(.runs([try write(run, lines: ["{\"step\":1,\"loss\":2}"])], source: 0))
      try desk.run { $0.train.standings[0]?.process == .ended(.interrupted) }
      try desk.robot.press("p")
      try desk.run { _ in desk.launcher.all.count == 1 }
      try Data("headscope: Step 2: the loss is nan.\n".utf8).write(to: URL(filePath: run.errors))
      desk.launcher.all[0].ended(1)
      try desk.run { $0.train.standings[0]?.process == .ended(.failed("Step 2: the loss is nan.")) }
      #expect(desk.robot.state.message?.text == "run: Step 2: the loss is nan.")
      #expect(desk.robot.screen.contains("failed"))
      try desk.robot.press("Left")
      #expect(desk.robot.screen.contains("✗ Step 2"))
    }
  }

  @Test("The form asks for what is missing and starts what it says")
  func form() throws {
    try withFolder { folder in
      let data = folder.appending(path: "train.txt").path
      try Data("a;joy\nb;anger\n".utf8).write(to: URL(filePath: data))
      let output = folder.appending(path: "out").path
      let desk = RunsDesk(try Robot.onTrain([]))
      try desk.robot.press("t", "Enter")
      #expect(desk.robot.state.message?.text.hasPrefix("Start from") == true)
      desk.robot.type("org/base")
      try desk.robot.press("Tab")
      desk.robot.type(data)
      try desk.robot.press("Down", "Down")
      desk.robot.type("two")
      try desk.robot.press("Tab", "Tab", "Tab", "Ctrl-U")
      desk.robot.type(output)
      try desk.robot.press("Enter")
      #expect(desk.robot.state.message?.text.contains("“two” is not a whole number") == true)
      try desk.robot.press("Ctrl-U")
      desk.robot.type("2")
      #expect(desk.robot.screen.contains("Train a classifier"))
      try desk.robot.press("Enter")
      try desk.run { _ in desk.launcher.all.count == 1 }
      #expect(
        desk.launcher.all.first?.start.arguments == [
          "--model", "org/base", "--train", data, "--epochs", "2", "--output", output,
        ])
    }
  }

  @Test("The cursor goes to the run that was started, once its log is there")
  func startedRun() throws {
    var robot = try Robot.onTrain()
    robot.send(.runStarted(folder: "/runs/new"))
    #expect(robot.state.train.runs[robot.state.train.runCursor].log.path == "/runs/new/run.jsonl")
    var reader = RunReader(name: "new", path: "/runs/new/run.jsonl", file: "run.jsonl")
    reader.append(Array("{\"step\":1,\"loss\":2}\n".utf8))
    reader.settle()
    robot.send(.runs([FollowedRun(id: 0, log: reader.run, version: 1)], source: 1))
    #expect(robot.state.train.runs[robot.state.train.runCursor].log.name == "new")
    #expect(robot.effects.contains(.watch("/runs/new")))
  }

  @Test("A run that was started is in the list before it has a log, and is steered when it has one")
  func expectedRun() throws {
    var robot = try Robot.onTrain()
    robot.send(.runStarted(folder: "/runs/new"))
    #expect(robot.state.train.runs.count == 3)
    #expect(robot.screen.contains("c new") && robot.screen.contains("nothing logged yet"))
    // Its folder says nothing yet.
    robot.send(.standings([:]))
    #expect(robot.screen.contains("running"))
    try robot.press("e")
    #expect(robot.screen.contains("stopping"))
    #expect(!robot.effects.contains(.steerRun(folder: "/runs/new", .stop)))
    var reader = RunReader(name: "new", path: "/runs/new/run.jsonl", file: "run.jsonl")
    reader.append(Array("{\"step\":1,\"loss\":2}\n".utf8))
    reader.settle()
    robot.send(.runs([FollowedRun(id: 0, log: reader.run, version: 1)], source: 1))
    #expect(robot.state.train.runs.map(\.log.name) == ["baseline", "warmup", "new"])
    #expect(robot.state.train.mark(TrainState.sourceSpan) == "c")
    #expect(robot.effects.contains(.steerRun(folder: "/runs/new", .stop)))
  }

  @Test("A run that gives up before it has a log says why beside its name")
  func failedStart() throws {
    var robot = try Robot.onTrain([])
    robot.send(.runStarted(folder: "/runs/new"))
    robot.send(.runEnded(folder: "/runs/new", problem: "no vocabulary"))
    robot.send(.standings([:]))
    #expect(robot.screen.contains("failed"))
    #expect(robot.screen.contains("✗ no vocabulary"))
    robot.send(.runStarted(folder: "/runs/new"))
    #expect(robot.state.train.runs.count == 1)
    #expect(robot.screen.contains("running"))
    #expect(robot.effects.count { $0 == .watch("/runs/new") } == 1)
  }

  @Test("Logs of others are not steered, and their checkpoints not offered")
  func others() throws {
    var robot = try Robot.onTrain()
    try robot.press("p")
    #expect(robot.state.message?.text.contains("someone else's") == true)
    robot.send(.choices([ModelChoice(name: "org/one", source: "recent")]))
    #expect(!robot.screen.contains("checkpoint"))
  }

  @Test("The checkpoints of the run under the cursor are offered to be opened")
  func checkpoints() throws {
    var robot = try Robot.onTrain()
    robot.send(
      .standings([
        0: RunStanding(
          folder: RunFolder(path: "/runs/a"), process: .running, models: ["/runs/a/checkpoint-500"])
      ]))
    robot.send(.choices([ModelChoice(name: "org/one", source: "recent")]))
    #expect(robot.screen.contains("/runs/a/checkpoint-500"))
    try robot.press("Enter")
    #expect(robot.effects.contains(.openModel("/runs/a/checkpoint-500")))
  }
}
