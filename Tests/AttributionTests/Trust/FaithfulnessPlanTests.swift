import Model
import TestSupport
import Testing

@testable import Attribution

/// Faithfulness against ERASER's and ferret's formulas on a classifier of words, and what must hold for any model.
@Suite struct FaithfulnessPlanTests {
  private func answers(_ expected: TrustGolden.Text) throws -> ([FeatureMask]) -> [[Double]] {
    let classifier = try TrustGolden().classifier
    return { masks in
      masks.map { mask in
        classifier.probabilities(mask.kept.map { expected.words[$0] }.joined(separator: " "))
      }
    }
  }

  private func isClose(_ first: [Double], _ second: [Double]) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  private func isClose(_ found: Faithfulness, _ expected: TrustGolden.Rationales) -> Bool {
    let rows = found.thresholds.map {
      [$0.fraction, Double($0.partCount), $0.comprehensiveness, $0.sufficiency]
    }
    return rows.count == expected.thresholds.count
      && zip(rows, expected.thresholds).allSatisfy(isClose)
      && isClose(
        [found.comprehensiveness, found.sufficiency],
        [expected.comprehensiveness, expected.sufficiency])
  }

  private func isClose(_ found: PerturbationCurve, _ expected: TrustGolden.Curve) -> Bool {
    let count = Double(expected.moved.last ?? 1)
    return isClose(found.points.map(\.fraction), expected.moved.map { Double($0) / count })
      && isClose(found.points.map(\.output), expected.outputs)
      && abs(found.area - expected.area) < 1e-12
  }

  /// captum's `FeatureAblation` of its `DummyLLM`: four words of a prompt, the log probabilities of an answer and of its five tokens.
  @Test func leavingOneOutIsCaptumsAblationOfALanguageModel() throws {
    let golden = try LanguageAttributionGolden()
    let expected = try golden.values("ablation")
    let plan = FaithfulnessPlan(scores: [golden.pieces.map { _ in 0 }])
    let outputs = plan.masks.map { golden.outputs(keeping: $0.kept) }
    for (output, published) in expected.published.enumerated() {
      let found = try #require(plan.results(of: outputs, target: output).first).leaveOneOut
      #expect(found.count == published.count)
      for (value, wanted) in zip(found, published) {
        #expect(abs(value - wanted) < LanguageAttributionGolden.tolerance)
      }
      for (value, wanted) in zip(found, expected.values[output]) {
        #expect(abs(value - wanted) < 1e-9)
      }
    }
  }

  @Test(arguments: try TrustGolden().faithfulness)
  func measuresAreErasers(_ expected: TrustGolden.Text) throws {
    let plan = FaithfulnessPlan(
      scores: expected.methods.map(\.scores), curveSteps: expected.curveSteps)
    #expect(plan.masks.count == expected.variants)
    #expect(Set(plan.masks).count == plan.masks.count, "no variant twice")
    let results = plan.results(of: try answers(expected)(plan.masks), target: expected.target)
    #expect(results.count == expected.methods.count)
    for (found, method) in zip(results, expected.methods) {
      #expect(isClose(found, method.eraser), "\(method.name)")
      #expect(isClose(found.deletion, method.deletion), "\(method.name)")
      #expect(isClose(found.insertion, method.insertion), "\(method.name)")
      #expect(isClose(found.leaveOneOut, expected.leaveOneOut))
      #expect((found.leaveOneOutTau == nil) == (method.leaveOneOutTau == nil))
      if let tau = found.leaveOneOutTau, let wanted = method.leaveOneOutTau {
        #expect(abs(tau - wanted) < 1e-12, "\(method.name)")
      }
    }
  }

  @Test(arguments: try TrustGolden().faithfulness)
  func measuresAreFerrets(_ expected: TrustGolden.Text) throws {
    let plan = FaithfulnessPlan(
      scores: expected.methods.map(\.scores), convention: .ferret, curveSteps: expected.curveSteps)
    let results = plan.results(of: try answers(expected)(plan.masks), target: expected.target)
    for (found, method) in zip(results, expected.methods) {
      #expect(isClose(found, method.ferret), "\(method.name)")
      #expect(isClose(found.deletion, method.deletion), "\(method.name)")
    }
  }

  @Test(arguments: [1, 7, 64, 100_000])
  func blocksChangeNothing(_ size: Int) throws {
    let expected = try #require(try TrustGolden().faithfulness.first)
    let evaluate = try answers(expected)
    let plan = FaithfulnessPlan(scores: expected.methods.map(\.scores))
    var calls = 0
    let found = plan.results(target: 1, blockSize: size) { masks in
      calls += 1
      #expect(masks.count <= size && !masks.isEmpty)
      return evaluate(masks)
    }
    #expect(found == plan.results(of: evaluate(plan.masks), target: 1))
    #expect(calls == (plan.masks.count + size - 1) / size)
  }

