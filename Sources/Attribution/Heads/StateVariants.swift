public import Model

/// Runs many variants of one text, each from the first layer that it changes: what is before is the same for all.
///
/// Made once a text, by one forward pass; the variants can then be run in as many goes as other work shall get turns.
public struct StateVariants: Sendable {
  /// One variant.
  struct Variant {
    /// The first layer that is not as in the text.
    var layer: Int
    /// Gates of the variant, `[layers][heads]`; nil leaves those of the text.
    var gates: [[Float]]?
    /// Vectors put in place, as for a sequence of its own.
    var replacements: [Intervention.Replacement] = []
  }

  private let encoding: Encoding
  /// How open the heads are in the text itself.
  let gates: HeadGates
  /// What the model says of the text itself.
  public let prediction: Prediction
  /// What enters every layer, and its last state, `[tokens, hidden]` each.
  let states: [Tensor]
  let capture: ForwardResult.SequenceCapture

  /// Computes the text itself.
  ///
  /// - Parameters:
  ///   - encoding: the text.
  ///   - gates: how open the heads are already.
  ///   - capture: what else to keep of the pass than what enters every layer.
  ///   - classifier: the model.
  /// - Throws: `CancellationError` between two products of matrices.
  public init(
    of encoding: Encoding, gates: HeadGates, capture: Capture = [],
    with classifier: SequenceClassifier
  ) throws {
    self.encoding = encoding
    self.gates = gates
    let result = try classifier.forward(
      RaggedBatch([encoding]), capture: capture.union(.hiddenStates),
      intervention: Intervention(headGates: gates.values))
    prediction = classifier.prediction(result.logits[0])
    self.capture = result.captures[0]
    states = self.capture.hiddenStates
  }

  /// What the model says of every variant, in their order.
  ///
  /// - Parameter progress: receives how many are done, after every run of the network.
  /// - Throws: `CancellationError` within a run.
  func run(
    _ variants: [Variant], with classifier: SequenceClassifier, progress: (Int) throws -> Void
  ) throws -> [Prediction] {
    var predictions = [Prediction?](repeating: nil, count: variants.count)
    let order = variants.indices.sorted { variants[$0].layer < variants[$1].layer }
    let perRun = max(1, SequenceClassifier.maximumRows / max(encoding.count, 1))
    var done = 0
    while done < order.count {
      let layer = variants[order[done]].layer
      let run = order[done...].prefix(perRun).prefix { variants[$0].layer == layer }
      var batch = RaggedBatch()
      var intervention = Intervention(headGates: gates.values)
      var values: [Float] = []
      values.reserveCapacity(run.count * states[layer].values.count)
      for (sequence, index) in run.enumerated() {
        batch.append(ids: encoding.ids, typeIDs: encoding.typeIDs)
        values += states[layer].values
        if let gates = variants[index].gates { intervention.sequenceHeadGates[sequence] = gates }
        intervention.replacements += variants[index].replacements.map {
          Intervention.Replacement(
            site: $0.site, sequence: sequence, position: $0.position, values: $0.values)
        }
      }
      let result = try classifier.forward(
        batch, states: Tensor(shape: [batch.rows, states[layer].rowSize], values: values),
        enteringLayer: layer, intervention: intervention)
      for (index, logits) in zip(run, result.logits) {
        predictions[index] = classifier.prediction(logits)
      }
      done += run.count
      try progress(done)
    }
    return predictions.compactMap(\.self)
  }
}
