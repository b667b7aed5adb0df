import Testing

@testable import TUI

@Suite("A line in styles")
struct StyledLineTests {
  private func text(_ lines: [StyledLine]) -> [String] {
    lines.map { $0.parts.map(\.text).joined() }
  }

  @Test func breaksBetweenWordsUnderItsIndent() {
    var line = StyledLine("name ")
    line.append("one two three", .warning)
    #expect(text(line.wrapped(width: 12, indent: 5)) == ["name one two", "     three"])
    #expect(text(line.wrapped(width: 40)) == ["name one two three"])
  }

  @Test func breaksLongWordsAndWideCharacters() {
    #expect(text(StyledLine("abcdefgh").wrapped(width: 3)) == ["abc", "def", "gh"])
    #expect(text(StyledLine("天气真好").wrapped(width: 5)) == ["天气", "真好"])
    #expect(text(StyledLine("a\nb").wrapped(width: 2)) == ["a ", "b"])
  }

  @Test func punctuationStaysWithItsWideCharacter() {
    // Four characters fit; the comma would begin the second line, the bracket end the first.
    #expect(text(StyledLine("天气真好，走吧").wrapped(width: 8)) == ["天气真", "好，走吧"])
    #expect(text(StyledLine("天气真（好）").wrapped(width: 8)) == ["天气真", "（好）"])
    // Words in Latin letters end where wide characters begin.
    #expect(text(StyledLine("判为joy吗").wrapped(width: 7)) == ["判为joy", "吗"])
  }

  @Test func keepsStyles() {
    var line = StyledLine("ab ", .good)
    line.append("cd", .error, .bold)
    let wrapped = line.wrapped(width: 3)
    #expect(wrapped[1].parts == [StyledLine.Part(text: "cd", role: .error, attributes: .bold)])
  }
}
