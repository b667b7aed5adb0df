import Foundation
import Model
import Testing

@testable import TUI

@Suite struct ThemeTests {
  static let names = Themes.library.names

  @Test func theThemesPromisedAreThere() {
    for name in ["tide", "tide-light", "dusk", "sixteen", "captum", "shap"] {
      #expect(Self.names.contains(name))
    }
  }

  @Test(arguments: names, ColorDepth.allCases)
  func textOnColourIsReadable(name: String, depth: ColorDepth) throws {
    let theme = try Themes.library.definition(named: name).resolved(for: depth)
    for style in theme.attribution.negative + theme.attribution.positive
    where style.background != .standard {
      let ink = ColorMath.rgb(style.foreground, standard: 0)
      let paper = ColorMath.rgb(style.background, standard: 0)
      #expect(style.foreground != .standard)
      #expect(ColorMath.contrast(ink, paper) >= 4.5, "\(style)")
    }
  }

  @Test(arguments: names, ColorDepth.allCases)
  func rolesAreReadableOnTheBackgroundTheyAreMadeFor(name: String, depth: ColorDepth) throws {
    // The 16 colours are whatever the user's terminal makes of them.
    guard depth == .truecolor || depth == .palette256 else { return }
    let theme = try Themes.library.definition(named: name).resolved(for: depth)
    let standard: UInt32 = theme.background == .dark ? 0x14171c : 0xffffff
    for role in [ThemeRole.subtle, .title, .key, .good, .warning, .error, .selected, .cursor] {
      let style = theme[role]
      guard case .palette(let index) = style.foreground, index < 16 else {
        let ink = ColorMath.rgb(
          style.foreground, standard: theme.background == .dark ? 0xd6dbe3 : 0x24292f)
        let paper = ColorMath.rgb(style.background, standard: standard)
        #expect(ColorMath.contrast(ink, paper) >= 4.5, "\(role.rawValue) of \(name)")
        continue
      }
    }
  }

  @Test(arguments: names)
  func signIsNeverToldByColourAlone(name: String) throws {
    for depth in ColorDepth.allCases {
      let theme = try Themes.library.definition(named: name).resolved(for: depth)
      for step in 1...Ramp.steps {
        let share = Float(step) / Float(Ramp.steps)
        let marked =
          theme.heat(-share).attributes.contains(.underline)
          && !theme.heat(share).attributes.contains(.underline)
        #expect(theme.showsSignRow || marked)
      }
    }
  }

  @Test(arguments: names)
  func withoutColourThereIsNone(name: String) throws {
    let theme = try Themes.library.definition(named: name).resolved(for: .none)
    for style in ThemeRole.allCases.map({ theme[$0] }) + theme.attribution.positive {
      #expect(style.foreground == .standard && style.background == .standard)
    }
  }

  @Test func theSixteenColourThemeStaysWithinThemAtEveryDepth() throws {
    for depth in [ColorDepth.sixteen, .palette256, .truecolor] {
      let theme = try Themes.library.definition(named: "sixteen").resolved(for: depth)
      for style in ThemeRole.allCases.map({ theme[$0] }) + theme.attribution.negative {
        for color in [style.foreground, style.background] {
          switch color {
          case .rgb: Issue.record("\(color)")
          // Black and white of the ramp's ink are the 16's own.
          case .palette(let index): #expect(index < 16)
          case .standard: break
          }
        }
      }
    }
  }

  /// Machado, Oliveira & Fernandes 2009, severity 1: what each kind of dichromat sees.
  private static let dichromats: [[Double]] = [
    [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
  ]

  @Test(arguments: ["tide", "tide-light"])
  func theStandardThemesAreToldApartByColourBlindEyes(name: String) throws {
    let theme = try Themes.library.definition(named: name).resolved(for: .truecolor)
    func seen(_ color: Color, _ matrix: [Double]) -> ColorMath.Lab {
      let rgb = ColorMath.rgb(color, standard: 0)
      let channels = [rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255].map { Double($0) / 255 }
      var mixed: [UInt32] = []
      for row in 0..<3 {
        var sum = 0.0
        for column in 0..<3 { sum += matrix[row * 3 + column] * channels[column] }
        mixed.append(UInt32((min(max(sum, 0), 1) * 255).rounded()))
      }
      return ColorMath.lab(mixed[0] << 16 | mixed[1] << 8 | mixed[2])
    }
    // From a third of the scale on, where it begins to matter.
    for step in 5..<Ramp.steps {
      for matrix in Self.dichromats {
        let against = seen(theme.attribution.negative[step].background, matrix)
        let favour = seen(theme.attribution.positive[step].background, matrix)
        let (l, a, b) = (against.l - favour.l, against.a - favour.a, against.b - favour.b)
        let distance = (l * l + a * a + b * b).squareRoot()
        #expect(distance > 0.06, "step \(step)")
      }
    }
  }

  @Test func aThemeThatInheritsFromItselfIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "themes-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("inherits = \"b\"".utf8).write(to: folder.appendingPathComponent("a.toml"))
    try Data("inherits = \"a\"".utf8).write(to: folder.appendingPathComponent("b.toml"))
    #expect(throws: SettingsError.self) {
      try ThemeLibrary(folders: [folder]).definition(named: "a")
    }
  }

  @Test func whatThemesInheritFromIsNoThemeItself() throws {
    #expect(!Self.names.contains("base"))
    let error = #expect(throws: SettingsError.self) { try Themes.library.definition(named: "base") }
    #expect(error?.description.contains("tide") == true)
    #expect(try Themes.library.definition(named: "tide").roles["text"] != nil)
  }

  @Test func anUnknownThemeNamesThoseThereAre() {
    let error = #expect(throws: SettingsError.self) { try Themes.library.definition(named: "nope") }
    #expect(error?.description.contains("tide") == true)
  }

  @Test(arguments: [
    "[roles]\nheading = \"#12345\"", "[roles]\nhedaing = \"red\"", "signs = \"sometimes\"",
    "[ramp.attribution.truecolor]\nnegative = []\npositive = [\"red\"]", "background = \"grey\"",
    "[roles.text]\n17 = \"red\"", "glyphs = [\"ab\"]",
  ])
  func aThemeWithAMistakeIsRefusedWithItsKey(text: String) throws {
    let document = try SettingsValue.parse(text)
    #expect(throws: SettingsError.self) {
      try ThemeDefinition(name: "x", document: document, over: nil)
    }
  }

  @Test func theBuiltInThemeIsWholeAtEveryDepth() {
    for depth in ColorDepth.allCases {
      let theme = ThemeDefinition.builtIn.resolved(for: depth)
      #expect(theme.attribution.positive.count == Ramp.steps)
      #expect(theme.showsSignRow)
    }
  }

  @Test(arguments: [ColorDepth.sixteen, .palette256, .truecolor])
  func theBuiltInThemeColoursStrongWordsAndLeavesWeakOnesAlone(depth: ColorDepth) {
    let theme = ThemeDefinition.builtIn.resolved(for: depth)
    #expect(theme.heat(1).background == .palette(1))
    #expect(theme.heat(-1).background == .palette(4))
    #expect(theme.heat(0.5).background == .palette(3))
    #expect(theme.heat(-0.5).background == .palette(6))
    #expect(theme.heat(0.1).background == .standard)
  }
}
