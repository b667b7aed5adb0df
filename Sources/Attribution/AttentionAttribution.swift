import Foundation
import Model

/// Methods that read what attention did: weights, their rollout and flow, what they weigh, and what happens without them.
///
/// The token that the classifier reads is what the others are asked about. One instance explains one text; it works on the model's
/// thread.
struct AttentionAttribution {
  private let encoding: Encoding
  /// What is taken out, or suppressed, together.
  private let parts: [TextGroup]
  private let request: AttributionRequest
  private let classifier: SequenceClassifier
  private let report: (AttributionEstimate) throws -> Void
  private let gates: HeadGates
  /// What is added to the states that enter the first layer, `[tokens, hidden]`; nil: nothing.
  private let changes: Tensor?

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - request: method and parameters.
  ///   - classifier: the model.
  ///   - changes: what is added to the states that enter the first layer, `[tokens, hidden]`, so that one sees how far the explanation
  ///     follows; nil: nothing.
  ///   - report: called with the estimate.
  /// - Throws: `ModelError(.invalidInput)` for what the model does not have.
  init(
    of text: ExplainedText, _ request: AttributionRequest, with classifier: SequenceClassifier,
    displacedBy changes: Tensor? = nil, report: @escaping (AttributionEstimate) throws -> Void
  ) throws {
    try request.check(against: classifier.configuration)
    encoding = text.encoding
    parts = text.parts(request.granularity, fields: request.fields)
    self.request = request
    self.classifier = classifier
    self.report = report
    self.changes = changes
    gates = request.headGates ?? .open(in: classifier.configuration)
  }

  /// Computes the explanation.
  ///
  /// - Throws: `CancellationError` between two products of matrices, and often in a flow.
  func run() throws {
    let text = try RaggedBatch([encoding])
    var intervention = Intervention(headGates: request.headGates?.values)
    intervention.displacement = changes.map { Intervention.Displacement($0) }
    let position = classifier.pooledPositions(text)[0]
    if request.method == .atMan { return try suppress(text, intervention) }
    let needsGradient = request.method == .gradientAttention
    let prediction: Prediction
    let capture: ForwardResult.SequenceCapture
    if needsGradient {
      let result = try classifier.headGradients(
        text, of: request.output, includesAttention: true, intervention: intervention
      ) { request.target.label(in: $1) }
      prediction = classifier.prediction(result.logits[0])
      capture = result.captures[0]
    } else {
      let result = try classifier.forward(
        text, capture: [.attention, .queryKeyValue], intervention: intervention, arithmetic: .fp32)
      prediction = classifier.prediction(result.logits[0])
      capture = result.captures[0]
    }
    var evaluations = 1
    let values: [Float]
    switch request.method {
    // Without a layer there is no attention.
    case _ where capture.layers.isEmpty: values = [Float](repeating: 0, count: encoding.count)
    case .rawAttention: values = lastRow(capture, of: position)
    case .attentionRollout:
      values = try AttentionRollout(graph(capture)).row(to: position).map { Float($0) }
    case .attentionFlow:
      values = try AttentionFlow(graph(capture), to: position).shares.map { Float($0) }
    case .gradientAttention: values = GradientAttention(capture).tokens(reaching: position)
    case .attentionNorm:
      let norms = try NormWeightedAttention.of(capture, gates: gates, with: classifier)
      values = mean(norms.layers.map { Array($0.row(position)) })
    default:
      values = try ValueZeroing.of(
        encoding, parts: parts.map(\.pieces), gates: gates, displacedBy: changes,
        with: classifier
      ).rollout(to: position)
      evaluations += parts.count
    }
    // Without a class in them the numbers are those of all; a gradient is of one.
    try report(
      estimate(prediction, evaluations: evaluations, isOfAll: !needsGradient) { _ in values })
  }

