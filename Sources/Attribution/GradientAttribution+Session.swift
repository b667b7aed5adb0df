import Foundation
import Model

extension GradientAttribution {
  /// What the methods share once the text's vectors and its prediction are known.
  struct Session {
    let attribution: GradientAttribution
    let prediction: Prediction
    let target: Int
    let pooledPosition: Int
    /// F(x).
    let outputValue: Float
    /// x: the text at the explained layer, `[tokens, hidden]`.
    let vectors: Tensor
    /// dF/dx at the text, or what the method puts in its place, `[tokens × hidden]`, where the first pass gave it.
    let gradient: [Float]?

    var request: AttributionRequest { attribution.request }
    var tokens: Int { vectors.rows }
    var hidden: Int { vectors.rowSize }

    /// b: the baseline at the explained layer, `[tokens, hidden]`.
    func baselineVectors() throws -> Tensor {
      guard let ids = attribution.baselineIDs else { return Tensor(zeros: [tokens, hidden]) }
      var batch = RaggedBatch()
      batch.append(
        ids: ids, typeIDs: attribution.encoding.typeIDs, pooledPosition: pooledPosition)
      return try attribution.classifier.embed(
        batch, at: attribution.layer, intervention: attribution.intervention)
    }

    /// F and its gradient at several points, in even runs that fit the tape's budget.
    ///
    /// - Parameters:
    ///   - count: how many points.
    ///   - point: writes the vectors of a point, `[tokens × hidden]`.
    ///   - visit: receives a point's index, F there and dF/dx, `[tokens × hidden]`.
    func visitGradients(
      _ count: Int, point: (Int, inout [Float]) -> Void,
      visit: (_ index: Int, _ output: Float, _ gradient: ArraySlice<Float>) throws -> Void
    ) throws {
      let largest = max(1, attribution.classifier.maximumRecordedRows / tokens)
      let runs = max(1, (count + largest - 1) / largest)
      let perRun = max(1, (count + runs - 1) / runs)
      let size = tokens * hidden
      for first in stride(from: 0, to: count, by: perRun) {
        let points = first..<min(first + perRun, count)
        var values: [Float] = []
        values.reserveCapacity(points.count * size)
        for index in points { point(index, &values) }
        let result = try gradients(values, count: points.count)
        for (offset, index) in points.enumerated() {
          try visit(
            index, result.outputs[offset],
            result.gradient.values[offset * size..<(offset + 1) * size])
        }
      }
    }

    /// F and its gradient, or what stands for it, at points that go through the network together.
    ///
    /// - Parameter values: the vectors of all points, `[points · tokens × hidden]`.
    func gradients(
      _ values: [Float], count: Int, by rule: PropagationRule = .gradient
    ) throws -> GradientResult {
      let batch = RaggedBatch(
        repeating: attribution.encoding, count: count, pooledPosition: pooledPosition)
      let vectors = Tensor(shape: [count * tokens, hidden], values: values)
      if let neuron = request.neuron {
        return try attribution.classifier.gradients(
          batch, vectors: vectors, at: attribution.layer, ofNeuron: neuron,
          intervention: attribution.intervention, by: rule)
      }
      return try attribution.classifier.gradients(
        batch, vectors: vectors, at: attribution.layer,
        targets: [Int](repeating: target, count: count), of: request.output,
        intervention: attribution.intervention, by: rule)
    }

    /// F at given vectors, without its gradient.
    func output(at vectors: Tensor) throws -> Float {
      guard request.neuron == nil else { return try gradients(vectors.values, count: 1).outputs[0] }
      let batch = RaggedBatch(
        repeating: attribution.encoding, count: 1, pooledPosition: pooledPosition)
      let logits = try attribution.classifier.forward(
        batch, vectors: vectors, at: attribution.layer, intervention: attribution.intervention,
        arithmetic: .fp32
      ).logits[0]
      return attribution.classifier.prediction(logits).value(of: target, request.output)
    }

    /// Saliency, gradient norm, input × gradient or relevance, from one pass at the text itself.
    func gradientEstimate(
      _ method: AttributionMethod, isFinal: Bool
    ) -> AttributionEstimate {
      guard let gradient else { preconditionFailure("the session started with the gradient") }
      let values =
        switch method {
        case .gradientNorm: reduced(gradient, by: .l2)
        case .inputTimesGradient, .attnLRP, .cpLRP:
          reduced(product(gradient, vectors.values), by: request.reduction)
        default: reduced(gradient.map(abs), by: request.reduction)
        }
      let delta =
        method.rule == .gradient
        ? nil : Float(sum(product(gradient, vectors.values)) - Double(outputValue))
      return estimate(
        method, values: values, delta: delta, steps: 1, evaluations: 1, isFinal: isFinal)
    }

    /// Number by number.
    func product(_ first: [Float], _ second: [Float]) -> [Float] {
      zip(first, second).map { $0 * $1 }
    }

    /// x − b, `[tokens × hidden]`.
    func difference(from baseline: Tensor) -> [Float] {
      zip(vectors.values, baseline.values).map { $0 - $1 }
    }

    /// The sum in double precision.
    func sum(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } }

    /// One number a token from `[tokens × hidden]`.
    func reduced(_ full: [Float], by reduction: AttributionRequest.Reduction) -> [Float] {
      (0..<tokens).map { token in
        let row = full[token * hidden..<(token + 1) * hidden]
        switch reduction {
        case .sum: return Float(row.reduce(0.0) { $0 + Double($1) })
        case .l2: return Float(row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
        }
      }
    }

    /// An estimate with what is the same in all of them filled in.
    func estimate(
      _ method: AttributionMethod, values: [Float], uncertainty: [Float]? = nil,
      baseOutput: Float? = nil, delta: Float? = nil, steps: Int, evaluations: Int, isFinal: Bool,
      message: String? = nil, path: [AttributionEstimate.PathPoint] = []
    ) -> AttributionEstimate {
      // Methods without a baseline have nothing to say of it.
      let messages = [baseOutput == nil ? nil : attribution.baselineMessage, message]
        .compactMap(\.self)
      return AttributionEstimate(
        method: method, target: target, prediction: prediction, values: values,
        uncertainty: uncertainty, baseOutput: baseOutput, outputValue: outputValue, delta: delta,
        steps: steps, evaluations: evaluations, isFinal: isFinal,
        message: messages.isEmpty ? nil : messages.joined(separator: "; "), path: path)
    }
  }
}
