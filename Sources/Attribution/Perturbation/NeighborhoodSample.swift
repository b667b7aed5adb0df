/// The first samples of LIME's neighbourhood with what the model said of them, to set its linear model beside it.
///
/// Samples are drawn independently, so that the first ones stand for all; however many there are, no more than `limit` are kept.
struct NeighborhoodSample {
  /// Samples that are kept at most: more points than a terminal has dots for tell nothing more.
  static let limit = 1_000

  /// The classes whose responses are kept: of a language model's vocabulary only the one asked for.
  private let labels: [Int]
  private var masks: [FeatureMask] = []
  private var weights: [Float] = []
  /// By rows, `[samples, labels]`.
  private var responses: [Float] = []

  /// No samples yet.
  init(labels: [Int]) { self.labels = labels }

  /// Keeps a sample where there are not enough of them.
  mutating func add(_ mask: FeatureMask, weight: Double, responses values: [Double]) {
    guard masks.count < Self.limit else { return }
    masks.append(mask)
    weights.append(Float(weight))
    for label in labels { responses.append(Float(values[label])) }
  }

  /// What the model and a linear one say of each sample, the text itself first.
  ///
  /// - Complexity: samples times the terms of the linear model.
  func points(of surrogate: LocalSurrogate, label: Int) -> [LocalSurrogate.Point] {
    guard let place = labels.firstIndex(of: label) else { return [] }
    return masks.indices.map { sample in
      LocalSurrogate.Point(
        model: responses[sample * labels.count + place],
        surrogate: Float(surrogate.answer(to: masks[sample])), weight: weights[sample])
    }
  }
}
