import Testing

@testable import TUI

@Suite struct NumberFormTests {
  @Test(
    arguments: [
      (5.77, "+3.12", 3.124), (0.98, "+0.031", 0.0312), (0.081, "−0.0071", -0.00712),
      (0.0041, "+0.00410", 0.0041), (0.00041, " 0.000000", 0.0000001),
      (0.000_003_2, "−3.2e-6", -0.000_003_2), (0.000_003_2, " 0", 0),
    ] as [(Float, String, Float)])
  func decimalsFollowTheLargestNumber(largest: Float, text: String, value: Float) {
    #expect(NumberText.signed(value, NumberForm(upTo: largest)) == text)
  }

  @Test func decimalsStayNearTheBorder() {
    let form = NumberForm(upTo: 1.2)
    #expect(NumberForm(upTo: 0.8, after: form) == .fixed(2))
    #expect(NumberForm(upTo: 0.4, after: form) == .fixed(3))
    #expect(NumberForm(upTo: 1.9, after: .fixed(3)) == .fixed(3))
    #expect(NumberForm(upTo: 2.1, after: .fixed(3)) == .fixed(2))
    #expect(NumberForm(upTo: 0.000_15, after: .scientific) == .scientific)
    #expect(NumberForm(upTo: 0, after: .fixed(4)) == .fixed(4))
  }

  @Test(arguments: stride(from: Float(-5), to: 3, by: 0.25).map { $0 })
  func twoDigitsOfTheLargestAreShown(exponent: Float) {
    let largest = Float.exp(exponent * 2.302585)
    for last in [NumberForm.fixed(2), .fixed(3), .fixed(4), .fixed(5), .fixed(6), .scientific] {
      let text = NumberText.plain(largest, NumberForm(upTo: largest, after: last))
      let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
      #expect(digits.count >= 2, "\(text) after \(last)")
    }
  }

  @Test func nothingIsWrittenAsMinusZero() {
    #expect(NumberText.plain(-0.001, .fixed(2)) == "0.00")
    #expect(NumberText.plain(-0.5, .fixed(2)) == "−0.50")
  }
}
