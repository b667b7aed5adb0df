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

  @Test("A theme that was asked for is looked for in every format")
  func missing() throws {
    let options = try DisplayOptions.parse(["--theme", "no-such-theme"])
    #expect(throws: UsageError.self) { try options.theme(for: .json) }
    #expect(throws: UsageError.self) { try options.theme(for: .svg) }
  }
}
