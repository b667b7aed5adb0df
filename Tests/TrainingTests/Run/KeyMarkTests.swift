import Foundation
import Testing

@testable import Training

@Suite("A run stands still while keys are pressed")
struct KeyMarkTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("key-mark-\(UUID().uuidString)").path

  private func seconds(_ work: () -> Void) -> Double {
    ContinuousClock().measure(work) / .seconds(1)
  }

  @Test("does not wait where nobody ever pressed a key")
  func none() {
    let mark = KeyMark(folder: folder + "/none")
    #expect(mark.age() == nil)
    mark.waiter()()
    #expect(!FileManager.default.fileExists(atPath: mark.path))
  }

  @Test("waits until no key has come for a while, and not again before the next key")
  func waits() throws {
    var mark = KeyMark(folder: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    mark.quiet = 0.3
    mark.press()
    let age = try #require(mark.age())
    #expect(age < 0.3)
    let wait = mark.waiter()
    wait()
    let end = try #require(mark.age())
    #expect(end >= 0.3)
    #expect(seconds(wait) < 0.2)
  }

  @Test("another key makes the file's time new")
  func again() throws {
    let mark = KeyMark(folder: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    mark.press()
    let past = Date(timeIntervalSinceNow: -100)
    try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: mark.path)
    let old = try #require(mark.age())
    #expect(old > 99)
    mark.press()
    let new = try #require(mark.age())
    #expect(new < 50)
  }

  @Test("a time that has not come yet is no key")
  func future() throws {
    let mark = KeyMark(folder: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    mark.press()
    let later = Date(timeIntervalSinceNow: 100)
    try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: mark.path)
    #expect(mark.age() == nil)
  }

  @Test("goes on for a while where the keys never end")
  func unending() throws {
    var mark = KeyMark(folder: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    mark.quiet = 1000
    mark.longestPause = 0.05
    mark.workBetween = 1000
    mark.press()
    let wait = mark.waiter()
    // Would be 1,000 seconds.
    #expect(seconds(wait) >= 0.05)
    #expect(seconds(wait) < 0.05)
    mark.workBetween = 0
    let next = mark.waiter()
    next()
    #expect(seconds(next) >= 0.05)
  }
}