  /// AtMan: how much surer of the class the model is with a token than with the attention that is paid to it suppressed.
  ///
  /// Deiseroth et al. 2023, eqs. 3 and 4: the scores of the token's column are multiplied before every softmax, and the value is what that
  /// adds to the loss −log p; where outputs are no probabilities, what it takes from the output. With a similarity, tokens whose embeddings
  /// are as near as that are suppressed with it, eq. 6: by f for the same vector, by less the smaller the cosine c, 1 − (1 − f)·c. Tokens of
  /// one word, field or sentence are suppressed together and share what that does; the nearest of them counts for the others. The
  /// suppressed passes answer for all classes.
  private func suppress(
    _ text: RaggedBatch, _ intervention: Intervention
  ) throws {
    let prediction = try classifier.predictions(
      text, intervention: intervention, arithmetic: .fp32)[0]
    var intervention = intervention
    var batch = RaggedBatch()
    let cosines = try request.similarity.map { _ in
      var vectors = try classifier.embed(text, at: .embeddings, intervention: intervention)
      for (place, change) in (changes?.values ?? []).enumerated() {
        vectors.values[place] += change
      }
      return Self.cosines(vectors)
    }
    for (index, part) in parts.enumerated() {
      batch.append(ids: encoding.ids, typeIDs: encoding.typeIDs)
      intervention.displacement?.rows[index] = Array(0..<encoding.count)
      var factors = [Float](repeating: 1, count: encoding.count)
      if let cosines, let least = request.similarity {
        for other in 0..<encoding.count {
          let cosine = part.pieces.map { cosines[$0 * encoding.count + other] }.max() ?? 0
          if cosine >= least { factors[other] = 1 - (1 - request.suppression) * cosine }
        }
      }
      for token in part.pieces { factors[token] = request.suppression }
      intervention.keyFactors[index] = factors
    }
    let suppressed = try classifier.predictions(
      batch, intervention: intervention, arithmetic: .fp32)
    try report(
      estimate(prediction, evaluations: parts.count + 1, isOfAll: true) { label in
        let base = Self.loss(of: label, prediction)
        var values = [Float](repeating: 0, count: encoding.count)
        for (part, prediction) in zip(parts, suppressed) {
          let share = Float((Self.loss(of: label, prediction) - base) / Double(part.pieces.count))
          for token in part.pieces { values[token] = share }
        }
        return values
      })
  }

  /// −log p of a class, or −F where outputs are no probabilities.
  private static func loss(of label: Int, _ prediction: Prediction) -> Double {
    switch prediction.kind {
    case .outputs: return -Double(prediction.outputs[label])
    case .independentProbabilities: return softplus(-Double(prediction.logits[label]))
    case .probabilities:
      let logits = prediction.logits.map(Double.init)
      let largest = logits.max() ?? 0
      return largest + log(logits.reduce(0) { $0 + exp($1 - largest) }) - logits[label]
    }
  }

  /// Cosines of all pairs of rows, not below 0, `[rows × rows]`.
  private static func cosines(_ vectors: Tensor) -> [Float] {
    let rows = (0..<vectors.rows).map { vectors.row($0).map(Double.init) }
    let norms = rows.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return rows.indices.flatMap { first in
      rows.indices.map { second in
        let product = zip(rows[first], rows[second]).reduce(0) { $0 + $1.0 * $1.1 }
        let norm = norms[first] * norms[second]
        return norm > 0 ? Float(min(max(product / norm, 0), 1)) : 0
      }
    }
  }

  private static func softplus(_ x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }

  /// The graph of what the heads that are not closed pass on.
  private func graph(_ capture: ForwardResult.SequenceCapture) throws -> AttentionGraph {
    let maps = AttentionMaps(capture, of: classifier.configuration.architecture)
    return try AttentionGraph(maps) { gates[$0.layer, $0.head] != 0 }
  }

  /// The last layer's weights from one position, mean over the heads that are not closed.
  private func lastRow(_ capture: ForwardResult.SequenceCapture, of position: Int) -> [Float] {
    let maps = AttentionMaps(capture, of: classifier.configuration.architecture)
    let layer = maps.layerCount - 1
    let rows = (0..<maps.headCount).filter { gates[layer, $0] != 0 }.map { head in
      let map = maps.map(HeadIndex(layer: layer, head: head))
      return map.dropFirst(position * maps.tokenCount).prefix(maps.tokenCount).map { Float($0) }
    }
    return mean(rows)
  }

  private func mean(_ rows: [[Float]]) -> [Float] {
    var result = [Float](repeating: 0, count: encoding.count)
    for row in rows {
      for (index, value) in row.enumerated() { result[index] += value / Float(rows.count) }
    }
    return result
  }

  /// What the numbers of a method without a class are not.
  private var note: String? {
    guard !request.method.hasTarget else { return nil }
    // It runs the layers again without a token's value: what it finds is an effect, but none on a class.
    return request.method == .valueZeroing
      ? "the same for every class: what a token's value changes in the state that the classifier reads"
      : "mixing weights: the same for every class, and no proof of what moves the output"
  }

  /// The estimate of the class asked for, with those of all classes where one run says them and they are no vocabulary.
  private func estimate(
    _ prediction: Prediction, evaluations: Int, isOfAll: Bool, values: (_ label: Int) -> [Float]
  ) -> AttributionEstimate {
    let target = request.target.label(in: prediction)
    func share(_ label: Int) -> ClassAttribution {
      ClassAttribution(
        values: values(label), outputValue: prediction.value(of: label, request.output))
    }
    let own = share(target)
    let keepsAll = isOfAll && prediction.outputs.count <= ClassAttribution.limit
    return AttributionEstimate(
      method: request.method, target: target, prediction: prediction, values: own.values,
      outputValue: own.outputValue, steps: 1, evaluations: evaluations, isFinal: true,
      message: note,
      features: request.method.takesOutGroups && request.granularity != .piece
        ? parts.compactMap { TextFeature($0) } : nil,
      classes: keepsAll ? prediction.outputs.indices.map(share) : [])
  }
}
