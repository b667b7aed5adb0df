import Model

extension GradientAttribution.Session {
  /// Discretized integrated gradients: Σₖ (qₖ₊₁ − qₖ)·∇F(qₖ) along a path whose points are close to words.
  ///
  /// Sanyal and Ren 2021; `DiscretizedPath` has the path. All tokens move together. The sum takes each gradient at the end
  /// nearer to the baseline, as the authors' code does, and so misses F(x) − F(b) by what `delta` says. F is one class throughout,
  /// where the authors take the largest output of each point, and the values are not scaled to norm 1 as theirs are.
  ///
  /// - Complexity: a pass over the table of word vectors and a gradient a step.
  func discretizedIntegratedGradients(progressively: Bool) throws {
    precondition(attribution.layer == .wordEmbeddings, "the path is one of word vectors")
    guard let baselineIDs = attribution.baselineIDs else {
      throw ModelError(
        .invalidInput,
        "\(request.method.rawValue) goes from word to word, and the zero vector is none.",
        advice: "Choose another baseline: pad, mask, unk, or a text of your own.")
    }
    let paths = try DiscretizedPath.paths(
      of: attribution.encoding.ids.map(Int.init), to: baselineIDs.map(Int.init),
      in: WordVectorRows(classifier: attribution.classifier), strategy: request.discretization,
      steps: request.steps
    ) { done in
      guard progressively, done > 0 else { return }
      var estimate = gradientEstimate(.inputTimesGradient, isFinal: false)
      estimate.message = "\(done) of \(request.steps) steps of the path"
      try attribution.report(estimate)
    }
    var full = [Float](repeating: 0, count: vectors.values.count)
    var baseOutput = outputValue
    // The gradient at the text itself, the last point, has no step to go.
    try visitGradients(request.steps + 1) { point, values in
      for path in paths { values += path.points[point] }
    } visit: { point, output, gradient in
      if point == 0 { baseOutput = output }
      var place = 0
      for path in paths {
        for (from, to) in zip(path.points[point], path.points[point + 1]) {
          full[place] += (to - from) * gradient[gradient.startIndex + place]
          place += 1
        }
      }
    }
    let change = Double(outputValue) - Double(baseOutput)
    try attribution.report(
      estimate(
        .discretizedIntegratedGradients, values: reduced(full, by: request.reduction),
        baseOutput: baseOutput, delta: Float(sum(full) - change), steps: request.steps,
        evaluations: request.steps + 2, isFinal: true))
  }
}

/// A model's table of word vectors.
private struct WordVectorRows: EmbeddingRows {
  let classifier: SequenceClassifier

  var rowCount: Int { classifier.wordVectorCount }
  var width: Int { classifier.configuration.hiddenSize }

  func withRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    try classifier.withWordVectors(rows: rows, body)
  }

  func writeProducts(
    of vectors: [Float], with rows: UnsafeBufferPointer<Float>, to products: inout [Float]
  ) {
    classifier.writeProducts(of: vectors, with: rows, to: &products)
  }
}
