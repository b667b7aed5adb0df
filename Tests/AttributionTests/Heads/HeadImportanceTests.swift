import Attribution
import Model
import TestSupport
import Testing

@Suite struct HeadImportanceTests {
  @Test func isTheMeanOfTheGradientsMagnitudes() {
    var importance = HeadImportance()
    importance.add([[[1, -2], [0, 4]], [[-3, 2], [0, 0]]])
    #expect(importance.texts == 2)
    #expect(importance.values == [[2, 2], [0, 2]])
    let normalized = importance.normalizedByLayer
    #expect(abs(normalized[0][0] - 0.5.squareRoot()) < 1e-12)
    #expect(normalized[1] == [0, 1])
  }

  @Test(arguments: GoldenModels.tiny)
  func textsTogetherAreTheMeanOfTextsAlone(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let texts = [Encoding.of([5, 8, 9, 10, 11]), .of([5, 30, 31])]
    func measure(_ texts: [Encoding]) async throws -> HeadImportance {
      try await model.perform { classifier in
        var importance = HeadImportance()
        try importance.measure(texts, of: .logit, with: classifier)
        return importance
      }
    }
    let (first, second) = (try await measure([texts[0]]), try await measure([texts[1]]))
    let both = try await measure(texts)
    for layer in both.values.indices {
      for head in both.values[layer].indices {
        let mean = (first.values[layer][head] + second.values[layer][head]) / 2
        #expect(abs(both.values[layer][head] - mean) < 1e-5)
      }
    }
    #expect(both.values.joined().contains { $0 > 1e-4 })
  }
}
