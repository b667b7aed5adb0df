import Foundation
import Model
import Testing

@testable import Training

@Suite("How a run stands")
struct RunStandingTests {
  private func withFolder(_ body: (RunFolder) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(RunFolder(path: path))
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  private func process(_ folder: RunFolder) -> RunStanding.Process? {
    RunStanding(ofLogIn: folder.path)?.process
  }

  @Test("is told by its lock and its control file while a process is at it")
  func live() throws {
    try withFolder { folder in
      #expect(process(folder) == nil)
      let lock = try folder.acquire()
      #expect(process(folder) == .running)
      try folder.steer(.pause)
      #expect(process(folder) == .paused)
      try folder.steer(.resume)
      #expect(process(folder) == .running)
      try folder.steer(.stop)
      #expect(process(folder) == .stopping)
      withExtendedLifetime(lock) {}
    }
  }

  @Test("is told by its log, its errors and its control file when none is")
  func ended() throws {
    try withFolder { folder in
      _ = try folder.acquire()
      try write("{\"step\":3,\"loss\":1}\n", folder.log)
      #expect(process(folder) == .ended(.interrupted))
      try folder.steer(.stop)
      #expect(process(folder) == .ended(.stopped))
      try write(
        "headscope: warning: something\nheadscope: Step 4: the loss is nan.\nTake a smaller rate.\n",
        folder.errors)
      #expect(process(folder) == .ended(.failed("Step 4: the loss is nan.")))
      try write("{\"step\":3,\"loss\":1}\n{\"step\":3,\"train_runtime\":2}\n", folder.log)
      #expect(process(folder) == .ended(.finished))
    }
  }

  @Test("is the state of what is read of the folder, with its best evaluation")
  func readLog() throws {
    try withFolder { folder in
      var lock: RunLock? = try folder.acquire()
      try write("{\"step\":3,\"loss\":1}\n", folder.log)
      let source = try #require(try RunFinder.find(folder.path).first)
      #expect(source.load()?.state == .running)
      #expect(source.load()?.best == nil)
      let checkpoint = folder.checkpoint(3)
      try FileManager.default.createDirectory(
        atPath: checkpoint, withIntermediateDirectories: true)
      try write("", checkpoint + "/model.safetensors")
      try write("{\"step\":3,\"best\":0.75,\"best_step\":2}", checkpoint + "/training.json")
      #expect(source.load()?.best == RunLog.Best(metric: 0.75, step: 2))
      try folder.steer(.stop)
      withExtendedLifetime(lock) {}
      lock = nil
      #expect(source.load()?.state == .interrupted)
      try write("{\"step\":3,\"loss\":1}\n{\"step\":3,\"train_runtime\":2}\n", folder.log)
      #expect(source.load()?.state == .finished)
    }
  }

  @Test("of a part of a cross-validation is that of the whole")
  func parts() throws {
    try withFolder { folder in
      let lock = try folder.acquire()
      try write("{}", folder.crossValidation)
      let part = folder.fold(2)
      try FileManager.default.createDirectory(
        atPath: part.path, withIntermediateDirectories: true)
      try write("{\"step\":3,\"train_runtime\":2}\n", part.log)
      let standing = try #require(RunStanding(ofLogIn: part.path))
      #expect(standing.folder == folder)
      #expect(standing.process == .running)
      withExtendedLifetime(lock) {}
    }
  }

  @Test("of a part that is done is not finished before the whole is")
  func donePart() throws {
    try withFolder { folder in
      _ = try folder.acquire()
      try write("{}", folder.crossValidation)
      let part = folder.fold(1)
      try FileManager.default.createDirectory(
        atPath: part.path, withIntermediateDirectories: true)
      try write("{\"step\":3,\"train_runtime\":2}\n", part.log)
      #expect(process(part) == .ended(.interrupted))
      try write("{\"step\":9,\"train_runtime\":2}\n", folder.log)
      #expect(process(part) == .ended(.finished))
    }
  }

  @Test("names the models it has made, and how it was started")
  func models() throws {
    try withFolder { folder in
      _ = try folder.acquire()
      for step in [0, 500, 1000] {
        try FileManager.default.createDirectory(
          atPath: folder.checkpoint(step), withIntermediateDirectories: true)
        try write("", folder.checkpoint(step) + "/model.safetensors")
        if step > 0 { try write("{}", folder.checkpoint(step) + "/training.json") }
      }
      let start = RunStart(arguments: ["--model", "a b", "é"], workingDirectory: "/tmp")
      try folder.note(start)
      let standing = try #require(RunStanding(ofLogIn: folder.path))
      #expect(standing.models == [1000, 500, 0].map(folder.checkpoint))
      #expect(standing.start == start)
    }
  }

  @Test("lets go of a run's end at once, and only then")
  func release() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = RunFolder(path: path)
    var lock: RunLock? = try folder.acquire()
    #expect(lock != nil && folder.isHeld)
    let waiting = Task.detached { folder.waitUntilReleased() }
    lock = nil
    await waiting.value
    #expect(!folder.isHeld)
  }
}
