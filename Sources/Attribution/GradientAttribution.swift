import Foundation
public import Model

/// The gradient family: saliency, gradient norm, input × gradient, integrated gradients, SmoothGrad and GradientSHAP.
///
/// One instance explains one text; it works on the model's thread, and every model call in it can be cancelled. Definitions and defaults
/// are captum's, so that equal requests give its numbers.
public struct GradientAttribution {
  /// Nodes of the first, coarse estimate of an integral.
  static let coarseSteps = 8
  /// The adaptive mode gives up beyond this many gradient evaluations.
  public static let maximumEvaluations = 2000

  let classifier: SequenceClassifier
  let encoding: Encoding
  let request: AttributionRequest
  let baselineIDs: [Int32]?
  /// What is to be said of the baseline beside the numbers.
  let baselineMessage: String?
  let report: (AttributionEstimate) throws -> Void

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - encoding: the text.
  ///   - request: method and parameters.
  ///   - classifier: the model.
  ///   - tokenizer: finds the baseline's tokens.
  ///   - report: called with every estimate, the final one last.
  /// - Throws: `ModelError(.invalidInput)` for a target, a baseline or heads the model does not have.
  public init(
    of encoding: Encoding, _ request: AttributionRequest, with classifier: SequenceClassifier,
    tokenizer: Tokenizer, report: @escaping (AttributionEstimate) throws -> Void
  ) throws {
    try request.check(against: classifier.configuration)
    self.classifier = classifier
    self.encoding = encoding
    self.request = request
    self.report = report
    baselineMessage = BaselineEncoding.message(
      request.baseline, for: encoding, tokenizer: tokenizer)
    baselineIDs = try BaselineEncoding.ids(
      request.baseline, for: encoding, tokenizer: tokenizer,
      configuration: classifier.configuration)
  }

  /// Computes the explanation.
  ///
  /// - Parameter progressively: also report a gradient pass and a coarse integral on the way, for a screen that is being watched.
  public func run(progressively: Bool) throws {
    let session = try session(startingWithGradient: progressively || request.method.isOnePass)
    switch request.method {
    case .saliency, .gradientNorm, .inputTimesGradient:
      try report(session.gradientEstimate(request.method, isFinal: true))
    case .integratedGradients:
      if progressively {
        try report(session.gradientEstimate(.inputTimesGradient, isFinal: false))
      }
      try session.integratedGradients(progressively: progressively)
    case .smoothGrad:
      if progressively { try report(session.gradientEstimate(.saliency, isFinal: false)) }
      try session.smoothGrad()
    case .gradientSHAP:
      if progressively {
        try report(session.gradientEstimate(.inputTimesGradient, isFinal: false))
      }
      try session.gradientSHAP()
    default: preconditionFailure("a method without gradients")
    }
  }

  /// What the request changes inside the network.
  var intervention: Intervention { Intervention(headGates: request.headGates?.values) }

  /// The text's vectors and prediction, and, in the same pass, its gradient where that is wanted first.
  private func session(startingWithGradient: Bool) throws -> Session {
    let text = try RaggedBatch([encoding])
    let vectors = try classifier.embed(text, at: request.layer)
    let pooledPosition = classifier.pooledPositions(text)[0]
    let logits: [Float]
    var gradient: [Float]?
    if startingWithGradient {
      let result = try classifier.gradients(
        text, vectors: vectors, at: request.layer, of: request.output,
        intervention: intervention
      ) { request.target.label(in: $1) }
      logits = result.logits[0]
      gradient = result.gradient.values
    } else {
      logits = try classifier.forward(
        text, vectors: vectors, at: request.layer, intervention: intervention, arithmetic: .fp32
      ).logits[0]
    }
    let prediction = classifier.prediction(logits)
    return Session(
      attribution: self, prediction: prediction, target: request.target.label(in: prediction),
      pooledPosition: pooledPosition, vectors: vectors, gradient: gradient)
  }
}
