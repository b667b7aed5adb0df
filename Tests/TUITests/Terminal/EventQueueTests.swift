import Foundation
import Testing

@testable import TUI

@Suite struct EventQueueTests {
  private func isReadable(_ descriptor: Int32) -> Bool {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&ready, 1, 0) == 1
  }

  @Test func isReadableAsLongAsElementsWait() throws {
    let queue = try EventQueue<Int>()
    #expect(!isReadable(queue.descriptor))
    queue.post(1)
    queue.post(2)
    #expect(isReadable(queue.descriptor))
    #expect(queue.drain() == [1, 2])
    #expect(!isReadable(queue.descriptor))
    queue.post(3)
    #expect(isReadable(queue.descriptor))
    #expect(queue.drain() == [3])
  }

  @Test func noPostIsLostFromManyThreads() async throws {
    let queue = try EventQueue<Int>()
    let posted = 4_000
    var seen: [Int] = []
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask { for index in 0..<1_000 { queue.post(task * 1_000 + index) } }
      }
      while seen.count < posted / 2 {
        seen += queue.drain()
        await Task.yield()
      }
    }
    seen += queue.drain()
    #expect(seen.count == posted)
    #expect(Set(seen).count == posted)
    #expect(seen.filter { $0 < 1_000 } == Array(0..<1_000))
    #expect(!isReadable(queue.descriptor))
  }
}
