import Testing

@testable import Training

@Suite("Numbers in logs")
struct NumberTextTests {
  @Test(
    "are what Swift's own literals are",
    arguments: [
      ("0.5", 0.5), ("-1e-05", -1e-05), (".5", 0.5), ("3.", 3), ("+2", 2), ("1e300", 1e300),
      ("0.6864000558853149", 0.6864000558853149),
      ("1.7641715416294445e-11", 1.7641715416294445e-11),
      ("1180591620717411303424", 0x1p70),
      ("5e-324", .leastNonzeroMagnitude), ("1e999", Double.infinity), ("-inf", -Double.infinity),
      ("Infinity", Double.infinity), ("0000000000000000000000.25", 0.25),
    ])
  func values(_ text: String, _ value: Double) {
    #expect(NumberText.value(Array(text.utf8)[...]) == value)
  }

  @Test(
    "end with the text",
    arguments: ["", " ", "-", ".", "1 ", "1.2.3", "0x10", "1e", "e5", "1,5", "nano"])
  func noNumbers(_ text: String) {
    #expect(NumberText.value(Array(text.utf8)[...]) == nil)
  }

  @Test("may be no number in any case", arguments: ["nan", "NaN", "-nan", "NAN"])
  func notANumber(_ text: String) {
    #expect(NumberText.value(Array(text.utf8)[...])?.isNaN == true)
  }
}
