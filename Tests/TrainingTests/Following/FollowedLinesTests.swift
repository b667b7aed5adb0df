import Foundation
import Testing

@testable import Training

@Suite("Following a file of lines")
final class FollowedLinesTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "lines-\(UUID())")
  private var file: URL { folder.appending(path: "alerts.jsonl") }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ text: String) throws { try Data(text.utf8).write(to: file) }

  private func append(_ bytes: [UInt8]) throws {
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

  private func append(_ text: String) throws { try append(Array(text.utf8)) }

  /// Looks, and takes what is to be told.
  private func news(_ lines: inout FollowedLines) -> LineNews? {
    lines.look(now: 0).hasChanged ? lines.takeNews() : nil
  }

  /// Follows a file whose first content was told.
  private func followed(_ text: String, limit: Int = 10) throws -> FollowedLines {
    try write(text)
    var lines = FollowedLines(file.path, limit: limit)
    _ = news(&lines)
    return lines
  }

  @Test("What was there is told as such, what is added is not")
  func grows() throws {
    try write("one\ntwo\n")
    var lines = FollowedLines(file.path, limit: 10)
    #expect(news(&lines) == LineNews(lines: ["one", "two"], wasThere: true))
    #expect(news(&lines) == nil)
    try append("three\n")
    #expect(news(&lines) == LineNews(lines: ["three"]))
  }

  @Test("Half a line waits for its other half")
  func torn() throws {
    var lines = try followed("one\n")
    try append("tw")
    #expect(news(&lines)?.lines.isEmpty != false)
    try append("o\n")
    #expect(news(&lines)?.lines == ["two"])
  }

  @Test("A last line without an end is told at first, and once more when it has one")
  func unfinished() throws {
    try write("one\ntw")
    var lines = FollowedLines(file.path, limit: 10)
    #expect(news(&lines) == LineNews(lines: ["one"], unfinished: "tw", wasThere: true))
    try append("o\nthree\n")
    #expect(news(&lines) == LineNews(lines: ["two", "three"], completesLine: true))
    try append("four\n")
    #expect(news(&lines) == LineNews(lines: ["four"]))
  }

  @Test("CR LF ends a line, a byte order mark is none of it, and bad bytes are replaced")
  func bytes() throws {
    try write("\u{FEFF}one\r\n")
    var lines = FollowedLines(file.path, limit: 10)
    #expect(news(&lines)?.lines == ["one"])
    try append([0x61, 0xFF, 0x62, 0x0D, 0x0A])
    #expect(news(&lines)?.lines == ["a\u{FFFD}b"])
  }

  @Test("Of a burst the newest lines are told, and how many came before them")
  func burst() throws {
    var lines = try followed("", limit: 3)
    try append((1...10).map { "line \($0)\n" }.joined())
    let told = news(&lines)
    #expect(told?.lines == ["line 8", "line 9", "line 10"])
    #expect(told?.droppedCount == 7)
  }

  @Test("A file that was cut short is told anew, when something is in it")
  func truncated() throws {
    var lines = try followed("one\ntwo\n")
    try write("")
    #expect(news(&lines) == nil)
    try append("six\n")
    #expect(news(&lines) == LineNews(lines: ["six"], isAnew: true))
    try append("seven\n")
    #expect(news(&lines) == LineNews(lines: ["seven"]))
  }

  @Test("A file that was rewritten and is longer now is told anew")
  func rewritten() throws {
    var lines = try followed("one\n")
    try write("six\nseven\neig")
    #expect(
      news(&lines) == LineNews(lines: ["six", "seven"], unfinished: "eig", isAnew: true))
  }

  @Test("Of a file that was rotated away the rest is told, and the new one goes on")
  func rotated() throws {
    var lines = try followed("one\n")
    try append("two\nthr")
    try FileManager.default.moveItem(at: file, to: folder.appending(path: "alerts.jsonl.1"))
    try write("four\n")
    #expect(news(&lines) == LineNews(lines: ["two", "thr", "four"], isRotated: true))
  }

  @Test("A file that vanishes is told once, and awaited")
  func gone() throws {
    var lines = try followed("one\n")
    try FileManager.default.removeItem(at: file)
    #expect(news(&lines)?.standing == .gone)
    #expect(news(&lines) == nil)
    try write("one\ntwo\n")
    let back = news(&lines)
    #expect(back?.standing == .there)
    #expect(back?.lines.last == "two")
  }

  @Test("A file that is not there yet is told as gone, and what comes then is new")
  func missing() throws {
    var lines = FollowedLines(file.path, limit: 10)
    #expect(news(&lines) == LineNews(wasThere: true, standing: .gone))
    try write("one\n")
    let first = news(&lines)
    #expect(first?.lines == ["one"])
    #expect(first?.wasThere == false)
  }
}