  @Test func whatTheModelThrowsEndsTheWork() {
    let plan = FaithfulnessPlan(scores: [[3, 2, 1], [1, 2, 3]])
    var calls = 0
    #expect(throws: CancellationError.self) {
      try plan.results(target: 0, blockSize: 2) { masks in
        calls += 1
        if calls == 3 { throw CancellationError() }
        return masks.map { _ in [0] }
      }
    }
    #expect(calls == 3)
  }

  /// An additive model: every measure has a closed form.
  @Test func aSumIsExplainedByItsTerms() throws {
    let terms: [Double] = [4, -2, 1, 8, 0, 2, -1, 0.5, -4, 3]
    let plan = FaithfulnessPlan(scores: [terms, terms.map { -$0 }, terms.map { $0 * 7 }])
    let results = plan.results(target: 0) { masks in
      masks.map { [$0.kept.reduce(10) { $0 + terms[$1] }] }
    }
    let whole = terms.reduce(10, +)
    #expect(results[0].leaveOneOut == terms)
    for (found, tau) in zip(results, [1.0, -1, 1]) {
      #expect(abs((found.leaveOneOutTau ?? .nan) - tau) < 1e-15)
    }
    #expect(results[0].thresholds.map(\.comprehensiveness) == [8, 8, 8, 12, 18])
    #expect(
      results[0].thresholds.map(\.sufficiency)
        == [8, 8, 8, 12, 18].map { whole - 10 - $0 })
    #expect(results[0] == results[2], "the scale of scores has no influence")
    #expect(results[0].deletion.area < results[1].deletion.area)
    #expect(results[0].insertion.area > results[1].insertion.area)
    // Taking out by falling score is putting in by rising score, backwards.
    #expect(
      results[0].deletion.points.map(\.output)
        == results[1].insertion.points.reversed().map(\.output))
    #expect(abs(results[0].deletion.area - results[1].insertion.area) < 1e-12)
  }

  @Test(arguments: [0, 1, 2, 3, 31, 32, 33, 63, 64, 65, 200, 512])
  func curvesGoFromTheTextToNothingAndBack(_ count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let scores = (0..<3).map { _ in
      (0..<count).map { _ in Double.random(in: -1..<1, using: &generator) }
    }
    let constant = [Double](repeating: 1, count: count)
    let plan = FaithfulnessPlan(scores: scores + [constant], curveSteps: 32)
    #expect(plan.masks.count <= count + 2 + 4 * 2 * 37)
    #expect(Set(plan.masks).count == plan.masks.count)
    let results = plan.results(target: 1) { masks in
      masks.map { mask in [0, mask.kept.reduce(0.25) { $0 + scores[0][$1] * scores[1][$1] }] }
    }
    let whole = count == 0 ? 0.25 : (0..<count).reduce(0.25) { $0 + scores[0][$1] * scores[1][$1] }
    for found in results {
      for (curve, first, last) in [(found.deletion, whole, 0.25), (found.insertion, 0.25, whole)] {
        #expect(curve.points.count == min(count, 32) + 1)
        #expect(abs((curve.points.first?.output ?? .nan) - first) < 1e-9)
        #expect(abs((curve.points.last?.output ?? .nan) - last) < 1e-9)
        #expect(curve.points.first?.fraction == 0)
        #expect(curve.points.last?.fraction == (count == 0 ? 0 : 1))
        let lowest = curve.points.map(\.output).min() ?? .nan
        let highest = curve.points.map(\.output).max() ?? .nan
        #expect(curve.area >= lowest - 1e-12 && curve.area <= highest + 1e-12)
      }
      #expect(found.thresholds.count == 5)
      #expect(found.leaveOneOut.count == count)
      let isFinite = [found.comprehensiveness, found.sufficiency].allSatisfy { $0.isFinite }
      #expect(isFinite)
    }
    #expect(results[3].leaveOneOutTau == nil, "a constant ranks nothing")
  }

  /// ferret's last threshold takes every part with a positive score.
  @Test func theWholeTextAsRationaleLeavesTheEmptyOne() {
    let scores: [Double] = [0.3, 0.1, 0.2, 0.4]
    let plan = FaithfulnessPlan(scores: [scores], convention: .ferret)
    let found = plan.results(target: 0) { $0.map { [$0.keptCount == 4 ? 0.9 : 0.1] } }[0]
    #expect(found.thresholds.last?.partCount == 4)
    #expect(found.thresholds.last?.comprehensiveness == 0.9 - 0.1)
    #expect(found.thresholds.last?.sufficiency == 0)
  }

  @Test func methodsShareVariants() {
    let scores: [Double] = [5, 4, 3, 2, 1]
    let one = FaithfulnessPlan(scores: [scores])
    let two = FaithfulnessPlan(scores: [scores, scores.map { $0 * 2 }])
    #expect(one.masks == two.masks)
    // The whole, the empty one, 5 without a part, and 2 · 4 on the curves, of which the first deletion and the last insertion are
    // among the 5.
    #expect(one.masks.count == 2 + 5 + 2 * 4 - 2)
  }

  @Test func noPartsAndNoMethods() {
    let none = FaithfulnessPlan(scores: [[], []])
    #expect(none.masks == [FeatureMask(count: 0, keepingAll: true)])
    let found = none.results(of: [[0.7]], target: 0)
    #expect(found.map(\.comprehensiveness) == [0, 0])
    #expect(found.map(\.deletion.area) == [0.7, 0.7])
    #expect(found.map(\.leaveOneOutTau) == [nil, nil])
    let ferret = FaithfulnessPlan(scores: [[]], convention: .ferret).results(of: [[0.7]], target: 0)
    #expect(ferret.map(\.sufficiency) == [1])
    #expect(FaithfulnessPlan(scores: []).results(target: 0) { $0.map { _ in [1] } }.isEmpty)
  }

  @Test func aScoreThatIsNaNComesLast() {
    let plan = FaithfulnessPlan(scores: [[1, .nan, 3]])
    let found = plan.results(target: 0) { $0.map { [Double($0.keptCount)] } }[0]
    #expect(found.leaveOneOutTau == nil)
    #expect(found.deletion.points.map(\.output) == [3, 2, 1, 0])
  }
}
