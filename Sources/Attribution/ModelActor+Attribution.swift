public import Model

extension ModelActor {
  /// An explanation as a stream of estimates, each better than the one before; the last one `isFinal`.
  ///
  /// Ending the iteration, or cancelling its task, ends the work between two matrix products of the model.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - request: method and parameters.
  ///   - progressively: also give a gradient pass and a coarse integral on the way, for a screen that is being watched.
  public nonisolated func attributions(
    for text: ExplainedText, _ request: AttributionRequest, progressively: Bool = true
  ) -> AsyncThrowingStream<AttributionEstimate, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await perform { classifier in
            try request.explain(
              text, with: classifier, tokenizer: info.tokenizer, progressively: progressively
            ) { continuation.yield($0) }
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// The final estimate of an explanation.
  public func attribution(
    for text: ExplainedText, _ request: AttributionRequest
  ) throws -> AttributionEstimate {
    try perform { classifier in
      var last: AttributionEstimate?
      try request.explain(
        text, with: classifier, tokenizer: info.tokenizer, progressively: false
      ) { last = $0 }
      guard let last else { preconditionFailure("every method reports a final estimate") }
      return last
    }
  }

  /// The final estimate of an explanation that needs no words: where a text's pieces are all that is known.
  public func attribution(
    for encoding: Encoding, _ request: AttributionRequest
  ) throws -> AttributionEstimate {
    precondition(request.method != .lime, "what is left out is a word of a text")
    return try attribution(for: ExplainedText(encoding, texts: []), request)
  }
}

extension AttributionRequest {
  /// Explains a text on the model's thread, by whichever method is asked for.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - classifier: the model.
  ///   - tokenizer: finds the baseline's tokens, and what stands for parts that are left out.
  ///   - progressively: also report what is known on the way.
  ///   - displacement: gives what is added to each number of the text's vectors, one after the other, so that one sees how far the
  ///     explanation follows: those at the layer that a gradient is taken at, or those that enter the first layer; nil: nothing. Variants
  ///     that are read anew as strings have none of them.
  ///   - report: called with every estimate, the final one last.
  /// - Throws: `ModelError(.invalidInput)` for what the model does not have; `CancellationError`.
  public func explain(
    _ text: ExplainedText, with classifier: SequenceClassifier, tokenizer: Tokenizer,
    progressively: Bool, displacement: (() -> Float)? = nil,
    report: @escaping (AttributionEstimate) throws -> Void
  ) throws {
    if progressively, method.family != .gradient {
      // One gradient says something while there are no variants yet.
      var gradient = self
      gradient.method = .inputTimesGradient
      try GradientAttribution(
        of: text.encoding, gradient, with: classifier, tokenizer: tokenizer
      ) { estimate in
        var estimate = estimate
        estimate.isFinal = false
        try report(estimate)
      }.run(progressively: true)
    }
    func changes() -> Tensor? {
      displacement.map { displacement in
        let hidden = classifier.configuration.hiddenSize
        let numbers = (0..<text.encoding.count * hidden).map { _ in displacement() }
        return Tensor(shape: [text.encoding.count, hidden], values: numbers)
      }
    }
    switch method {
    case .lime:
      try LimeAttribution(
        of: text, self, with: classifier, tokenizer: tokenizer, displacedBy: changes(),
        report: report
      ).run(progressively: progressively)
    case .partitionSHAP, .kernelSHAP, .shapleySampling, .exactShapley, .occlusion:
      try PieceAttribution(
        of: text, self, with: classifier, tokenizer: tokenizer, displacedBy: changes(),
        report: report
      ).run(progressively: progressively)
    case .atMan, .valueZeroing, .rawAttention, .attentionRollout, .attentionFlow,
      .gradientAttention, .attentionNorm:
      try AttentionAttribution(
        of: text, self, with: classifier, displacedBy: changes(), report: report
      ).run()
    default:
      try GradientAttribution(
        of: text.encoding, self, with: classifier, tokenizer: tokenizer,
        displacement: displacement, report: report
      ).run(progressively: progressively)
    }
  }
}
