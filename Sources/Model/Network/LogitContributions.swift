/// One logit as a sum over what wrote to the pooled token's residual stream.
///
/// Exact at the text: layer norms keep the mean and deviation they had, the head's activation its ratio of output to input;
/// all else on the way is linear (the direct path of Elhage et al. 2021; Kobayashi et al. 2021 for post-norm layers). What a
/// head brings from other tokens is its own, not split over the layers before.
public struct LogitContributions: Equatable, Sendable {
  /// The logit.
  public var logit: Float
  /// The embeddings of the pooled token.
  public var embeddings: Double
  /// Every head, `[layers][heads]`.
  public var heads: [[Double]]
  /// Every head by the token it brought it from, `[layers][heads][tokens]`.
  public var sources: [[[Double]]]
  /// Every feed-forward block, its biases among it, `[layers]`.
  public var feedForward: [Double]
  /// Biases of norms, output projections and the head.
  public var biases: Double

  /// Makes a split from its parts.
  public init(
    logit: Float, embeddings: Double, heads: [[Double]], sources: [[[Double]]],
    feedForward: [Double], biases: Double
  ) {
    self.logit = logit
    self.embeddings = embeddings
    self.heads = heads
    self.sources = sources
    self.feedForward = feedForward
    self.biases = biases
  }

  /// All parts together: the logit, but for rounding.
  public var sum: Double {
    embeddings + biases + feedForward.reduce(0, +) + heads.joined().reduce(0, +)
  }
}

extension SequenceClassifier {
  /// Splits a class's logit over the embeddings, heads and feed-forward blocks.
  ///
  /// - Parameters:
  ///   - batch: one sequence.
  ///   - label: the class.
  ///   - headGates: factors on the heads' contexts, `[layers][heads]`; nil leaves all open.
  public func logitContributions(
    _ batch: RaggedBatch, of label: Int, headGates: [[Float]]? = nil
  ) throws -> LogitContributions {
    try logitContributions(batch, headGates: headGates) { _ in label }.contributions
  }

  /// Splits the logit of a class that is chosen when the prediction is known.
  ///
  /// Saves the forward pass that would otherwise tell the class.
  ///
  /// - Parameters:
  ///   - batch: as in `logitContributions(_:of:headGates:)`, like what is not named here.
  ///   - target: from the prediction, the class.
  public func logitContributions(
    _ batch: RaggedBatch, headGates: [[Float]]? = nil, target: (_ prediction: Prediction) -> Int
  ) throws -> (label: Int, contributions: LogitContributions) {
    precondition(batch.count == 1, "one sequence at a time")
    let intervention = Intervention(headGates: headGates)
    try check(batch, nil, intervention)
    let pass = network.pass(
      batch, capture: [.attention, .queryKeyValue, .hiddenStates, .blocks],
      intervention: intervention)
    let logits = try rows(of: network.forward(pass))[0]
    let label = target(prediction(logits))
    precondition(logits.indices.contains(label), "a class that the model has")
    return (label, try network.contributions(to: label, logit: logits[label], pass))
  }
}

extension Network {
  fileprivate func contributions(
    to label: Int, logit: Float, _ pass: NetworkPass
  ) throws -> LogitContributions {
    let position = pass.pooledRows[0]
    let capture = pass.captures[0]
    func state(_ layer: Int) -> [Double] {
      capture.hiddenStates[layer].row(position).map(Double.init)
    }
    // GPT-2's last state was kept after the final norm, any other as the head reads it.
    let pooled = Tensor(
      shape: [1, configuration.hiddenSize],
      values: Array(capture.hiddenStates[layers.count].row(position)))
    var gradient = try head.frozenGradient(
      of: label, at: pool.matrix(pooled, rows: 0..<1), in: pass
    ).tensor().values.map(Double.init)
    var result = LogitContributions(
      logit: logit, embeddings: 0, heads: [], sources: [], feedForward: [],
      biases: Double(logit) - zip(gradient, pooled.values).reduce(0) { $0 + $1.0 * Double($1.1) })
    if let finalNorm, let last = capture.layers.last, let added = last.attentionOutput,
      let expanded = last.feedForwardOutput
    {
      let input = zip(state(layers.count - 1), zip(added.row(position), expanded.row(position)))
        .map { $0 + Double($1.0) + Double($1.1) }
      let pulled = finalNorm.frozen(at: input).pull(gradient)
      result.biases += pulled.constant
      gradient = pulled.gradient
    }
    for (index, layer) in layers.enumerated().reversed() {
      let gates = (0..<configuration.headCount).map {
        pass.intervention.gate(sequence: 0, layer: index, head: $0)
      }
      let split = try layer.split(
        gradient, input: state(index), capture: capture.layers[index], position: position,
        gates: gates, in: pass)
      result.feedForward.append(split.feedForward)
      result.heads.append(split.heads)
      result.sources.append(split.sources)
      result.biases += split.biases
      gradient = split.inputGradient
    }
    result.feedForward.reverse()
    result.heads.reverse()
    result.sources.reverse()
    result.embeddings = zip(gradient, state(0)).reduce(0) { $0 + $1.0 * $1.1 }
    return result
  }
}
