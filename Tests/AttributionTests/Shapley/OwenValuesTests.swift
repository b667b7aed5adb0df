import TestSupport
import Testing

@testable import Attribution

/// Partition SHAP's tree and values against shap 0.51, on a classifier that is computed from the text alone.
@Suite struct OwenValuesTests {
  @Test(arguments: try PartitionGolden().tree)
  func tokensAreJoinedAsShapJoinsThem(_ expected: PartitionGolden.Tree) {
    let tree = PartitionTree(joining: expected.tokens, separators: Set(expected.separators))
    #expect(tree.merges.map { [$0.left, $0.right, $0.size] } == expected.merges)
  }

  private func tree(_ expected: PartitionGolden.Case) -> PartitionTree {
    PartitionTree(
      leafCount: expected.segments.count,
      merges: expected.clustering.map {
        PartitionTree.Merge(left: Int($0[0]), right: Int($0[1]), size: Int($0[3]))
      })
  }

  @Test(arguments: try PartitionGolden().cases)
  func valuesAreShaps(_ expected: PartitionGolden.Case) throws {
    let classifier = try PartitionGolden().classifier
    let context = try expected.fixedContext.map { try #require(OwenValues.Context(rawValue: $0)) }
    var asked: [String] = []
    let found = try OwenValues(tree(expected), limit: expected.maxEvals, context: context) {
      masks in
      masks.map { mask in
        let string = expected.string(keeping: (0..<mask.count).map { mask[$0] })
        asked.append(string)
        return classifier.probabilities(string)
      }
    }
    if let strings = expected.strings { #expect(asked.sorted() == strings.sorted()) }
    #expect(found.evaluations == expected.evaluations + 2)
    func isClose(_ first: [[Double]], _ second: [[Double]]) -> Bool {
      first.count == second.count
        && zip(first, second).allSatisfy { zip($0, $1).allSatisfy { abs($0 - $1) < 1e-9 } }
    }
    #expect(isClose([found.base], [expected.base]))
    #expect(isClose(found.hierarchical, expected.hierarchical))
    #expect(isClose(found.values, expected.values))
    for label in found.base.indices {
      let sum = found.values.reduce(0) { $0 + $1[label] }
      #expect(abs(sum - (found.output[label] - found.base[label])) < 1e-9)
    }
  }

  /// The published golden: f = #good − #bad/2 + 2·(not and good).
  @Test func twoWordsThatSayMoreTogether() throws {
    let words = ["this", "film", "is", "not", "good"]
    let tree = PartitionTree(joining: words)
    var reports = 0
    let found = try OwenValues(tree, limit: 1000) { masks in
      masks.map { [($0[4] ? 1 : 0) + ($0[3] && $0[4] ? 2 : 0)] }
    } report: { soFar in
      reports += 1
      #expect(abs(soFar.values.reduce(0) { $0 + $1[0] } - 3) < 1e-12)
    }
    #expect(found.values == [[0], [0], [0], [1], [2]])
    #expect(found.base == [0])
    #expect(found.evaluations == 20)
    #expect(reports > 1)
  }

  @Test func oneAndTwoParts() throws {
    let one = try OwenValues(PartitionTree(joining: ["a"]), limit: 10) {
      $0.map { [$0[0] ? 3 : 1] }
    }
    #expect(one.values == [[2]])
    #expect(one.evaluations == 2)
    let two = try OwenValues(PartitionTree(joining: ["a", "b"]), limit: 2) {
      $0.map { [Double($0.keptCount)] }
    }
    #expect(two.values == [[1], [1]], "credit that is not split is shared by size")
  }
}
