import Foundation
import Testing

@testable import Model

struct MappedFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func copiesAndLendsTheSameBytes() throws {
    let file = try MappedFile(path: folder.write("a", 0..<200))
    #expect(file.size == 200)
    #expect(try file.bytes(10..<13) == [10, 11, 12])
    #expect(try file.withMappedBytes(10..<13) { Array($0) } == [10, 11, 12])
  }

  @Test func emptyFilesHaveNoBytes() throws {
    let file = try MappedFile(path: folder.write("a", []))
    #expect(try file.contents() == [])
    #expect(try file.withMappedBytes(0..<0) { $0.count } == 0)
  }

  @Test func missingFilesAreNamed() throws {
    let error = try modelError { try MappedFile(path: folder.path + "/none") }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("/none"))
  }

  @Test func foldersAreNoFiles() throws {
    #expect(try modelError { try MappedFile(path: folder.path) }.kind == .invalidInput)
  }

  @Test func rangesBeyondTheEndAreErrors() throws {
    let file = try MappedFile(path: folder.write("a", 0..<10))
    #expect(try modelError { try file.bytes(5..<11) }.kind == .damaged)
    #expect(try modelError { try file.withMappedBytes(5..<11) { $0.count } }.kind == .damaged)
    #expect(try modelError { try file.contents(limit: 9) }.kind == .unsupported)
  }

  @Test func aFileCutShortIsAnErrorForCopies() throws {
    let path = try folder.write("a", repeatElement(1, count: 100_000))
    let file = try MappedFile(path: path)
    truncate(path, 5_000)
    let error = try modelError { try file.bytes(0..<100_000) }
    #expect(error.kind == .damaged)
    #expect(error.problem.contains("100000"))
    #expect(error.problem.contains("5000"))
  }

  @Test func aFileCutShortIsAnErrorBeforeItIsLent() throws {
    let path = try folder.write("a", repeatElement(1, count: 100_000))
    let file = try MappedFile(path: path)
    truncate(path, 0)
    var wasLent = false
    let error = try modelError { try file.withMappedBytes(0..<100_000) { _ in wasLent = true } }
    #expect(error.kind == .damaged)
    #expect(!wasLent)
  }

  @Test func aFileCutShortDuringALoanIsAnErrorAfterIt() throws {
    let path = try folder.write("a", repeatElement(1, count: 100_000))
    let file = try MappedFile(path: path)
    let error = try modelError { try file.withMappedBytes(0..<10) { _ in truncate(path, 50_000) } }
    #expect(error.kind == .damaged)
  }

  @Test func aReplacedFileKeepsItsOldBytes() throws {
    let path = try folder.write("a", 0..<10)
    let file = try MappedFile(path: path)
    try FileManager.default.removeItem(atPath: path)
    try folder.write("a", 100..<105)
    #expect(try file.bytes(0..<10) == Array(0..<10))
  }

  @Test func releasedPagesAreReadAgain() throws {
    let file = try MappedFile(path: folder.write("a", (0..<50_000).map { UInt8($0 & 0xff) }))
    #expect(try file.withMappedBytes(0..<50_000) { $0[40_001] } == 0x41)
    file.releasePages(0..<50_000)
    file.releasePages(-5..<70_000)
    #expect(try file.withMappedBytes(0..<50_000) { $0[40_001] } == 0x41)
  }
}
