import Foundation
import TestSupport
import Testing

@testable import Model

@Suite("Cleaning a text")
struct TextCleanerTests {
  private func clean(_ text: String, _ stages: CleaningStage...) -> String {
    TextCleaner(stages).clean(text).text
  }

  /// What was typed where a part of the cleaned text stands.
  private func typed(_ part: String, of cleaned: CleanedText) -> String? {
    guard let found = cleaned.text.range(of: part) else { return nil }
    let start = cleaned.text.unicodeScalars.distance(
      from: cleaned.text.startIndex, to: found.lowerBound)
    let range = cleaned.typedRange(start..<start + part.unicodeScalars.count)
    return String(String.UnicodeScalarView(Array(cleaned.raw.unicodeScalars)[range]))
  }

  @Test("without stages leaves it as it is")
  func nothing() {
    let cleaned = TextCleaner().clean("  A  b ")
    #expect(cleaned.text == "  A  b ")
    #expect(cleaned.steps.isEmpty)
    #expect(cleaned.typedRange(2..<3) == 2..<3)
  }

  @Test("takes web addresses out, but not the sentence's end")
  func urls() {
    #expect(clean("see http://a.b/c?d=e&f, or (www.x.org).", .urls) == "see , or ( ).")
    #expect(clean("HTTPS://T.CO/x", .urls) == "")
    #expect(clean("the xhttp://a and www. stay", .urls) == "the xhttp://a and www. stay")
  }

  @Test("takes mentions out, but not e-mail addresses")
  func mentions() {
    #expect(clean("@you_2 and me@home.org @ noon", .mentions) == "and me@home.org @ noon")
  }

  @Test("takes tags out and reads entities")
  func html() {
    #expect(
      clean("a<br />b <i>c</i> I &lt;3 R&amp;B &#39;x&#x27; 1 < 2", .html)
        == "a b c I <3 R&B 'x' 1 < 2")
    #expect(clean("a <!-- <b> --> c", .html) == "a c")
    #expect(clean("&unknown; &; & &#0; <", .html) == "&unknown; &; & &#0; <")
  }

  @Test("takes punctuation out, which parts words but for apostrophes")
  func punctuation() {
    #expect(clean("Don't stop-it, “now”… $5 #tag!", .punctuation) == "Dont stop it now 5 tag")
    #expect(clean("it’s 'quoted'", .punctuation) == "its quoted")
    #expect(clean("很好，真的。", .punctuation) == "很好 真的")
  }

  @Test("takes symbols and emoji out as a whole")
  func symbols() {
    #expect(clean("I ❤️ it 👩‍👧 5€ → x", .symbols) == "I it 5 x")
  }

  @Test("takes digits out")
  func digits() {
    #expect(clean("the 2nd of 1,000 ½ ٣", .digits) == "the nd of ,")
  }

  @Test("makes letters small, in any script")
  func lowercase() {
    #expect(clean("ÀB ΣΑΣ İ", .lowercase) == "àb σασ i\u{307}")
  }

  @Test("takes stop words out, with and without their apostrophes")
  func stopwords() {
    #expect(clean("I don't like THE weather", .stopwords()) == "like weather")
    #expect(clean("I Don’t like it, dont you", .stopwords()) == "like ,")
    #expect(clean("don't be ill", .punctuation, .lowercase, .stopwords()) == "ill")
    #expect(clean("one two three", .stopwords(["two"])) == "one three")
  }

  @Test("has the 179 words of the usual list")
  func englishList() {
    #expect(StopwordList.englishWords.count == 179)
    #expect(Set(StopwordList.englishWords).count == 179)
  }

  @Test("shows the text after each stage, in the order written")
  func steps() {
    let text = "@bob LOOK: http://a.b it's GREAT!!"
    let cleaner = TextCleaner([.urls, .mentions, .punctuation, .lowercase, .stopwords()])
    let cleaned = cleaner.clean(text)
    #expect(
      cleaned.steps.map { "\($0.stage): \($0.text)" } == [
        "urls: @bob LOOK: it's GREAT!!", "mentions: LOOK: it's GREAT!!",
        "punctuation: LOOK its GREAT", "lowercase: look its great", "stopwords: look great",
      ])
    // Punctuation first, and the address is in pieces.
    let other = TextCleaner([.punctuation, .urls]).clean(text)
    #expect(other.text == "bob LOOK http a b its GREAT")
  }

  @Test("knows where everything that is left was typed")
  func alignment() {
    let cleaned = TextCleaner([.html, .urls, .mentions, .punctuation, .lowercase, .stopwords()])
      .clean("é🙂 <b>Don't</b> @x PANIC &amp; http://y.z İt's OK!")
    #expect(cleaned.text == "é🙂 panic i\u{307}ts ok")
    #expect(typed("é", of: cleaned) == "é")
    #expect(typed("panic", of: cleaned) == "PANIC")
    #expect(typed("i\u{307}ts", of: cleaned) == "İt's")
    #expect(typed("ok", of: cleaned) == "OK")
  }

  @Test("knows where a character that stands for several was typed")
  func entityAlignment() {
    let cleaned = TextCleaner([.html]).clean("R&amp;B")
    #expect(cleaned.typedRange(1..<2) == 1..<6)
    #expect(cleaned.typedRange(2..<3) == 6..<7)
    #expect(cleaned.typedRange(3..<3) == 7..<7)
  }

  @Test("keeps every place inside the text and in order, whatever the text and stages")
  func anyText() throws {
    var generator = SeededGenerator(seed: 3)
    let parts = [
      "http://a", "www.", "@", "@é", "<b>", "<!--", "-->", "&amp;", "&#99999999;", "&", ";", "'",
      "’",
      "don't", "İ", "ẞ", "👩‍👧", "\u{301}", " ", "\n\t", "。", "1", "½", "\u{0}", "\u{10FFFF}", "X",
    ]
    for _ in 0..<400 {
      let count = Int.random(in: 0...12, using: &generator)
      let text = (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
      let names = CleaningStage.names.shuffled(using: &generator).prefix(4)
      let cleaned = try TextCleaner(names: Array(names)).clean(text)
      let scalars = cleaned.text.unicodeScalars.count
      var last = 0
      for place in 0..<scalars {
        let range = cleaned.typedRange(place..<place + 1)
        #expect(range.lowerBound >= last)
        #expect(range.upperBound <= text.unicodeScalars.count)
        last = range.lowerBound
      }
    }
  }

  @Test("is stored as names, and as lists of own words")
  func storage() throws {
    let cleaner = TextCleaner([.urls, .stopwords(["a", "b"]), .stopwords()])
    #expect(try TextCleaner(cleaner.json, source: "x") == cleaner)
    let file = try JSONValue.parse("[\"urls\", {\"stopwords\": [\"a\", \"b\"]}, \"stopwords\"]")
    #expect(try TextCleaner(file, source: "x") == cleaner)
    for wrong in ["[\"url\"]", "{}", "[7]", "[{\"words\": []}]"] {
      #expect(throws: ModelError.self) {
        try TextCleaner(JSONValue.parse(wrong), source: "headscope.json")
      }
    }
  }

  @Test("takes own words from a file, and refuses names it does not know")
  func names() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID())")
    try Data("foo\r\nBar\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let cleaner = try TextCleaner(names: ["lowercase", file.path])
    #expect(cleaner.clean("Foo fights BAR").text == "fights")
    let error = #expect(throws: ModelError.self) { try TextCleaner(names: ["lower"]) }
    #expect(error?.advice?.contains("urls, mentions, html") == true)
  }
}
