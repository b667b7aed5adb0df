import Foundation
import Synchronization
import Testing

@testable import Training

@Suite("The follower's thread")
final class RunFollowerTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "thread-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What was told last.
  private final class Told: Sendable {
    let runs = Mutex<[FollowedRun]>([])

    /// Waits until what was told is as it should be.
    func become(_ isDone: ([FollowedRun]) -> Bool) async throws -> Bool {
      for _ in 0..<200 {
        if isDone(runs.withLock { $0 }) { return true }
        try await Task.sleep(for: .milliseconds(50))
      }
      return false
    }
  }

  private func append(_ text: String, to file: URL) throws {
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  @Test(
    "looks by itself where nothing tells of changes: what is added, and a log that is copied anew")
  func polls() async throws {
    let told = Told()
    let file = folder.appending(path: "a.csv")
    try Data("step,loss\n1,0.5\n".utf8).write(to: file)
    let follower = try RunFollower([folder.path], watchesFolders: false) { runs in
      told.runs.withLock { $0 = runs }
    }
    defer { follower.stop() }
    #expect(try await told.become { $0.first?.log.lastStep == 1 })
    try append("2,0.25\n", to: file)
    #expect(try await told.become { $0.first?.log.lastStep == 2 })
    // Another file in its place, as rsync leaves it.
    let copy = folder.appending(path: ".a.csv.copy")
    try Data("step,loss\n1,0.5\n2,0.25\n9,0.1\n".utf8).write(to: copy)
    #expect(rename(copy.path, file.path) == 0)
    #expect(try await told.become { $0.first?.log.lastStep == 9 })
  }

  @Test("tells what is there, what is added, and runs that appear in new folders")
  func follows() async throws {
    let told = Told()
    let file = folder.appending(path: "a.csv")
    try Data("step,loss\n1,0.5\n".utf8).write(to: file)
    let follower = try RunFollower([folder.path]) { runs in told.runs.withLock { $0 = runs } }
    defer { follower.stop() }
    #expect(try await told.become { $0.first?.log.lastStep == 1 })
    try append("2,0.25\n", to: file)
    #expect(try await told.become { $0.first?.log.lastStep == 2 })
    let later = folder.appending(path: "later/version_0")
    try FileManager.default.createDirectory(at: later, withIntermediateDirectories: true)
    try Data("step,loss\n7,0.5\n".utf8).write(to: later.appending(path: "metrics.csv"))
    #expect(try await told.become { $0.count == 2 && $0[1].log.lastStep == 7 })
  }
}
