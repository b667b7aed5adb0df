import ArgumentParser
import TUI
import Testing

@testable import headscope

@Suite("Options of pictures")
struct DisplayOptionsTests {
  @Test(
    "What has no colours needs no theme files", arguments: [ExplanationFormat.json, .jsonl, .text])
  func withoutColours(format: ExplanationFormat) throws {
    let theme = try DisplayOptions.parse(["--color", "truecolor"]).theme(for: format)
    #expect(theme == ThemeDefinition.builtIn.resolved(for: .truecolor))
  }

  @Test(
    "Without theme files there are the terminal's own colours",
    arguments: ExplanationFormat.allCases)
  func withoutFiles(format: ExplanationFormat) throws {
    let none = ThemeLibrary(folders: [])
    let options = try DisplayOptions.parse(["--color", "16"])
    let depth: ColorDepth = format == .html || format == .svg ? .truecolor : .sixteen
    #expect(
      try options.theme(for: format, in: none) == ThemeDefinition.builtIn.resolved(for: depth))
    let asked = try DisplayOptions.parse(["--theme", "tide"])
    #expect(throws: UsageError.self) { try asked.theme(for: format, in: none) }
  }

  @Test("A theme that was asked for is looked for in every format")
  func missing() throws {
    let options = try DisplayOptions.parse(["--theme", "no-such-theme"])
    #expect(throws: UsageError.self) { try options.theme(for: .json) }
    #expect(throws: UsageError.self) { try options.theme(for: .svg) }
  }
}
