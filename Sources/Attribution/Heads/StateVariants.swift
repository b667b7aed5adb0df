import Model

/// Runs many variants of one text, each from the first layer that it changes: what is before is the same for all.
struct StateVariants {
  /// One variant.
  struct Variant {
    /// The first layer that is not as in the text.
    var layer: Int
    /// Gates of the variant, `[layers][heads]`; nil leaves those of the text.
    var gates: [[Float]]?
    /// Vectors put in place, as for a sequence of its own.
    var replacements: [Intervention.Replacement] = []
  }

  private let classifier: SequenceClassifier
  private let encoding: Encoding
  private let gates: [[Float]]?
  /// The logits of the text itself.
  let logits: [Float]
  /// What enters every layer, and its last state, `[tokens, hidden]` each.
  let states: [Tensor]
  let capture: ForwardResult.SequenceCapture

  init(
    of encoding: Encoding, gates: [[Float]]?, capture: Capture, with classifier: SequenceClassifier
  ) throws {
    self.classifier = classifier
    self.encoding = encoding
    self.gates = gates
    let result = try classifier.forward(
      RaggedBatch([encoding]), capture: capture.union(.hiddenStates),
      intervention: Intervention(headGates: gates))
    logits = result.logits[0]
    self.capture = result.captures[0]
    states = self.capture.hiddenStates
  }

  /// The logits of every variant, in their order.
  ///
  /// - Parameter progress: receives how many are done, after every run of the network.
  /// - Throws: `CancellationError` within a run.
  func run(_ variants: [Variant], progress: (Int) throws -> Void) throws -> [[Float]] {
    var logits = [[Float]](repeating: [], count: variants.count)
    let order = variants.indices.sorted { variants[$0].layer < variants[$1].layer }
    let perRun = max(1, SequenceClassifier.maximumRows / max(encoding.count, 1))
    var done = 0
    while done < order.count {
      let layer = variants[order[done]].layer
      let run = order[done...].prefix(perRun).prefix { variants[$0].layer == layer }
      var batch = RaggedBatch()
      var intervention = Intervention(headGates: gates)
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
      for (index, values) in zip(run, result.logits) { logits[index] = values }
      done += run.count
      try progress(done)
    }
    return logits
  }
}
