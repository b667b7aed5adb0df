import Testing

@testable import TUI

@Suite struct EditedTextTests {
  private let original = "i felt so anxious standing in front of the crowd"

  @Test func aWordThatIsAnotherStandsBesideTheFormer() {
    let text = EditedText("i felt so hostile standing in front of the crowd", from: original)
    #expect(text.line == "i felt so [anxious→hostile] standing in front of the crowd")
    #expect(text.change == 10)
  }

  @Test func whatWasTakenOutStandsInItsPlace() {
    let text = EditedText("i felt so standing in of the crowd", from: original)
    #expect(text.line == "i felt so [−anxious] standing in [−front] of the crowd")
  }

  @Test func neighboursAreOneChange() {
    #expect(
      EditedText("i felt very very happy standing in front of the crowd", from: original).line
        == "i felt [so anxious→very very happy] standing in front of the crowd")
  }

  @Test func theEndsAreWordsAsAnyOther() {
    #expect(
      EditedText("so anxious", from: "i felt so anxious now").line == "[−i felt] so anxious [−now]")
    #expect(EditedText("", from: "anxious").line == "[−anxious]")
    #expect(EditedText("anxious", from: "").line == "[+anxious]")
    #expect(EditedText("same", from: "same").change == nil)
  }

  @Test func ideographsAreWordsWithoutBlanks() {
    #expect(EditedText("我很难过", from: "我很高兴").line == "我很[高兴→难过]")
  }

  @Test(arguments: [20, 30, 40, 53, 54, 80])
  func theChangeStaysInSight(columns: Int) {
    let text = EditedText(
      "i felt so anxious standing in front of the sea", from: original)
    let fitted = text.fitted(columns)
    #expect(VisibleText.columns(of: fitted) == columns)
    #expect(fitted.contains("[crowd"))
    // Whole where there is room.
    #expect(fitted.contains("i felt") == (columns >= 54))
  }

  @Test func theFirstChangeOfAPairIsFound() {
    let texts = [EditedText("a b", from: "a b"), EditedText("c", from: "c d")]
    let line = EditedText(joining: texts, separator: " ║ ")
    #expect(line.line == "a b ║ c [−d]")
    #expect(line.change == 8)
  }
}
