import Foundation
import Testing

@testable import headscope

@Suite struct RecentNamesTests {
  private func withFolder(_ body: (URL) throws -> Void) rethrows {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func theNextSessionFindsThemTheLatestFirst() {
    withFolder { folder in
      var models = RecentNames(folder: folder, file: RecentNames.models)
      #expect(models.names.isEmpty)
      for name in ["org/one", "org/two", "org/one"] { models.open(name) }
      #expect(
        RecentNames(folder: folder, file: RecentNames.models).names == ["org/one", "org/two"])
    }
  }

  @Test func aPathIsKeptWhole() {
    withFolder { folder in
      var models = RecentNames(folder: folder, file: RecentNames.models)
      models.open(".")
      let here = URL(fileURLWithPath: ".").standardizedFileURL.path
      #expect(RecentNames(folder: folder, file: RecentNames.models).names == [here])
    }
  }

  @Test func onlySoManyAreKept() {
    withFolder { folder in
      var models = RecentNames(folder: folder, file: RecentNames.models)
      for number in 0..<50 { models.open("org/\(number)") }
      let names = RecentNames(folder: folder, file: RecentNames.models).names
      #expect(names.count == RecentNames.limit)
      #expect(names.first == "org/49")
    }
  }

  @Test func aDamagedFileCostsOnlyItsBadLines() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let bytes: [UInt8] =
        Array("org/good\n\n  \norg/good\n\u{1B}[2J\n".utf8) + [0xFF, 0x00, 0x0A]
        + Array("org/other".utf8)
      try Data(bytes).write(to: folder.appending(path: "recent-models"))
      #expect(
        RecentNames(folder: folder, file: RecentNames.models).names == ["org/good", "org/other"])
    }
  }

  @Test func aFolderThatCannotBeWrittenIsNoError() {
    var models = RecentNames(
      folder: URL(fileURLWithPath: "/dev/null/nowhere"), file: RecentNames.models)
    models.open("org/one")
    #expect(models.names == ["org/one"])
  }
}
