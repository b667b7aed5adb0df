import Foundation
import Model
import Testing

@testable import headscope

@Suite("Lines of files and pipes whose bytes are anything")
struct LineReaderTests {
  private func lines(
    _ bytes: [UInt8], bufferSize: Int = 64 << 10, lineLimit: Int = LineReader.lineLimit
  ) throws -> [LineReader.Line] {
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data(bytes))
    try pipe.fileHandleForWriting.close()
    let reader = LineReader(
      descriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe", lineLimit: lineLimit,
      bufferSize: bufferSize)
    var all: [LineReader.Line] = []
    while case let next = try reader.nextLines(limit: 3), !next.isEmpty { all += next }
    return all
  }

  @Test("LF, CR LF and CR end a line, at every cut of the buffer", arguments: 1...5)
  func lineEnds(bufferSize: Int) throws {
    let found = try lines(Array("a\nb\r\nc\rd\r\re".utf8), bufferSize: bufferSize)
    #expect(found.map(\.text) == ["a", "b", "c", "d", "", "e"])
    #expect(found.map(\.number) == [1, 2, 3, 4, 5, 6])
  }

  @Test("A line end at the end of the file starts no further line")
  func finalLineEnd() throws {
    #expect(try lines(Array("a\n".utf8)).map(\.text) == ["a"])
    #expect(try lines(Array("a\r\n".utf8)).map(\.text) == ["a"])
    #expect(try lines(Array("a\n\n".utf8)).map(\.text) == ["a", ""])
  }

  @Test("An empty file, and one with a byte order mark alone, have no lines")
  func empty() throws {
    #expect(try lines([]).isEmpty)
    #expect(try lines([0xEF, 0xBB, 0xBF]).isEmpty)
  }

  @Test("A byte order mark is dropped from the first line only", arguments: [1, 2, 100])
  func byteOrderMark(bufferSize: Int) throws {
    let found = try lines(
      [0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xEF, 0xBB, 0xBF, 0x62], bufferSize: bufferSize)
    #expect(found.map { Array($0.text.unicodeScalars) } == [["a"], ["\u{FEFF}", "b"]])
  }

  @Test("Bytes that are not UTF-8 become U+FFFD and are reported")
  func invalidUTF8() throws {
    let found = try lines([0x61, 0xFF, 0x62, 0x0A, 0x63])
    #expect(found.map(\.text) == ["a\u{FFFD}b", "c"])
    #expect(found.map(\.isRepaired) == [true, false])
  }

  @Test("A zero byte is a character like any other")
  func zeroByte() throws {
    #expect(try lines([0x61, 0x00, 0x62]).map(\.text) == ["a\u{0}b"])
  }

  @Test("A line beyond the limit loses its end, whole characters at a time")
  func lineLimit() throws {
    let found = try lines(Array("abcé\nx".utf8), bufferSize: 2, lineLimit: 4)
    #expect(found.map(\.text) == ["abc", "x"])
    #expect(found.map(\.isCut) == [true, false])
  }

  @Test("A pipe that waits is not waited for while lines are there")
  func slowPipe() throws {
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("a\nb\nunfin".utf8))
    let reader = LineReader(
      descriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe")
    #expect(try reader.nextLines(limit: 64).map(\.text) == ["a", "b"])
    pipe.fileHandleForWriting.write(Data("ished\n".utf8))
    try pipe.fileHandleForWriting.close()
    #expect(try reader.nextLines(limit: 64).map(\.text) == ["unfinished"])
    #expect(try reader.nextLines(limit: 64).isEmpty)
  }

  @Test("A file that is not there is an error that names it")
  func missing() {
    #expect {
      try LineReader(path: "/nonexistent/texts.txt")
    } throws: {
      ($0 as? ModelError)?.problem.contains("/nonexistent/texts.txt") == true
    }
  }

  @Test("A folder cannot be read as a file")
  func folder() throws {
    let reader = try LineReader(path: "/")
    #expect(throws: ModelError.self) { try reader.nextLines(limit: 1) }
  }
}
