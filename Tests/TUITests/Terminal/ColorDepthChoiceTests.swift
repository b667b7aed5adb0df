import Testing

@testable import TUI

@Suite struct ColorDepthChoiceTests {
  private func choose(
    flag: ColorDepth? = nil, setting: ColorDepth? = nil, _ environment: [String: String],
    colors: Int = 256, direct: Bool = false
  ) -> ColorDepth {
    ColorDepth.choose(
      flag: flag, setting: setting, environment: environment,
      description: .init(colors: colors, hasDirectColor: direct))
  }

  @Test(
    arguments: [
      (["TERM": "xterm-256color"], 256, ColorDepth.palette256),
      (["TERM": "xterm"], 8, .sixteen), (["TERM": "linux"], 8, .sixteen),
      (["TERM": "vt100"], 0, .none), (["TERM": "dumb"], 0, .none), ([:], 0, .none),
      (["TERM": "dumb", "COLORTERM": "truecolor"], 0, .none),
      (["TERM": "xterm", "COLORTERM": "truecolor"], 8, .truecolor),
      (["TERM": "xterm-256color", "COLORTERM": "24bit"], 256, .truecolor),
      (["TERM": "xterm-256color", "COLORTERM": "yes"], 256, .palette256),
      (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], 256, .none),
      (["TERM": "xterm-256color", "NO_COLOR": ""], 256, .palette256),
      (["TERM": "xterm-direct"], 0, .truecolor),
      (["TERM": "tmux-256color", "TMUX": "/tmp/t,1,0"], 256, .truecolor),
      (["TERM": "screen-256color", "TMUX": "/tmp/t,1,0"], 256, .truecolor),
      (["TERM": "screen-256color", "COLORTERM": "truecolor"], 256, .palette256),
      (["TERM": "xterm-256color", "STY": "1.pts", "COLORTERM": "truecolor"], 256, .palette256),
      (["TERM": "xterm-kitty"], 0, .truecolor), (["TERM": "foot"], 256, .truecolor),
      (["TERM": "alacritty"], 256, .truecolor), (["TERM": "xterm-ghostty"], 256, .truecolor),
      (["TERM": "xterm-256color", "TERM_PROGRAM": "vscode"], 256, .truecolor),
      (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], 256, .truecolor),
      (["TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"], 256, .palette256),
    ] as [([String: String], Int, ColorDepth)])
  func theEnvironmentDecides(
    _ environment: [String: String], _ colors: Int, _ expected: ColorDepth
  ) {
    #expect(choose(environment, colors: colors) == expected)
  }

  @Test func theFlagIsStrongestThenTheSetting() {
    let environment = ["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"]
    #expect(choose(flag: .sixteen, setting: .truecolor, environment) == .sixteen)
    #expect(choose(setting: .palette256, environment) == .palette256)
    #expect(choose(flag: .truecolor, ["TERM": "dumb"], colors: 0) == .truecolor)
  }

  @Test func theDescriptionMayPromiseDirectColour() {
    #expect(choose(["TERM": "xterm-256color"], direct: true) == .truecolor)
  }
}
