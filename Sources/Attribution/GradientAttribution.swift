import Foundation
public import Model

/// The gradient family: saliency, gradient norm, input × gradient, integrated gradients and their kin, SmoothGrad, GradientSHAP, DeepLIFT
/// and layer-wise relevance.
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
  /// What is added to each number of the text's vectors; nil: nothing.
  private let displacement: (() -> Float)?

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - encoding: the text.
  ///   - request: method and parameters.
  ///   - classifier: the model.
  ///   - tokenizer: finds the baseline's tokens.
  ///   - displacement: what is added to each number of the text's vectors, so that one sees how far the explanation follows; nil: nothing.
  ///   - report: called with every estimate, the final one last.
  /// - Throws: `ModelError(.invalidInput)` for a target, a baseline or heads the model does not have.
  public init(
    of encoding: Encoding, _ request: AttributionRequest, with classifier: SequenceClassifier,
    tokenizer: Tokenizer, displacement: (() -> Float)? = nil,
    report: @escaping (AttributionEstimate) throws -> Void
  ) throws {
    try request.check(against: classifier.configuration)
    self.classifier = classifier
    self.encoding = encoding
    self.request = request
    self.report = report
    self.displacement = displacement
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
    if progressively, !request.method.isOnePass {
      // Of noise around the text the gradient itself is the first guess.
      let first = request.method == .smoothGrad ? AttributionMethod.saliency : .inputTimesGradient
      try report(session.gradientEstimate(first, isFinal: false))
    }
    switch request.method {
    case .saliency, .gradientNorm, .inputTimesGradient, .attnLRP, .cpLRP:
      try report(session.gradientEstimate(request.method, isFinal: true))
    case .integratedGradients: try session.integratedGradients(progressively: progressively)
    case .sequentialIntegratedGradients:
      try session.sequentialIntegratedGradients(progressively: progressively)
    case .discretizedIntegratedGradients:
      try session.discretizedIntegratedGradients(progressively: progressively)
    case .layerConductance: try session.layerConductance()
    case .deepLIFT: try session.deepLIFT()
    case .smoothGrad: try session.smoothGrad()
    case .gradientSHAP: try session.gradientSHAP()
    default: preconditionFailure("a method without gradients")
    }
  }

  /// Where the text's vectors are changed: the request's layer, but for conductance, which starts at the embeddings whatever layer it
  /// looks at, and for a path through the vocabulary.
  var layer: ExplainedLayer {
    switch request.method {
    case .discretizedIntegratedGradients: .wordEmbeddings
    case .layerConductance where request.layer.next != nil: .embeddings
    default: request.layer
    }
  }

  /// What the request changes inside the network.
  var intervention: Intervention { Intervention(headGates: request.headGates?.values) }

  /// The text's vectors and prediction, and, in the same pass, its gradient where that is wanted first.
  private func session(startingWithGradient: Bool) throws -> Session {
    let text = try RaggedBatch([encoding])
    var vectors = try classifier.embed(text, at: layer, intervention: intervention)
    if let displacement {
      for index in vectors.values.indices { vectors.values[index] += displacement() }
    }
    let pooledPosition = classifier.pooledPositions(text)[0]
    // A method that compares two runs has no pass of its own at the text.
    let rule = request.method.rule.comparesTwoRuns ? .gradient : request.method.rule
    let logits: [Float]
    var gradient: [Float]?
    var neuronValue: Float?
    if let neuron = request.neuron {
      let result = try classifier.gradients(
        text, vectors: vectors, at: layer, ofNeuron: neuron, intervention: intervention,
        by: rule)
      gradient = result.gradient.values
      neuronValue = result.outputs[0]
      logits = try classifier.forward(
        text, vectors: vectors, at: layer, intervention: intervention, arithmetic: .fp32
      ).logits[0]
    } else if startingWithGradient {
      let result = try classifier.gradients(
        text, vectors: vectors, at: layer, of: request.output,
        intervention: intervention, by: rule
      ) { request.target.label(in: $1) }
      logits = result.logits[0]
      gradient = result.gradient.values
    } else {
      logits = try classifier.forward(
        text, vectors: vectors, at: layer, intervention: intervention, arithmetic: .fp32
      ).logits[0]
    }
    let prediction = classifier.prediction(logits)
    let target = request.target.label(in: prediction)
    return Session(
      attribution: self, prediction: prediction, target: target, pooledPosition: pooledPosition,
      outputValue: neuronValue ?? prediction.value(of: target, request.output), vectors: vectors,
      gradient: gradient)
  }
}
