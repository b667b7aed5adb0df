import Model
import TestSupport
import Testing

@testable import Attribution

/// Partition SHAP's values as they hang on the tree.
@Suite struct PartitionValuesTests {
  /// `((0 1) (2 3))`.
  private let tree = PartitionTree(
    leafCount: 4,
    merges: [
      .init(left: 0, right: 1, size: 2), .init(left: 2, right: 3, size: 2),
      .init(left: 4, right: 5, size: 4),
    ])

  private func values(_ own: [Double]) -> PartitionValues {
    PartitionValues(tree, leafPieces: [[1], [2, 3], [4], [5]], own: own)
  }

  @Test(arguments: try PartitionGolden().cases)
  func handedDownTheyAreShapsValues(_ expected: PartitionGolden.Case) {
    let tree = PartitionTree(
      leafCount: expected.segments.count,
      merges: expected.clustering.map {
        PartitionTree.Merge(left: Int($0[0]), right: Int($0[1]), size: Int($0[3]))
      })
    for label in expected.base.indices {
      let values = PartitionValues(
        tree, leafPieces: (0..<tree.leafCount).map { [$0] },
        own: expected.hierarchical.map { $0[label] })
      for (found, value) in zip(values.leafValues, expected.values) {
        #expect(abs(found - value[label]) < 1e-9)
      }
      let sum = expected.values.reduce(0) { $0 + $1[label] }
      #expect(abs((values.sums.last ?? 0) - sum) < 1e-9)
    }
  }

  @Test func aNodeHasWhatIsBelowIt() {
    let values = values([1, 2, 3, 4, 10, 20, 100])
    #expect(values.sums == [1, 2, 3, 4, 13, 27, 140])
    #expect(values.pieces(of: 4) == [1, 2, 3])
    #expect(values.pieces(of: 6) == [1, 2, 3, 4, 5])
    // 100 is shared four ways, 10 and 20 in two.
    #expect(values.leafValues == [31, 32, 38, 39])
  }

  @Test func aGroupHasTheSumOfWhatItJoins() {
    #expect(values([1, 2, 3, 4, 10, 20, 100]).attributions == [31, 32, 38, 39, 63, 77, 140])
    let none = PartitionValues(PartitionTree(joining: []), leafPieces: [], own: [])
    #expect(none.attributions == [])
  }

  @Test func whatWasNotSplitStaysTogether() {
    // The budget ended before 2 and 3 were seen apart.
    #expect(values([1, 2, 0, 0, 0, 5, 0]).joinedGroups() == [5])
    #expect(values([1, 2, 3, 4, 0, 0, 0]).joinedGroups() == [])
    #expect(values([0, 0, 0, 0, 0, 0, 5]).joinedGroups() == [6])
  }

  @Test func aGroupIsShownAsOneWhereItDoesMoreThanAShareOfItsParts() {
    // A part of the group does 0.03, a hundredth of the strongest part 0.02.
    #expect(values([2, 1, 0, 0, 0.06, 0, 0]).joinedGroups() == [4])
    #expect(values([2, 1, 0, 0, 0.03, 0, 0]).joinedGroups() == [])
    #expect(values([2, 1, 0, 0, 0.03, 0, 0]).joinedGroups(threshold: 0.001) == [4])
    // Of groups within one another the outer is shown.
    #expect(values([2, 1, 0, 0, 8, 0, 8]).joinedGroups() == [6])
  }

  @Test func everyCutHasEveryLeafOnceAndInOrder() {
    var generator = SeededGenerator(seed: 7)
    for count in 1...40 {
      let words = (0..<count).map { _ in
        ["a", "##b", ",", ".", "and", "(", ")", "'"].randomElement(using: &generator) ?? "a"
      }
      let tree = PartitionTree(joining: words)
      for merges in 0...tree.merges.count {
        let cut = tree.cut { $0 < tree.leafCount + merges }
        #expect(cut.count == count - merges)
        #expect(cut.flatMap { tree.leaves(of: $0) } == Array(0..<count))
      }
    }
    #expect(PartitionTree(joining: []).cut { _ in true } == [])
  }

  @Test(arguments: [Granularity.piece, .word])
  func anEstimateHasThoseOfEveryClass(_ granularity: Granularity) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "a film so good that the crowd was not in front"
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    var request = AttributionRequest(method: .partitionSHAP, output: .probability)
    request.granularity = granularity
    // Not enough to see all words apart.
    request.evaluationLimit = 20
    let found = try await model.attribution(for: explained, request)
    for label in found.classes.indices {
      let other = try #require(found.explaining(label))
      let partition = try #require(other.partition)
      #expect(!partition.joinedGroups().isEmpty)
      for (pieces, value) in zip(partition.leafPieces, partition.leafValues) {
        let sum = pieces.reduce(0) { $0 + Double(other.values[$1]) }
        #expect(abs(sum - value) < 1e-5)
      }
      let base = Double(try #require(other.baseOutput))
      let total = try #require(partition.sums.last)
      #expect(abs(total - (Double(other.outputValue) - base)) < 1e-5)
    }
    #expect(found.partition?.tree == found.classes.first?.partition?.tree)
    let pieces = found.partition.map { $0.pieces(of: $0.tree.nodeCount - 1) }
    let own = explained.encoding.ids.indices.filter { !explained.encoding.isSpecial[$0] }
    #expect(pieces == own)
  }
}
