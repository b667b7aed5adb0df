import Foundation
import Testing

@testable import headscope

@Suite struct RecentModelsTests {
  private func withFolder(_ body: (URL) throws -> Void) rethrows {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func theNextSessionFindsThemTheLatestFirst() {
    withFolder { folder in
      var models = RecentModels(folder: folder)
      #expect(models.names.isEmpty)
      for name in ["org/one", "org/two", "org/one"] { models.open(name) }
      #expect(RecentModels(folder: folder).names == ["org/one", "org/two"])
    }
  }

  @Test func aPathIsKeptWhole() {
    withFolder { folder in
      var models = RecentModels(folder: folder)
      models.open(".")
      let here = URL(fileURLWithPath: ".").standardizedFileURL.path
      #expect(RecentModels(folder: folder).names == [here])
    }
  }

  @Test func onlySoManyAreKept() {
    withFolder { folder in
      var models = RecentModels(folder: folder)
      for number in 0..<50 { models.open("org/\(number)") }
      let names = RecentModels(folder: folder).names
      #expect(names.count == RecentModels.limit)
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
      #expect(RecentModels(folder: folder).names == ["org/good", "org/other"])
    }
  }

  @Test func aFolderThatCannotBeWrittenIsNoError() {
    var models = RecentModels(folder: URL(fileURLWithPath: "/dev/null/nowhere"))
    models.open("org/one")
    #expect(models.names == ["org/one"])
  }
}
