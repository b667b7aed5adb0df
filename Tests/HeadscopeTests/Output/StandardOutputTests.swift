import Foundation
import Testing

@testable import headscope

@Suite("Writing to pipes")
struct StandardOutputTests {
  @Test("All of a text arrives, also when the pipe is smaller")
  func whole() async throws {
    let pipe = Pipe()
    let text = String(repeating: "0123456789abcdef", count: 20_000)
    let writing = pipe.fileHandleForWriting
    let writer = Task.detached {
      try StandardOutput(descriptor: writing.fileDescriptor).write(text)
      try writing.close()
    }
    let read = pipe.fileHandleForReading.readDataToEndOfFile()
    try await writer.value
    #expect(read == Data(text.utf8))
  }

  @Test("A pipe whose reader has gone is told apart from failures")
  func readerGone() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let output = StandardOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    #expect(throws: StandardOutput.ReaderGone.self) { try output.write("x") }
  }

  @Test(
    "A full device is a failure with the system's reason",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func full() throws {
    let file = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    #expect(throws: StandardOutput.Failure.self) {
      try StandardOutput(descriptor: file.fileDescriptor).write("x")
    }
  }
}
