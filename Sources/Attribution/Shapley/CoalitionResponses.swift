/// What the model has said of the subsets so far, the first of a sample.
struct CoalitionResponses {
  /// All that the model is asked.
  let sample: CoalitionSample
  /// The outputs with no part kept.
  let base: [Double]
  /// Those with all parts kept less these, a number a label.
  let total: [Double]
  /// Outputs less those with no part kept, `[subsets][labels]`.
  private(set) var outputs: [[Double]] = []
  /// How often those of the drawn subsets that are answered were drawn.
  private(set) var drawnCount = 0.0
  private var enumerated: CoalitionMoments
  private var drawn: CoalitionMoments

  /// Nothing but the two ends is known.
  init(_ sample: CoalitionSample, partCount: Int, base: [Double], output: [Double]) {
    self.sample = sample
    self.base = base
    total = zip(output, base).map { $0 - $1 }
    enumerated = CoalitionMoments(partCount: partCount, labelCount: base.count)
    drawn = enumerated
  }

  /// Adds what the model says of the next subsets.
  mutating func add(_ answers: [[Double]]) {
    for answer in answers {
      let row = outputs.count
      let kept = sample.masks[row].kept
      let difference = zip(answer, base).map { $0 - $1 }
      outputs.append(difference)
      if row < sample.enumerated {
        enumerated.add(kept, weight: sample.weights[row], outputs: difference)
      } else {
        drawnCount += sample.weights[row]
        drawn.add(kept, weight: sample.weights[row], outputs: difference)
      }
    }
  }

  /// Whether all subsets are answered.
  var isComplete: Bool { outputs.count == sample.masks.count }

  /// What one draw weighs: those so far stand for all that are not enumerated.
  var drawWeight: Double { drawnCount > 0 ? sample.drawnWeight / drawnCount : 0 }

  /// Rows that the library would have made room for, were this its whole sample.
  var rows: Int { isComplete ? sample.rows : outputs.count }

  /// The sums over the subsets so far, weights as the regression has them.
  var moments: CoalitionMoments {
    var result = enumerated
    if drawnCount > 0 { result.add(drawn, scale: drawWeight) }
    return result
  }

  /// A subset's weight in the regression.
  func weight(_ row: Int) -> Double {
    sample.weights[row] * (row < sample.enumerated ? 1 : drawWeight)
  }
}
