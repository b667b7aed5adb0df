import Foundation
import Model
import TestSupport

@testable import Attribution

/// A classifier whose logits are sums of random terms of the parts, and of pairs of them: all its variants can be asked.
struct ToyFlipModel {
  let partCount: Int
  let labelCount: Int
  private let bias: [Double]
  /// What each part adds, `[parts][labels]`.
  private let terms: [[Double]]
  /// What each pair adds, `[parts][parts][labels]`.
  private let pairs: [[[Double]]]

  init(_ partCount: Int, labels: Int = 3, interaction: Double = 0.5, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func draw(_ scale: Double) -> [Double] {
      (0..<labels).map { _ in scale * Double.random(in: -1..<1, using: &generator) }
    }
    self.partCount = partCount
    labelCount = labels
    // What the text is without any part is one class, what it is with all of them mostly another.
    bias = draw(1)
    terms = (0..<partCount).map { _ in draw(1) }
    pairs = (0..<partCount).map { _ in (0..<partCount).map { _ in draw(interaction) } }
  }

  /// A term that replacements bring, other for every part and piece.
  private func replaced(_ part: Int, _ id: Int32) -> [Double] {
    var generator = SeededGenerator(seed: UInt64(part) << 32 | UInt64(UInt32(bitPattern: id)))
    return (0..<labelCount).map { _ in 2 * Double.random(in: -1..<1, using: &generator) }
  }

  func logits(_ edits: [CounterfactualEdit]) -> [Double] {
    let edited = Dictionary(uniqueKeysWithValues: edits.map { ($0.part, $0) })
    var result = bias
    for part in 0..<partCount {
      let term: [Double]
      switch edited[part]?.change {
      case nil: term = terms[part]
      case .deletion: continue
      case .replacement(let id): term = replaced(part, id)
      }
      for label in 0..<labelCount { result[label] += term[label] }
      for other in 0..<part where edited[part] == nil && edited[other] == nil {
        for label in 0..<labelCount { result[label] += pairs[part][other][label] }
      }
    }
    return result
  }

  func probabilities(_ edits: [CounterfactualEdit]) -> [Float] {
    let powers = logits(edits).map { exp($0) }
    let sum = powers.reduce(0, +)
    return powers.map { Float($0 / sum) }
  }

  func sigmoids(_ edits: [CounterfactualEdit]) -> [Float] {
    logits(edits).map { Float(1 / (1 + exp(-$0))) }
  }

  /// All sets of edits of which no part is deleted from all, by what each part's changes may be.
  func allSets(_ changes: [[CounterfactualEdit.Change]]) -> [[CounterfactualEdit]] {
    var sets: [[CounterfactualEdit]] = [[]]
    for part in 0..<partCount {
      sets = sets.flatMap { set in
        [set] + changes[part].map { set + [CounterfactualEdit(part, $0)] }
      }
    }
    return sets.filter { $0.count { $0.change == .deletion } < partCount || partCount == 0 }
  }

  /// The sets that reach a goal and of which no proper subset does, by asking all.
  static func minimal(
    _ sets: [[CounterfactualEdit]], where isReached: ([CounterfactualEdit]) -> Bool
  ) -> Set<[CounterfactualEdit]> {
    var result: [Set<CounterfactualEdit>] = []
    for set in sets.filter({ !$0.isEmpty && isReached($0) }).sorted(by: { $0.count < $1.count }) {
      let edits = Set(set)
      if !result.contains(where: { $0.isSubset(of: edits) }) { result.append(edits) }
    }
    return Set(result.map { $0.sorted() })
  }

  static func best(_ outputs: [Float]) -> Int {
    outputs.indices.max { (outputs[$0], -$0) < (outputs[$1], -$1) } ?? 0
  }
}

extension CounterfactualSettings {
  /// A search that leaves nothing out.
  static func exhaustive(
    _ kinds: Kinds, wanted: WantedClass = .other, mostEdits: Int, candidates: Int = 8
  ) -> CounterfactualSettings {
    CounterfactualSettings(
      kinds: kinds, wanted: wanted, mostEdits: mostEdits, count: 1_000_000, beamWidth: 1_000_000,
      combinedEdits: 1_000_000, candidatesPerPart: candidates, evaluationLimit: 10_000_000)
  }
}
