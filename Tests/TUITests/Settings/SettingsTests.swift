import Foundation
import TestSupport
import Testing

@testable import TUI

@Suite struct SettingsTests {
  @Test func readsEverySetting() throws {
    let settings = Settings(
      parsing: """
        theme = "dusk"
        color = 256
        ascii = true
        mouse = false
        ambiguous-width = 2
        [keys]
        method = "F9"
        quit = ["Q", "Ctrl-Q"]
        """)
    #expect(settings.problems.isEmpty)
    #expect(settings.theme == "dusk")
    #expect(settings.color == .palette256)
    #expect(settings.ascii == true)
    #expect(!settings.mouse)
    #expect(settings.ambiguousIsWide)
    #expect(settings.keys.action(for: try KeyChord("F9"), in: .text) == .method)
    #expect(settings.keys.action(for: try KeyChord("Q"), in: .heat) == .quit)
    #expect(settings.keys.action(for: try KeyChord("q"), in: .heat) == nil)
  }

  @Test(arguments: [
    ("theme = 3", "theme"), ("color = \"mauve\"", "color"), ("ascii = \"yes\"", "ascii"),
    ("keys = 1", "keys"), ("[keys]\nfly = \"x\"", "keys.fly"),
    ("[keys]\nmethod = \"Hyper-x\"", "keys.method"), ("colour = 256", "colour"),
    ("ambiguous-width = 3", "ambiguous-width"), ("theme = ", "line 1"),
  ])
  func whatIsWrongIsToldAndIgnored(text: String, key: String) {
    let settings = Settings(parsing: text)
    #expect(settings.problems.count == 1)
    #expect(settings.problems.first?.contains(key) == true)
    #expect(settings.theme == nil && settings.color == nil && settings.keys == .standard)
  }

  @Test func aKeyThatWasAnothersIsTold() {
    let settings = Settings(parsing: "[keys]\nmethod = [\"x\"]")
    #expect(settings.problems == ["config.toml: keys.method takes a key from remove"])
  }

  @Test func folderFollowsTheSpecification() {
    #expect(
      Settings.folder(environment: ["XDG_CONFIG_HOME": "/c", "HOME": "/h"]).path == "/c/headscope")
    #expect(
      Settings.folder(environment: ["XDG_CONFIG_HOME": "relative", "HOME": "/h"]).path
        == "/h/.config/headscope")
    #expect(Settings.dataFolder(environment: ["HOME": "/h"]).path == "/h/.local/share/headscope")
  }

  @Test func aMissingFileIsNoProblem() {
    #expect(Settings.load(from: URL(fileURLWithPath: "/nonexistent")) == Settings())
  }

  @Test func allThatIsWrongIsOnTheFirstScreen() throws {
    let settings = Settings(
      parsing: "color = \"99\"\nwings = 2\n[keys]\nnonsense = \"z\"\nquit = \"Hyper-q\"")
    #expect(settings.problems.count == 4)
    for (rows, columns) in [(24, 80), (40, 120), (16, 60)] {
      let state = State(
        rows: rows, columns: columns, model: SampleModel().summary, settings: settings)
      let theme = ThemeDefinition.builtIn.resolved(for: .none)
      let grid = render(state, size: ScreenSize(rows: rows, columns: columns), theme: theme)
      let screen = (0..<rows).map { row in
        (0..<columns).map { grid[row, $0].text }.joined()
      }.joined(separator: "\n")
      for name in ["color must be", "wings is no setting", "keys.nonsense", "keys.quit"] {
        #expect(screen.contains(name), "\(name) at \(columns)×\(rows)")
      }
    }
  }

  @Test func theReadmesExampleHasNothingWrong() throws {
    let readme = try String(
      contentsOf: Fixtures.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(readme.split(separator: "\n## Settings\n").dropFirst().first)
    let example = section.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("    ") }
      .map { String($0.dropFirst(4)) }.joined(separator: "\n")
    let settings = Settings(parsing: example)
    #expect(settings.problems.isEmpty)
    #expect(settings.theme == "tide-light" && settings.color == .palette256)
    #expect(settings.keys.action(for: try KeyChord("F12"), in: .heat) == .search)
    #expect(settings.keys.action(for: try KeyChord("q"), in: .heat) == nil)
  }
}
