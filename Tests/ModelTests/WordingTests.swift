import Model
import Testing

struct WordingTests {
  @Test(arguments: [(0, "0 texts"), (1, "1 text"), (2, "2 texts"), (-1, "-1 texts")])
  func aNounIsSingularForOneAlone(count: Int, text: String) {
    #expect(Wording.count(count, "text") == text)
  }

  @Test func anIrregularPluralIsGiven() {
    #expect(Wording.count(1, "pass", plural: "passes") == "1 pass")
    #expect(Wording.count(3, "pass", plural: "passes") == "3 passes")
  }

  @Test(
    "Numbers that follow each other are a range",
    arguments: [
      ([3], "layer 3"), ([0, 1], "layers 0, 1"), ([0, 3, 4, 5, 7], "layers 0, 3–5, 7"),
      ([1, 2, 3], "layers 1–3"),
    ])
  func lists(numbers: [Int], text: String) {
    #expect(Wording.list(numbers, "layer") == text)
  }

  @Test("Thousands are set apart")
  func grouped() {
    #expect(Wording.grouped(0) == "0")
    #expect(Wording.grouped(999) == "999")
    #expect(Wording.grouped(1000) == "1,000")
    #expect(Wording.grouped(-1_234_567) == "-1,234,567")
  }
}
