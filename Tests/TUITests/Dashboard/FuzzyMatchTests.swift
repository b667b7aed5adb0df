import Testing

@testable import TUI

@Suite struct FuzzyMatchTests {
  @Test func lettersMustOccurInOrder() {
    #expect(FuzzyMatch.score("mth", in: "method") != nil)
    #expect(FuzzyMatch.score("htm", in: "method") == nil)
  }

  @Test func beginningsOfWordsAndRunsCountMore() throws {
    let start = try #require(FuzzyMatch.score("st", in: "more steps"))
    let inside = try #require(FuzzyMatch.score("st", in: "hottest"))
    let split = try #require(FuzzyMatch.score("st", in: "save it"))
    #expect(start > inside)
    #expect(inside > split)
  }

  @Test func caseDoesNotMatter() {
    #expect(FuzzyMatch.score("IG", in: "integrated gradients") != nil)
  }
}
