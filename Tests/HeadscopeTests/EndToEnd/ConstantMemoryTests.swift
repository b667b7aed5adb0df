import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A stream of any length is answered as it comes, and what was answered is let go.
@Suite(
  "Many lines in constant memory", .needsProgram,
  .enabled(
    if: FileManager.default.isReadableFile(atPath: "/proc/self/status"),
    "the system does not say what memory a process had"))
struct ConstantMemoryTests {
  /// The program while it answers a file that is a pipe with a name.
  ///
  /// The test has the pipe open for reading too, so that it can be written to whatever becomes of the program.
  private final class Stream {
    private let folder: URL
    private let process: Process
    private let output = Pipe()
    private var lines: Int32

    init(_ arguments: [String]) throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let path = folder.appending(path: "lines").path
      try #require(mkfifo(path, 0o600) == 0)
      lines = open(path, O_RDWR | O_CLOEXEC)
      try #require(lines >= 0)
      process = try Program.make(arguments + ["--file", path, "--format", "jsonl"])
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    deinit {
      if lines >= 0 { close(lines) }
      if process.isRunning { process.terminate() }
      try? FileManager.default.removeItem(at: folder)
    }

    /// Gives a line and waits for its answer, which there would be none of if lines were gathered.
    ///
    /// - Returns: the bytes of the answer.
    func answer(_ text: String) throws -> Int {
      let bytes = Array("\(text)\n".utf8)
      try #require(write(lines, bytes, bytes.count) == bytes.count)
      var count = 0
      while true {
        let part = try read()
        count += part.count
        if part.last == UInt8(ascii: "\n") { return count }
      }
    }

    /// What the program says next; a program that has ended or hangs is a failure.
    private func read() throws -> ArraySlice<UInt8> {
      let descriptor = output.fileHandleForReading.fileDescriptor
      var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      try #require(poll(&state, 1, 120_000) == 1, "the program answers")
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, &buffer, buffer.count)
      #else
        let count = Glibc.read(descriptor, &buffer, buffer.count)
      #endif
      try #require(count > 0, "the program goes on")
      return buffer[..<count]
    }

    /// The most memory that the process ever had, in bytes.
    var peak: Int {
      get throws {
        let status = try String(
          contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) << 10
      }
    }

    /// Ends the stream, and gives the program's exit status.
    func finish() -> Int32 {
      close(lines)
      lines = -1
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  /// About 12,000 characters: words of the vocabulary, one that no line before had, and a sentence again and again.
  private func line(_ number: Int) -> String {
    "word\(number) " + String(repeating: "a film so good that the crowd was happy ", count: 300)
  }

  @Test(
    "A line is answered before the next is given, and a thousand of them leave nothing behind",
    arguments: [
      ["predict"], ["explain", "--method", "saliency"],
      ["explain", "--method", "integrated-gradients", "--steps", "8"],
    ])
  func peak(arguments: [String]) throws {
    let stream = try Stream(arguments + ["--model", Fixtures.model("bert-tiny").path])
    // Code pages, scratch memory, caches of words: what every run needs is there after so many.
    for number in 0..<200 { _ = try stream.answer(line(number)) }
    let early = try stream.peak
    var answered = 0
    for number in 200..<1_200 { answered += try stream.answer(line(number)) }
    let late = try stream.peak
    // An answer repeats its text. Kept, even once, texts or answers would be more than 11 MB; a quarter of that is the allocator's.
    try #require(answered > 11 << 20)
    #expect(late - early < 3 << 20, "\(early >> 10) KB, then \(late >> 10) KB")
    #expect(stream.finish() == 0)
  }
}
