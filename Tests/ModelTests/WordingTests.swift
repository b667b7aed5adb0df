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
}
