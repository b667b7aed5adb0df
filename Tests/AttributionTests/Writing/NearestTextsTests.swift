import Attribution
import Testing

@Suite struct NearestTextsTests {
  @Test func theNearestAreKeptByCosine() {
    var nearest = NearestTexts(to: [3, 4], of: "x", limit: 2)
    nearest.add([-3, -4], label: "a", text: "opposite")
    nearest.add([4, 3], label: "b", text: "near")  // 24 / 25
    nearest.add([0, 2], label: "c", text: "farther")  // 4 / 5
    nearest.add([0.3, 0.4], label: "d", text: "same direction")
    let found = nearest.neighbours()
    #expect(found.map(\.text) == ["same direction", "near"])
    #expect(abs(found[0].similarity - 1) < 1e-6)
    #expect(abs(found[1].similarity - 0.96) < 1e-12)
    #expect(nearest.comparedCount == 4)
  }

  @Test func ofEquallyNearOnesTheEarlierStays() {
    var nearest = NearestTexts(to: [1, 0], of: "x", limit: 2)
    for text in ["first", "second", "third"] { nearest.add([2, 0], label: "a", text: text) }
    #expect(nearest.neighbours().map(\.text) == ["first", "second"])
  }

  @Test func theExplainedTextIsKnownAgain() {
    var nearest = NearestTexts(to: [1], of: "x")
    nearest.add([1], label: "a", text: "X")
    nearest.add([1], label: "a", text: "x")
    #expect(nearest.neighbours().map(\.isSameText) == [false, true])
  }

  @Test func sharedWordsAreThoseOfTheExplainedText() {
    var nearest = NearestTexts(to: [1], of: "Good day")
    nearest.add([1], label: "a", text: "a GOOD night")
    #expect(nearest.neighbours(sharing: ["Good", "day", "good"])[0].sharedWords == ["Good"])
  }

  @Test func vectorsWithoutADirectionAreSkipped() {
    var nearest = NearestTexts(to: [1, 0], of: "x")
    nearest.add([0, 0], label: "a", text: "zero")
    nearest.add([.nan, 0], label: "a", text: "nan")
    nearest.add([.infinity, 0], label: "a", text: "infinite")
    #expect(nearest.neighbours().isEmpty)
    #expect(nearest.skippedCount == 3)
    var none = NearestTexts(to: [0, 0], of: "x")
    none.add([1, 0], label: "a", text: "y")
    #expect(none.neighbours().isEmpty)
    var unwanted = NearestTexts(to: [1], of: "x", limit: 0)
    unwanted.add([1], label: "a", text: "y")
    #expect(unwanted.neighbours().isEmpty)
  }
}
