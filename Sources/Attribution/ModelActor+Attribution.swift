public import Model

extension ModelActor {
  /// An explanation as a stream of estimates, each better than the one before; the last one `isFinal`.
  ///
  /// Ending the iteration, or cancelling its task, ends the work between two matrix products of the model.
  ///
  /// - Parameters:
  ///   - encoding: the text.
  ///   - request: method and parameters.
  ///   - progressively: also give a gradient pass and a coarse integral on the way, for a screen that is being watched.
  public nonisolated func attributions(
    for encoding: Encoding, _ request: AttributionRequest, progressively: Bool = true
  ) -> AsyncThrowingStream<AttributionEstimate, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await perform { classifier in
            try GradientAttribution(
              of: encoding, request, with: classifier, tokenizer: info.tokenizer,
              report: { continuation.yield($0) }
            ).run(progressively: progressively)
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
    for encoding: Encoding, _ request: AttributionRequest
  ) throws -> AttributionEstimate {
    try perform { classifier in
      var last: AttributionEstimate?
      try GradientAttribution(
        of: encoding, request, with: classifier, tokenizer: info.tokenizer, report: { last = $0 }
      ).run(progressively: false)
      guard let last else { preconditionFailure("every method reports a final estimate") }
      return last
    }
  }
}
