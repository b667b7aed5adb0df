import Foundation
import Synchronization
import Testing

@testable import Training

@Suite("The thread that follows lines")
final class LineFollowerTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "tail-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// All lines that were told.
  private final class Told: Sendable {
    let lines = Mutex<[String]>([])

    func become(_ expected: [String]) async throws -> Bool {
      for _ in 0..<200 {
        if lines.withLock({ $0 }) == expected { return true }
        try await Task.sleep(for: .milliseconds(50))
      }
      return false
    }
  }

  @Test("tells what is there and what is added, watching or looking", arguments: [true, false])
  func follows(watchesFolders: Bool) async throws {
    let told = Told()
    let file = folder.appending(path: "alerts.log")
    try Data("one\n".utf8).write(to: file)
    let follower = try LineFollower(file.path, limit: 100, watchesFolders: watchesFolders) { news in
      told.lines.withLock { $0 += news.lines }
    }
    defer { follower.stop() }
    #expect(try await told.become(["one"]))
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("two\nthr".utf8))
    #expect(try await told.become(["one", "two"]))
    try handle.write(contentsOf: Data("ee\n".utf8))
    try handle.close()
    #expect(try await told.become(["one", "two", "three"]))
  }
}
