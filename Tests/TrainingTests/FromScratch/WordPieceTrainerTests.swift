import Testing

@testable import Model
@testable import Training

/// The vocabulary that is made of words, by hand and by what must hold of any.
struct WordPieceTrainerTests {
  /// The example in section 3.2 of Sennrich, Haddow and Birch 2016, worked through by hand with marks inside words.
  private static let words = ["low": 5, "lower": 2, "newest": 6, "widest": 3]

  @Test func mergesInTheOrderOfFrequencyAndThenOfAge() {
    let pieces = WordPieceTrainer(size: 100).pieces(of: Self.words)
    #expect(
      pieces
        == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        + ["d", "e", "i", "l", "n", "o", "r", "s", "t", "w"]
        + ["##o", "##w", "##e", "##r", "##s", "##t", "##i", "##d"]
        // Nine times each, then seven, six, three and two.
        + ["##es", "##est", "lo", "low", "ne", "##west", "newest", "wi", "##dest", "widest"]
        + ["##er", "lower"])
  }

  @Test(arguments: [24, 25, 30])
  func stopsAtTheSize(_ size: Int) {
    let all = WordPieceTrainer(size: 100).pieces(of: Self.words)
    let pieces = WordPieceTrainer(size: size).pieces(of: Self.words)
    #expect(pieces == Array(all.prefix(size)))
  }

  @Test func leavesRarePairsApart() {
    let pieces = WordPieceTrainer(size: 100, minimumFrequency: 6).pieces(of: Self.words)
    #expect(pieces.last == "newest")
  }

  @Test func rareScalarsOfALargeAlphabetGetNoPiece() {
    let words = ["aab": 4, "aac": 1]
    let pieces = WordPieceTrainer(size: 100, minimumFrequency: 100, alphabetLimit: 2)
      .pieces(of: words)
    #expect(pieces.dropFirst(5) == ["a", "b", "##a", "##b"])
  }

  @Test func overlappingPairsAreMergedFromTheLeft() {
    let pieces = WordPieceTrainer(size: 100).pieces(of: ["aaaaa": 3])
    // a ##a ##a ##a ##a: the pair (##a, ##a) occurs three times a word, (a, ##a) once.
    #expect(pieces.dropFirst(5) == ["a", "##a", "##aa", "aaa", "aaaaa"])
  }

  @Test func wordsAreCountedAsBERTCutsThem() {
    var counter = WordCounter(lowercases: true)
    counter.add("Café, CAFE! don't 中文")
    #expect(
      counter.counts
        == ["cafe": 2, ",": 1, "!": 1, "don": 1, "'": 1, "t": 1, "中": 1, "文": 1])
    var cased = WordCounter(lowercases: false)
    cased.add("Café CAFE")
    #expect(cased.counts == ["Café": 1, "CAFE": 1])
  }
}
