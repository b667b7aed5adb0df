import Attribution
import Testing

@Suite struct HotWordTests {
  @Test(arguments: [
    ("good", "so GOOD!", true), ("good", "goodness", false), ("good", "feelgood", false),
    ("good", "goodness, good", true), ("don", "don't", false), ("don't", "I Don't know", true),
    ("acted", "well-acted", false), ("well", "well - acted", true), ("foo", "foo_bar", false),
    ("000", "1,000", false), ("a", "a,b", true), ("好", "你好吗", true), ("好", "a好b", true),
    ("!", "oh!!", true), ("-", "well-acted", false), ("port=22", "tcp port=22 x", true),
    ("port=2", "port=22", false), ("e", "e\u{301}", false), ("é", "E\u{301}", true),
    ("cafe\u{301}", "CAFÉ", true), ("a b", "x a b y", true), ("", "x", false),
    ("long", "lo", false),
  ])
  func wordsAreWhole(word: String, text: String, isThere: Bool) {
    #expect(HotWord(word).isIn(text) == isThere)
  }

  @Test func caseDoesNotTellWordsApart() {
    #expect(HotWord("Good") == HotWord("gOOD"))
    #expect(Set([HotWord("a"), HotWord("A"), HotWord("b")]).count == 2)
  }
}
