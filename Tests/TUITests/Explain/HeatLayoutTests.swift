import Testing

@testable import TUI

@Suite struct HeatLayoutTests {
  private func units(_ texts: [String]) -> [HeatUnit] {
    texts.enumerated().map { index, text in
      HeatUnit(
        text: text, pieces: [index], hasGap: index > 0, startsLine: false, isSpecial: false,
        range: 0..<0, sequence: 0)
    }
  }

  @Test func wrapsBetweenUnits() {
    let layout = HeatLayout(units(["aaaa", "bbb", "cc"]), width: 8)
    #expect(layout.segments.map(\.line) == [0, 0, 1])
    #expect(layout.segments.map(\.column) == [0, 5, 0])
    #expect(layout.lineCount == 2)
  }

  @Test func cutsAUnitThatIsWiderThanTheLine() {
    let layout = HeatLayout(units(["abcdefgh"]), width: 3)
    #expect(layout.segments.map(\.text) == ["abc", "def", "gh"])
    #expect(layout.segments.allSatisfy { $0.unit == 0 })
  }

  /// Units as they follow each other in a text, with blanks where it has them.
  private func units(of text: String) -> [HeatUnit] {
    var units: [HeatUnit] = []
    var hasGap = false
    for character in text {
      if character == " " {
        hasGap = true
      } else if character.isASCII, character.isLetter, !hasGap, let last = units.last,
        last.text.allSatisfy(\.isLetter)
      {
        units[units.count - 1].text.append(character)
      } else {
        units.append(
          HeatUnit(
            text: String(character), pieces: [units.count], hasGap: hasGap, startsLine: false,
            isSpecial: false, range: 0..<0, sequence: 0))
        hasGap = false
      }
    }
    return units
  }

  /// The lines as they read.
  private func lines(_ layout: HeatLayout) -> [String] {
    (0..<layout.lineCount).map { line in
      layout.segments.filter { $0.line == line }.reduce("") { text, segment in
        let gap = segment.column - VisibleText.columns(of: text)
        return text + String(repeating: " ", count: gap) + segment.text
      }
    }
  }

  @Test(
    arguments: [
      ("has it rained?", 13, ["has it", "rained?"]), ("has it rained?", 14, ["has it rained?"]),
      ("aa (bb) cc", 6, ["aa", "(bb)", "cc"]), ("aa bbbb!!! c", 6, ["aa", "bbbb!!", "! c"]),
      ("我很高兴。", 6, ["我很高", "兴。"]), ("我很高兴。", 8, ["我很高", "兴。"]),
    ])
  func breaksAtBlanksAndBeforeIdeographs(text: String, width: Int, expected: [String]) {
    #expect(lines(HeatLayout(units(of: text), width: width)) == expected)
  }

  @Test func findsTheUnitUnderACell() {
    let layout = HeatLayout(units(["aaaa", "bbb", "cc"]), width: 8)
    #expect(layout.unit(line: 0, column: 3) == 0)
    #expect(layout.unit(line: 0, column: 6) == 1)
    #expect(layout.unit(line: 1, column: 0) == 2)
    #expect(layout.unit(line: 5, column: 0) == nil)
  }

  @Test func goesUpAndDownToTheNearest() {
    let layout = HeatLayout(units(["aaaa", "bbb", "cc", "ddddd"]), width: 8)
    #expect(layout.unit(from: 0, lines: 1) == 2)
    #expect(layout.unit(from: 3, lines: -1) == 1)
  }

  @Test func wideCharactersTakeTwoColumns() {
    let layout = HeatLayout(units(["中中", "中"]), width: 6)
    #expect(layout.segments.map(\.columns) == [4, 2])
    #expect(layout.lineCount == 2)
  }
}
