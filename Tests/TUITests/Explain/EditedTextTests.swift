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

  /// Words of four letters with changes at places, as `w000 w001 …`.
  private func long(_ count: Int, changes: [Int: String]) -> EditedText {
    let words = (0..<count).map { (place: Int) -> String in
      let digits = String(place)
      return "w" + String(repeating: "0", count: 3 - digits.count) + digits
    }
    var edited = words
    for (place, word) in changes { edited[place] = word }
    return EditedText(
      edited.filter { !$0.isEmpty }.joined(separator: " "), from: words.joined(separator: " "))
  }

  @Test func changesFarApartAllStayInSight() {
    let text = long(100, changes: [5: "calm", 50: "", 95: "glad"])
    // 11, 7 and 11 columns are the changes'; of the other 51 the last stretch has 12 and each other 13, an ellipsis and whole words.
    #expect(
      text.fitted(80)
        == "… w003 w004 [w005→calm] w006 … w049 [−w050] w051 … w094 [w095→glad] w096 w097 … ")
  }

  @Test func whatIsShortBetweenChangesIsWhole() {
    let text = long(100, changes: [49: "calm", 51: "glad"])
    let fitted = text.fitted(60)
    #expect(VisibleText.columns(of: fitted) == 60)
    #expect(fitted.contains("[w049→calm] w050 [w051→glad]"))
    #expect(fitted.hasPrefix("…") && fitted.hasSuffix("…"))
  }

  @Test(arguments: [24, 40, 60, 80])
  func longChangesGiveWayBesideOthers(columns: Int) {
    let text = EditedText(
      "so \(String(repeating: "a", count: 200)) it was fine",
      from: "so \(String(repeating: "b", count: 200)) it was bad")
    let fitted = text.fitted(columns)
    #expect(VisibleText.columns(of: fitted) == columns)
    #expect(fitted.hasPrefix("so [b"))
    #expect(fitted.contains("…→a"))
    #expect(fitted.contains("[bad→fine]") == (columns > 24), "\(fitted)")
  }

  @Test func moreChangesThanThereIsRoomForAreCut() {
    let text = long(100, changes: Dictionary(uniqueKeysWithValues: (0..<50).map { (2 * $0, "x") }))
    #expect(VisibleText.columns(of: text.fitted(20)) == 20)
  }

  @Test func theFirstChangeOfAPairIsFound() {
    let texts = [EditedText("a b", from: "a b"), EditedText("c", from: "c d")]
    let line = EditedText(joining: texts, separator: " ║ ")
    #expect(line.line == "a b ║ c [−d]")
    #expect(line.change == 8)
  }
}
