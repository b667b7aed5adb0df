import Testing

@testable import Attribution

@Suite struct ExplanationFactsTests {
  @Test func sharesAreOfAllAbsoluteValues() {
    let facts = ExampleFacts.fear([
      .init("[CLS]", -1, isSpecial: true), .init("a", 2), .init("b", -1), .init("c", .nan),
    ])
    #expect(facts.totalWeight == 4)
    #expect(facts.parts.map(facts.share) == [0.25, 0.5, 0.25, 0])
    #expect(facts.specialShare == 0.25)
    #expect(facts.parts.map(\.direction) == [.against, .towards, .against, .neither])
    #expect(facts.partsWithoutValue == 1)
  }

  @Test func equalValuesStayInTheTextsOrder() {
    let facts = ExampleFacts.fear([.init("a", 1), .init("b", -2), .init("c", -1), .init("d", 2)])
    #expect(facts.rankedParts.map(\.text) == ["b", "d", "a", "c"])
  }

  @Test func atMostFivePartsAreNamedAndNoCrumbs() {
    let many = (0..<9).map { ExplanationFacts.Part("\($0)", Double(9 - $0)) }
    #expect(ExampleFacts.fear(many).decisiveParts.map(\.text) == ["0", "1", "2", "3", "4"])
    let crumbs: [ExplanationFacts.Part] = [.init("a", 0.001), .init("b", 1), .init("c", -0.2)]
    #expect(ExampleFacts.fear(crumbs).decisiveParts.map(\.text) == ["b", "c"])
    // Where all are crumbs the first is named.
    let even = (0..<200).map { ExplanationFacts.Part("\($0)", 1) }
    #expect(ExampleFacts.fear(even).decisiveParts.map(\.text) == ["0"])
  }

  @Test func howFewPartsHaveHalfOfTheWeight() {
    #expect(ExampleFacts.fear([.init("a", 1), .init("b", 2), .init("c", -1)]).partsForHalf == 1)
    // 0.3 + 0.3 + 0.3 is below half of what six of them add up to, by rounding.
    let even = (0..<6).map { ExplanationFacts.Part("\($0)", 0.3) }
    #expect(ExampleFacts.fear(even).partsForHalf == 3)
    #expect(ExampleFacts.fear([.init("a", 0)]).partsForHalf == nil)
  }

  @Test func withoutABaselineTheOutputItselfIsSharedOut() {
    #expect(ExampleFacts.fear([]).change == 6.21)
    #expect(abs(ExampleFacts.fear.change - 4.96) < 1e-12)
  }
}
