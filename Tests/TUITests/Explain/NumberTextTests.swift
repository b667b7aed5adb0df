import Model
import Testing

@testable import TUI

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (3.124, "+3.12"), (-0.225, "−0.22"), (0.001, " 0.00"), (-0.001, " 0.00"), (Float.nan, "NaN"),
    ] as [(Float, String)])
  func signed(value: Float, text: String) { #expect(NumberText.signed(value) == text) }

  @Test(
    arguments: [(-3e-6, "−3e-6"), (0, "0"), (0.25, "0.250"), (12.34, "12.3")] as [(Float, String)])
  func small(value: Float, text: String) { #expect(NumberText.small(value) == text) }

  @Test func probabilitiesDropTheirZeroAndOutputsDoNot() {
    #expect(NumberText.output(0.9712, kind: .probabilities) == ".971")
    #expect(NumberText.output(1, kind: .probabilities) == "1.000")
    #expect(NumberText.output(0.97, kind: .outputs) == "0.97")
  }

  @Test(
    arguments: [
      ("mixing weights, rows ask, columns are looked at", 40, "mixing weights, rows ask"),
      ("mixing weights, rows", 20, "mixing weights, rows"),
      (" from here to there", 12, " from here"),
      ("Path · 10 steps", 8, "Path"), ("中文 字字", 5, "中文"), ("everything", 5, ""), (" a", 0, ""),
    ])
  func titlesAreCutBetweenWords(text: String, columns: Int, cut: String) {
    #expect(NumberText.wholeWords(text, columns) == cut)
  }

  @Test func theFirstWordingThatFitsIsTaken() {
    let wordings = ["the longest of all", "a shorter one", "short"]
    #expect(NumberText.firstFitting(wordings, 15) == "a shorter one")
    #expect(NumberText.firstFitting(wordings, 4) == "sho…")
  }

  @Test func fittingKeepsTheWidthOfWideText() {
    #expect(NumberText.fitted("中文字", 5) == "中文…")
    #expect(NumberText.fitted("中文字", 4) == "中… ")
    #expect(NumberText.fitted("ab", 4) == "ab  ")
  }
}
