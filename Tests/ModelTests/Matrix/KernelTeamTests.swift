import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Model

/// The thread team: every index once, whatever the load.
@Suite struct KernelTeamTests {
  @Test(arguments: [1, 2, 3, 8])
  func everyIndexIsVisitedOnceInThousandsOfSmallLoops(threads: Int) {
    let team = KernelTeam(threads: threads)
    var random = SeededGenerator(seed: UInt64(threads))
    for _ in 0..<5000 {
      let count = Int.random(in: 0...40, using: &random)
      let visits = UnsafeMutablePointer<Int>.allocate(capacity: 41)
      defer { visits.deallocate() }
      visits.initialize(repeating: 0, count: 41)
      nonisolated(unsafe) let shared = visits
      team.parallel(count) { shared[$0] += 1 }
      let isRight = (0..<41).allSatisfy { visits[$0] == ($0 < count ? 1 : 0) }
      #expect(isRight)
      if !isRight { return }
    }
  }

  @Test func loopsAfterThreadsFellAsleepAreStillShared() {
    let team = KernelTeam(threads: 4)
    for _ in 0..<20 {
      Thread.sleep(forTimeInterval: 0.001)
      let sum = Mutex(0)
      team.parallel(100) { index in sum.withLock { $0 += index } }
      #expect(sum.withLock { $0 } == 4950)
    }
  }

  @Test func aLoopInsideALoopRunsToItsEnd() {
    let team = KernelTeam(threads: 3)
    let sum = Mutex(0)
    team.parallel(50) { outer in
      team.parallel(20) { inner in sum.withLock { $0 += outer * 20 + inner } }
    }
    #expect(sum.withLock { $0 } == 999 * 1000 / 2)
  }

  @Test func theOwnerWaitsForAThreadThatIsSlow() {
    let team = KernelTeam(threads: 2)
    let finished = Mutex(0)
    team.parallel(4) { index in
      if index == 1 { Thread.sleep(forTimeInterval: 0.02) }
      finished.withLock { $0 += 1 }
    }
    #expect(finished.withLock { $0 } == 4)
  }

  @Test func loopsOfTwoThreadsAtOnceDoNotMix() async {
    // A loop started while another thread's is running runs where it was started.
    nonisolated(unsafe) let team = KernelTeam(threads: 2)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for count in 1..<500 {
            let sum = Mutex(0)
            team.parallel(count) { index in sum.withLock { $0 += index } }
            if sum.withLock({ $0 }) != count * (count - 1) / 2 { return false }
          }
          return true
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test func moreThreadsThanTheSystemIsAskedForDoNotFail() {
    #expect(KernelTeam(threads: 0).threadCount == 1)
    #expect(KernelTeam(threads: 5).threadCount == 5)
  }
}
