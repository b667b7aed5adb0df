import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Training
@testable import headscope

@Suite("A trainer that the dashboard starts", .needsProgram)
struct TrainerProcessTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Lists nothing among the user's own runs.
  private var trainer: TrainerProcess {
    TrainerProcess(
      program: Program.path,
      environment: [
        "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "HEADSCOPE_HOME": Program.package,
      ])
  }

  private func wait(_ seconds: Double = 60, _ isDone: () -> Bool) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      if isDone() { return true }
      usleep(20_000)
    }
    return false
  }

  @Test("is a session of its own, is paused, goes on, is killed and goes on again")
  func life() throws {
    try withFolder { folder in
      let texts = (0..<64).map {
        $0 % 2 == 0 ? "people love this film \($0);joy" : "people hate this film \($0);anger"
      }
      try Data(texts.joined(separator: "\n").utf8).write(to: folder.appending(path: "train.txt"))
      let run = RunFolder(path: folder.appending(path: "run").path)
      try FileManager.default.createDirectory(
        atPath: run.path, withIntermediateDirectories: true)
      // Relative names: it starts in the folder that it is told.
      let start = RunStart(
        arguments: [
          "--model", Fixtures.model("bert-tiny").path, "--train", "train.txt", "--output", "run",
          "--epochs", "100000", "--batch", "8",
        ], workingDirectory: folder.path)
      let status = Mutex<Int32?>(nil)
      try trainer.start(start, in: run) { code in status.withLock { $0 = code } }
      #expect(wait { run.checkpoints.contains { $0 > 0 } })
      #expect(RunStanding(ofLogIn: run.path)?.process == .running)
      let number = try #require(
        Int32(
          try String(contentsOfFile: run.lock, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(getsid(number) == number)
      #expect(run.start == start)
      #if os(Linux)
        // SCHED_IDLE, and where the system shares the processor between sessions first its session as nice as can be.
        #expect(sched_getscheduler(number) == 5)
        if let group = try? String(contentsOfFile: "/proc/\(number)/autogroup", encoding: .utf8) {
          #expect(group.contains("nice 19"), "\(group)")
        }
      #endif

      try run.steer(.pause)
      func size() -> Int { (try? Data(contentsOf: URL(filePath: run.log)))?.count ?? 0 }
      #expect(
        wait {
          (try? String(contentsOfFile: run.output, encoding: .utf8))?.contains("paused") == true
        })
      let paused = size()
      usleep(400_000)
      #expect(size() == paused)
      try run.steer(.resume)
      #expect(wait { size() > paused })

      // A lost line is nothing to it; a kill is.
      kill(number, SIGHUP)
      let before = size()
      #expect(wait { size() > before })
      kill(number, SIGKILL)
      #expect(wait { status.withLock { $0 } == 128 + SIGKILL })
      #expect(RunStanding(ofLogIn: run.path)?.process == .ended(.interrupted))

      status.withLock { $0 = nil }
      let last = run.checkpoints.last ?? 0
      try trainer.start(try #require(run.start), in: run) { code in status.withLock { $0 = code } }
      #expect(wait { (run.checkpoints.last ?? 0) > last })
      try run.steer(.stop)
      #expect(wait { status.withLock { $0 } == 130 })
      #expect(RunStanding(ofLogIn: run.path)?.process == .ended(.stopped))
    }
  }

  @Test("says what is wrong in the run's folder")
  func failure() throws {
    try withFolder { folder in
      let run = RunFolder(path: folder.path)
      let status = Mutex<Int32?>(nil)
      try trainer.start(
        RunStart(
          arguments: ["--model", "/nowhere", "--train", "none.txt", "--output", folder.path],
          workingDirectory: "/tmp"), in: run
      ) { code in status.withLock { $0 = code } }
      #expect(wait { status.withLock { $0 } != nil })
      #expect(status.withLock { $0 } == 2)
      #expect(run.problem?.contains("/nowhere") == true)
    }
  }
}
