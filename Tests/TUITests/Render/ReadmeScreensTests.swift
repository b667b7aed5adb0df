import Foundation
import TestSupport
import Testing

@Suite struct ReadmeScreensTests {
  @Test(arguments: ["train-ascii-100x30"])
  func theReadmeShowsTheScreenAsItsSnapshotHasIt(_ name: String) throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: Fixtures.packageRoot.appending(path: path), encoding: .utf8)
    }
    let snapshot = try text("Tests/TUITests/Render/Snapshots/\(name).txt")
    let glyphs = try #require(snapshot.components(separatedBy: "--- styles").first)
    let screen = glyphs.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    #expect(try text("README.md").contains(screen), "the README should show:\n\(screen)")
  }
}
