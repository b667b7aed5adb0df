import Foundation
import Testing

@testable import Model

@Suite("Where the program's own files are found")
struct ResourceLocatorTests {
  /// A folder of its own for each test, with files made in it.
  private func folder(_ files: [String]) throws -> URL {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    for file in files {
      let url = root.appendingPathComponent(file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
    }
    return root
  }

  @Test("HEADSCOPE_HOME comes first")
  func home() throws {
    let root = try folder([
      "own/themes/a", "prefix/bin/headscope", "prefix/share/headscope/themes/a",
    ])
    defer { try? FileManager.default.removeItem(at: root) }
    let locator = ResourceLocator(
      environment: ["HEADSCOPE_HOME": root.path + "/own"],
      executable: root.path + "/prefix/bin/headscope")
    #expect(try locator.locate("themes") == root.path + "/own/themes")
  }

  @Test("An installed program finds ../share/headscope; an empty HEADSCOPE_HOME is none")
  func installed() throws {
    let root = try folder(["prefix/bin/headscope", "prefix/share/headscope/Models/m/config.json"])
    defer { try? FileManager.default.removeItem(at: root) }
    let locator = ResourceLocator(
      environment: ["HEADSCOPE_HOME": ""], executable: root.path + "/prefix/bin/headscope")
    #expect(
      try locator.locate("Models/m") == root.path + "/prefix/share/headscope/Models/m")
  }

  @Test("A program in a build tree finds the package's folder")
  func buildTree() throws {
    let root = try folder(["Package.swift", "themes/a", ".build/x/release/headscope"])
    defer { try? FileManager.default.removeItem(at: root) }
    let locator = ResourceLocator(
      environment: [:], executable: root.path + "/.build/x/release/headscope")
    #expect(try locator.locate("themes") == root.path + "/themes")
  }

  @Test("A place without the resource is passed over")
  func incomplete() throws {
    let root = try folder(["own/other", "Package.swift", "themes/a", "bin/headscope"])
    defer { try? FileManager.default.removeItem(at: root) }
    let locator = ResourceLocator(
      environment: ["HEADSCOPE_HOME": root.path + "/own"],
      executable: root.path + "/bin/headscope")
    #expect(try locator.locate("themes") == root.path + "/themes")
  }

  @Test("What is nowhere is an error that lists the places")
  func missing() {
    let locator = ResourceLocator(
      environment: ["HEADSCOPE_HOME": "/nonexistent-home"], executable: "/nonexistent/bin/headscope"
    )
    #expect {
      try locator.locate("themes")
    } throws: { error in
      let problem = (error as? ModelError)?.problem ?? ""
      return problem.contains("/nonexistent-home")
        && problem.contains("/nonexistent/share/headscope")
    }
  }

  @Test("This process's executable is found and exists")
  func executable() throws {
    let path = try #require(ResourceLocator.executablePath)
    #expect(FileManager.default.isExecutableFile(atPath: path))
  }
}
