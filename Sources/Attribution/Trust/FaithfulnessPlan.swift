/// The variants of a text that the faithfulness of several methods asks for, each different one once, and the measures from their outputs.
///
/// Methods share the whole text, the empty one and those without one part; where two methods, or two measures of one, take out the same
/// parts, they share that too. How a part is taken out is the caller's matter: the measures of ERASER exist for tokens removed, masked and
/// padded, which are three runs of one plan. ferret removes tokens and reads what is left as a text again.
public struct FaithfulnessPlan: Sendable {
  /// The variants, none twice: the whole text, the empty one, those without one part, then each method's.
  public let masks: [FeatureMask]
  private let convention: RationaleConvention
  private let leaveOneOut: [Int]
  private let curveFractions: [Double]
  private let methods: [Method]

  /// One method's variants, as indices into the masks; the whole text is the first.
  private struct Method: Sendable {
    struct Rationale: Sendable {
      var fraction: Double
      var partCount: Int
      var without: Int
      var alone: Int
    }

    var scores: [Double]
    var rationales: [Rationale]
    var deletion: [Int]
    var insertion: [Int]
  }

  /// Masks in the order in which they were first asked for.
  private struct Store {
    var masks: [FeatureMask] = []
    private var indices: [FeatureMask: Int] = [:]

    mutating func index(of mask: FeatureMask) -> Int {
      if let index = indices[mask] { return index }
      indices[mask] = masks.count
      masks.append(mask)
      return masks.count - 1
    }

    /// The variant that only some parts are left of, and the one that only they are missing from.
    mutating func indices(of parts: ArraySlice<Int>, among count: Int) -> (
      alone: Int, without: Int
    ) {
      var alone = FeatureMask(count: count, keepingAll: false)
      var without = FeatureMask(count: count, keepingAll: true)
      for part in parts {
        alone[part] = true
        without[part] = false
      }
      return (index(of: alone), index(of: without))
    }
  }

  /// Gathers the variants.
  ///
  /// - Parameters:
  ///   - scores: a method's scores for the class explained, one a part; all methods score the same parts.
  ///   - convention: what the rationales are.
  ///   - curveSteps: into how many steps a curve is divided at most; each moves as many parts as the others, or one more.
  /// - Complexity: for m methods and n parts n + 2 variants, and at most m·2·(curveSteps + thresholds) more; O(n) time for each.
  public init(
    scores: [[Double]], convention: RationaleConvention = .eraser, curveSteps: Int = 32
  ) {
    precondition(curveSteps > 0, "a curve has at least one step")
    let count = scores.first?.count ?? 0
    precondition(scores.allSatisfy { $0.count == count }, "all methods score the same parts")
    self.convention = convention
    var store = Store()
    // What all methods share comes first; `results` finds the whole text at 0.
    for keepingAll in [true, false] {
      _ = store.index(of: FeatureMask(count: count, keepingAll: keepingAll))
    }
    leaveOneOut = (0..<count).map { part in
      var mask = FeatureMask(count: count, keepingAll: true)
      mask[part] = false
      return store.index(of: mask)
    }
    let steps = min(curveSteps, count)
    // Without parts the only point is the text, empty as it is.
    let moved = steps == 0 ? [0] : (0...steps).map { ($0 * count + steps / 2) / steps }
    curveFractions = moved.map { Double($0) / Double(max(count, 1)) }
    methods = scores.map { scores in
      let ranking = Ranking.falling(scores)
      let rationales = convention.rationales(ofRanked: ranking.map { scores[$0] }).map {
        let found = store.indices(of: ranking.prefix($0.partCount), among: count)
        return Method.Rationale(
          fraction: $0.fraction, partCount: $0.partCount, without: found.without,
          alone: found.alone)
      }
      let curves = moved.map { store.indices(of: ranking.prefix($0), among: count) }
      return Method(
        scores: scores, rationales: rationales, deletion: curves.map(\.without),
        insertion: curves.map(\.alone))
    }
    masks = store.masks
  }

  /// The measures, one a method.
  ///
  /// - Parameters:
  ///   - outputs: the model's outputs for `masks`, `[masks][labels]`.
  ///   - target: the label explained.
  public func results(of outputs: [[Double]], target: Int) -> [Faithfulness] {
    precondition(outputs.count == masks.count, "an output for each mask")
    let values = outputs.map { $0[target] }
    let whole = values[0]
    let changes = leaveOneOut.map { whole - values[$0] }
    func curve(_ indices: [Int]) -> PerturbationCurve {
      PerturbationCurve(
        zip(curveFractions, indices).map {
          PerturbationCurve.Point(fraction: $0, output: values[$1])
        })
    }
    return methods.map { method in
      let thresholds = method.rationales.map {
        Faithfulness.Threshold(
          fraction: $0.fraction, partCount: $0.partCount,
          comprehensiveness: whole - values[$0.without], sufficiency: whole - values[$0.alone])
      }
      func mean(_ measure: (Faithfulness.Threshold) -> Double, ofNone: Double) -> Double {
        thresholds.isEmpty
          ? ofNone : thresholds.reduce(0) { $0 + measure($1) } / Double(thresholds.count)
      }
      return Faithfulness(
        convention: convention, thresholds: thresholds,
        comprehensiveness: mean({ $0.comprehensiveness }, ofNone: 0),
        sufficiency: mean({ $0.sufficiency }, ofNone: 1), deletion: curve(method.deletion),
        insertion: curve(method.insertion), leaveOneOut: changes,
        leaveOneOutTau: RankCorrelation.kendall(method.scores, changes))
    }
  }

  /// Asks for the outputs block by block, then computes the measures, one a method.
  ///
  /// - Parameters:
  ///   - target: the label explained.
  ///   - blockSize: variants of one call at most.
  ///   - evaluate: the model's outputs for masks, `[masks][labels]`; what it throws, such as `CancellationError`, ends the work.
  public func results(
    target: Int, blockSize: Int = 64, evaluate: ([FeatureMask]) throws -> [[Double]]
  ) rethrows -> [Faithfulness] {
    precondition(blockSize > 0, "a block holds at least one variant")
    var outputs: [[Double]] = []
    outputs.reserveCapacity(masks.count)
    for start in stride(from: 0, to: masks.count, by: blockSize) {
      outputs += try evaluate(Array(masks[start..<min(start + blockSize, masks.count)]))
    }
    return results(of: outputs, target: target)
  }
}
