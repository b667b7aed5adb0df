import Model

extension GradientAttribution.Session {
  /// DeepLIFT: (x−b)·m, with multipliers m that share out F(x) − F(b) exactly.
  ///
  /// Shrikumar et al. 2017, eqs. 1 to 3. `PropagationRule.deepLIFT` has the rules, of which softmax, layer norm and products are our own:
  /// captum's change of attention and norms is the gradient's and does not add up.
  func deepLIFT() throws {
    let baseline = try baselineVectors()
    let result = try gradients(vectors.values + baseline.values, count: 2, by: .deepLIFT)
    let difference = difference(from: baseline)
    let full = product(Array(result.gradient.values.prefix(difference.count)), difference)
    let change = Double(result.outputs[0]) - Double(result.outputs[1])
    try attribution.report(
      estimate(
        .deepLIFT, values: reduced(full, by: request.reduction), baseOutput: result.outputs[1],
        delta: Float(sum(full) - change), steps: 1, evaluations: 2, isFinal: true))
  }

  /// Sequential integrated gradients: each token's own vector goes from the baseline to the text while all others stay.
  ///
  /// Enguehard 2023, eq. 3, as inseq computes it. The values of different tokens come from different paths and need not add up.
  ///
  /// - Complexity: a gradient a step and token.
  func sequentialIntegratedGradients(progressively: Bool) throws {
    let baseline = try baselineVectors()
    let difference = difference(from: baseline)
    let nodes = request.quadrature.nodes(request.steps)
    let moved = (0..<tokens).filter { token in
      difference[token * hidden..<(token + 1) * hidden].contains { $0 != 0 }
    }
    var full = [Float](repeating: 0, count: difference.count)
    func give(done: Int) throws {
      try attribution.report(
        estimate(
          .sequentialIntegratedGradients, values: reduced(full, by: request.reduction),
          steps: nodes.count, evaluations: 1 + done * nodes.count, isFinal: done == moved.count,
          message: done == moved.count ? nil : "\(done) of \(moved.count) tokens"))
    }
    for (index, token) in moved.enumerated() {
      let row = token * hidden..<(token + 1) * hidden
      try visitGradients(nodes.count) { node, values in
        let factor = Float(nodes[node].position) - 1
        let start = values.count
        values += vectors.values
        for place in row { values[start + place] += factor * difference[place] }
      } visit: { node, _, gradient in
        let weight = Float(nodes[node].weight)
        for place in row {
          full[place] += weight * difference[place] * gradient[gradient.startIndex + place]
        }
      }
      if progressively || index == moved.count - 1 { try give(done: index + 1) }
    }
    if moved.isEmpty { try give(done: 0) }
  }

  /// Conductance: how much of integrated gradients flows through each layer's output at each token.
  ///
  /// Dhamdhere, Sundararajan and Yan 2018, eq. 2, with the differences between neighbouring points of the path that captum's
  /// `LayerConductance` takes. All layers come from one run; `values` are those of the layer asked for, or of layer 0.
  func layerConductance() throws {
    let baseline = try baselineVectors()
    let baseOutput = try output(at: baseline)
    // One point more than steps, as captum has it: each but the last gives a step its gradient.
    let nodes = request.quadrature.nodes(request.steps + 1)
    let layerCount = attribution.classifier.configuration.layerCount
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: tokens), count: layerCount)
    var last: ForwardResult.SequenceCapture?
    let perRun = max(1, attribution.classifier.maximumRecordedRows / tokens)
    for first in stride(from: 0, to: nodes.count, by: perRun) {
      let points = first..<min(first + perRun, nodes.count)
      var values: [Float] = []
      for point in points {
        VectorArithmetic.appendPoint(
          at: Float(nodes[point].position), from: baseline.values, to: vectors.values, to: &values)
      }
      let batch = RaggedBatch(
        repeating: attribution.encoding, count: points.count, pooledPosition: pooledPosition)
      let captures = try attribution.classifier.stateGradients(
        batch, vectors: Tensor(shape: [points.count * tokens, hidden], values: values),
        at: attribution.layer,
        targets: [Int](repeating: target, count: points.count), of: request.output,
        intervention: attribution.intervention
      ).captures
      for capture in captures {
        if let last {
          for layer in 0..<layerCount {
            let change = zip(
              capture.hiddenStates[layer + 1].values, last.hiddenStates[layer + 1].values
            ).map { $0 - $1 }
            let flow = VectorArithmetic.rowDots(
              last.stateGradients[layer + 1].values[...], change, rows: tokens)
            for token in 0..<tokens { sums[layer][token] += flow[token] }
          }
        }
        last = capture
      }
    }
    let layers = sums.map { $0.map { Float($0) } }
    let shown = request.conductedLayer
    var result = estimate(
      .layerConductance, values: layers.isEmpty ? [] : layers[shown], baseOutput: baseOutput,
      delta: Float(
        (layers.isEmpty ? 0 : sums[shown].reduce(0, +))
          - (Double(outputValue) - Double(baseOutput))), steps: request.steps,
      evaluations: nodes.count + 2, isFinal: true)
    result.layers = layers
    try attribution.report(result)
  }
}
