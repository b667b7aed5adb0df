import Attribution
import Model
import Testing

@testable import headscope

@Suite("The tree of Partition SHAP in the JSON of explain")
struct HierarchyJSONTests {
  private func nodes(
    _ explanation: Explanation, leafPieces: [[Int]], own: [Double],
    _ change: (inout Explanation) -> Void = { _ in }
  ) throws -> [JSONValue] {
    var explanation = explanation
    explanation.estimate.method = .partitionSHAP
    explanation.estimate.partition = PartitionValues(
      PartitionTree(joining: leafPieces.map { _ in "a" }), leafPieces: leafPieces, own: own)
    change(&explanation)
    return try #require(
      JSONValue.parse(ExplanationJSON.line(explanation))["hierarchy"]?.arrayValue)
  }

  @Test("A group stands where its parts do and has the sum of the two that it joins")
  func pieces() throws {
    // `so`, `an`, `##xious`: equals are joined from the left, so first 0 and 1, then their group and 2.
    let nodes = try nodes(
      Samples.explanation(), leafPieces: [[1], [2], [3]], own: [1, 2, 3, 4, 9])
    #expect(nodes.map { $0["start"]?.intValue } == [0, 3, 5, 0, 0])
    #expect(nodes.map { $0["end"]?.intValue } == [2, 5, 10, 5, 10])
    // 9 is shared three ways, 4 in two.
    #expect(nodes.map { $0["attribution"]?.doubleValue } == [6, 7, 6, 13, 19])
    #expect(nodes.map { $0["own"]?.doubleValue } == [1, 2, 3, 4, 9])
    #expect(
      nodes.map { $0["children"] } == [
        nil, nil, nil, .array([.integer(0), .integer(1)]), .array([.integer(3), .integer(2)]),
      ])
    #expect(nodes.allSatisfy { $0["sequence"] == nil })
  }

  @Test("Parts that are no pieces stand where the features do, special tokens nowhere")
  func partsAndSpecialTokens() throws {
    let nodes = try nodes(
      Samples.explanation(), leafPieces: [[0], [1], [2, 3], [4]],
      own: [0, 0, 0, 0, 0, 0, 8]
    ) {
      $0.estimate.features = [
        TextFeature(text: "so ", sequence: 0, ranges: [0..<3], pieces: [[1]]),
        TextFeature(text: "anxious", sequence: 0, ranges: [3..<10], pieces: [[2, 3]]),
      ]
    }
    #expect(nodes.map { $0["start"]?.intValue } == [0, 0, 3, 0, 0, 3, 0])
    #expect(nodes.map { $0["end"]?.intValue } == [0, 3, 10, 0, 3, 10, 10])
    #expect(nodes.map { $0["attribution"]?.doubleValue } == [2, 2, 2, 2, 4, 4, 8])
  }

  @Test("A group of both texts of a pair has no place, nor has what it is joined with")
  func pair() throws {
    let nodes = try nodes(Samples.pair, leafPieces: [[1], [3], [3]], own: [1, 1, 1, 0, 0])
    #expect(nodes.map { $0["start"] } == [.integer(0), .integer(0), .integer(0), .null, .null])
    #expect(nodes.map { $0["sequence"] } == [nil, .integer(1), .integer(1), .null, .null])
  }

  @Test("Other methods have no tree")
  func others() throws {
    let json = try JSONValue.parse(ExplanationJSON.line(Samples.explanation()))
    #expect(json["hierarchy"] == nil)
  }
}
