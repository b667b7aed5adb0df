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

    /// Makes a term from its parts.
    public init(feature: Int, weight: Double, standardError: Double) {
      self.feature = feature
      self.weight = weight
      self.standardError = standardError
    }
  }

  /// A variant of the text as the model and the linear one answer it.
  public struct Point: Equatable, Sendable {
    /// What the model says.
    public var model: Float
    /// What the linear model says.
    public var surrogate: Float
    /// How much the variant counts in the fit, 0…1: the kernel's weight, 1 for the text itself.
    public var weight: Float

    /// Makes a point from its parts.
    public init(model: Float, surrogate: Float, weight: Float) {
      self.model = model
      self.surrogate = surrogate
      self.weight = weight
    }
  }

  /// The parts chosen, those of the largest weights first.
  public var terms: [Term]
  /// What is left where all chosen parts are left out.
  public var intercept: Double
  /// R² over the samples, weighted as they are.
  public var score: Double
  /// What the linear model says of the whole text.
  public var localPrediction: Double
  /// The first variants that it was fitted to, the text itself before all others; a bounded number.
  public var points: [Point]

  /// Makes a model from its parts.
  public init(
    terms: [Term], intercept: Double, score: Double, localPrediction: Double, points: [Point] = []
  ) {
    self.terms = terms
    self.intercept = intercept
    self.score = score
    self.localPrediction = localPrediction
    self.points = points
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
    points = []
  }

  /// What the linear model says of a variant.
  func answer(to mask: FeatureMask) -> Double {
    terms.reduce(intercept) { mask[$1.feature] ? $0 + $1.weight : $0 }
  }
}
