import Model
import TestSupport
import Testing

@testable import TUI

@Suite struct TextLayoutTests {
  private func lines(_ text: String, width: Int) -> [String] {
    let layout = TextLayout(Array(text), width: width)
    return layout.lines.indices.map { String(layout.text($0)) }
  }

  @Test func breaksBehindBlanks() {
    #expect(lines("one two three", width: 8) == ["one two ", "three"])
  }

  @Test func cutsAWordThatIsWiderThanTheLine() {
    #expect(lines("abcdefghij", width: 4) == ["abcd", "efgh", "ij"])
  }

  @Test func breaksBesideWideCharacters() {
    #expect(lines("我喜欢这个", width: 5) == ["我喜", "欢这", "个"])
  }

  @Test func keepsLineBreaksAndEmptyLines() {
    #expect(lines("a\n\nb\n", width: 10) == ["a", "", "b", ""])
  }

  @Test func anEmptyTextHasOneLine() {
    #expect(lines("", width: 10) == [""])
  }

  @Test(arguments: [21, 22, 23] as [UInt64])
  func everyPositionHasAPlaceAndNoLineIsTooWide(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces: [Character] = ["a", "b", " ", " ", "中", "\n", "é", "🇩🇪"]
    for _ in 0..<200 {
      let text = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }
      let width = Int.random(in: 2..<12, using: &random)
      let layout = TextLayout(text, width: width)
      var covered = 0
      for index in layout.lines.indices {
        let columns = layout.text(index).reduce(0) { $0 + VisibleText.columns(of: $1) }
        #expect(columns <= width)
        #expect(layout.lines[index].range.lowerBound == covered)
        covered = layout.lines[index].range.upperBound
        if covered < text.count, text[covered] == "\n", layout.lines[index].isHardEnd {
          covered += 1
        }
      }
      #expect(covered == text.count)
      for position in 0...text.count {
        let place = layout.place(of: position)
        #expect(layout.position(line: place.line, column: place.column) == position)
      }
    }
  }
}
