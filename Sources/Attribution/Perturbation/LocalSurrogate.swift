/// A linear model that stands for the real one near a text: LIME's explanation of one label.
public struct LocalSurrogate: Equatable, Sendable {
  /// One part of the text in the model.
  public struct Term: Equatable, Sendable {
    /// Its index among the text's parts.
    public var feature: Int
    /// What keeping the part adds.
    public var weight: Double
    /// Standard error of the weight over other samples; infinite where there are too few to tell.
    public var standardError: Double
  }

  /// The parts chosen, those of the largest weights first.
  public var terms: [Term]
  /// What is left where all chosen parts are left out.
  public var intercept: Double
  /// R² over the samples, weighted as they are.
  public var score: Double
  /// What the linear model says of the whole text.
  public var localPrediction: Double

  /// Makes a model from its parts.
  public init(terms: [Term], intercept: Double, score: Double, localPrediction: Double) {
    self.terms = terms
    self.intercept = intercept
    self.score = score
    self.localPrediction = localPrediction
  }

  /// Fits the model to samples.
  ///
  /// Ribeiro et al. 2016, as `explain_instance_with_data` of lime 0.2.0.1: features are chosen, then a ridge regression of penalty 1 with
  /// intercept is fitted on them.
  ///
  /// - Parameters:
  ///   - moments: the samples.
  ///   - label: whose responses.
  ///   - featureLimit: how many parts may be in the model.
  ///   - selection: how they are chosen.
  init(_ moments: WeightedMoments, label: Int, featureLimit: Int, selection: FeatureSelection) {
    let chosen = selection.choose(featureLimit, of: moments, label: label)
    let fit = moments.ridge(on: chosen, label: label, penalty: 1)
    let errors = moments.standardErrors(of: fit)
    let terms = fit.features.indices.map {
      Term(
        feature: fit.features[$0], weight: fit.coefficients[$0],
        standardError: errors[$0])
    }
    // Equal weights stay in the order in which they were chosen.
    self.terms = terms.enumerated()
      .sorted { (-abs($0.element.weight), $0.offset) < (-abs($1.element.weight), $1.offset) }
      .map(\.element)
    intercept = fit.intercept
    score = fit.score
    localPrediction = fit.intercept + fit.coefficients.reduce(0, +)
  }
}
