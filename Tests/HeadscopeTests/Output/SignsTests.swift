import Foundation
import Model
import Testing

@testable import headscope

@Suite("The program's own signs in locales that are not UTF-8")
struct SignsTests {
  @Test("Bars, lines and signs have a counterpart, letters and emoji of texts stay")
  func counterparts() {
    let text = "caf\u{E9} 👍 ▁the │ 4 × 2 ██▎ ± −1 a␉b"
    #expect(Signs.shown(text, asTheyAre: true) == text)
    #expect(
      Signs.shown(text, asTheyAre: false) == "caf\u{E9} 👍 ▁the | 4 x 2 ##. ~ -1 a\\tb")
  }

  /// What people read of a text in plain English, in every form that draws something.
  static let commands = [
    ["predict", "so happy"], ["explain", "so happy", "--method", "gradient-shap"],
    ["explain", "so happy", "--method", "saliency", "--format", "ansi", "--color", "256"],
    ["explain", "so happy", "--method", "saliency", "--format", "ansi", "--color", "none"],
    ["explain", "so happy", "--method", "saliency", "--format", "table"],
    ["tokenize", "so\thappy"], ["info"], ["--help"], ["explain", "--help"],
    ["predict", "so happy", "--nonsense"],
  ]

  @Test("Everything is ASCII then", .needsProgram, arguments: commands)
  func ascii(command: [String]) throws {
    for (name, locale) in [("LC_ALL", "C"), ("LC_CTYPE", "POSIX"), ("LANG", "C")] {
      let run = try Program.run(
        command, environment: ["LANG": ""].merging([name: locale]) { $1 })
      #expect(!(run.output + run.errors).isEmpty)
      let others = (run.output + run.errors).unicodeScalars.filter { !$0.isASCII }
      #expect(others.isEmpty, "\(name)=\(locale): \(String(String.UnicodeScalarView(others)))")
    }
  }

  @Test(
    "A locale in UTF-8, installed or not, and none at all show them", .needsProgram,
    arguments: ["C.UTF-8", "xx_YY.UTF-8", ""])
  func unicode(locale: String) throws {
    let run = try Program.run(["predict", "so happy"], environment: ["LANG": locale])
    #expect(run.output.contains("█"))
  }

  @Test("JSON keeps its characters in any locale", .needsProgram)
  func json() throws {
    let run = try Program.run(
      ["predict", "a × b…", "--format", "json"], environment: ["LC_ALL": "C"])
    #expect(try run.json["text"] == .string("a × b…"))
  }
}
