import Model
import Testing

@testable import headscope

@Suite("What is said of texts that were cut")
struct CutCounterTests {
  private func cut(at place: Int?) -> Encoding {
    var encoding = Samples.encoding
    encoding.cutOffAt = [place]
    return encoding
  }

  @Test("One text with its place, several with their number")
  func message() {
    var counter = CutCounter()
    counter.add(cut(at: 7))
    #expect(
      counter.message(limit: 1) == "the text was cut at character 7: the limit is 1 token")
    counter.add(cut(at: nil))
    counter.add(cut(at: 9))
    #expect(counter.message(limit: 5) == "2 of 3 texts were cut to the limit of 5 tokens")
  }

  @Test("Nothing where nothing was cut")
  func nothing() {
    var counter = CutCounter()
    counter.add(cut(at: nil))
    #expect(counter.message(limit: 5) == nil)
  }
}
