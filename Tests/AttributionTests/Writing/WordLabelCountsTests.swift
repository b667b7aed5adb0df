import Attribution
import Testing

@Suite struct WordLabelCountsTests {
  @Test func textsAreCountedOnceAWordWhateverTheCase() {
    var counts = WordLabelCounts(words: ["Anxious", "crowd", "anxious", ""])
    counts.add("anxious, ANXIOUS and anxious", label: "fear")
    counts.add("An anxious crowd.", label: "fear")
    counts.add("a crowd", label: "joy")
    counts.add("nothing", label: "joy")
    #expect(counts.textCount == 4)
    #expect(counts.labelCounts == ["fear": 2, "joy": 2])
    // Lift: (2/2) / (2/4) for anxious; (1/2) / (2/4) for crowd.
    #expect(
      counts.words == [
        .init(
          text: "Anxious", textCount: 2, labels: [.init(label: "fear", count: 2, lift: 2)]),
        .init(
          text: "crowd", textCount: 2,
          labels: [
            .init(label: "fear", count: 1, lift: 1), .init(label: "joy", count: 1, lift: 1),
          ]),
      ])
  }

  @Test func theMostFrequentLabelComesFirst() {
    var counts = WordLabelCounts(words: ["a"])
    for label in ["x", "y", "y", "b"] { counts.add("a", label: label) }
    #expect(counts.words[0].labels.map(\.label) == ["y", "b", "x"])
  }

  @Test func aTextWithSeveralLabelsCountsForEach() {
    var counts = WordLabelCounts(words: ["a"])
    counts.add("a", labels: ["x", "y", "x"])
    counts.add("b", labels: [])
    #expect(counts.textCount == 2)
    #expect(
      counts.words[0].labels == [
        .init(label: "x", count: 1, lift: 2), .init(label: "y", count: 1, lift: 2),
      ])
  }

  @Test func aWordThatNoTextHas() {
    var counts = WordLabelCounts(words: ["a"])
    #expect(counts.words == [.init(text: "a", textCount: 0, labels: [])])
    counts.add("b", label: "x")
    #expect(counts.words == [.init(text: "a", textCount: 0, labels: [])])
  }
}
