import Foundation
import Model

extension GradientAttribution {
  /// What the methods share once the text's vectors and its prediction are known.
  struct Session {
    let attribution: GradientAttribution
    let prediction: Prediction
    let target: Int
    let pooledPosition: Int
    /// x: the text at the explained layer, `[tokens, hidden]`.
    let vectors: Tensor
    /// dF/dx at the text, `[tokens × hidden]`, where the first pass gave it.
    let gradient: [Float]?

    var request: AttributionRequest { attribution.request }
    var tokens: Int { vectors.rows }
    var hidden: Int { vectors.rowSize }
    /// F(x).
    var outputValue: Float { prediction.value(of: target, request.output) }

    /// b: the baseline at the explained layer, `[tokens, hidden]`.
    func baselineVectors() throws -> Tensor {
      guard let ids = attribution.baselineIDs else { return Tensor(zeros: [tokens, hidden]) }
      var batch = RaggedBatch()
      batch.append(
        ids: ids, typeIDs: attribution.encoding.typeIDs, pooledPosition: pooledPosition)
      return try attribution.classifier.embed(batch, at: request.layer)
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
        let result = try attribution.classifier.gradients(
          RaggedBatch(
            repeating: attribution.encoding, count: points.count, pooledPosition: pooledPosition),
          vectors: Tensor(shape: [points.count * tokens, hidden], values: values),
          at: request.layer,
          targets: [Int](repeating: target, count: points.count), of: request.output,
          intervention: attribution.intervention)
        for (offset, index) in points.enumerated() {
          try visit(
            index, result.outputs[offset],
            result.gradient.values[offset * size..<(offset + 1) * size])
        }
      }
    }

    /// F at given vectors, without its gradient.
    func output(at vectors: Tensor) throws -> Float {
      let batch = RaggedBatch(
        repeating: attribution.encoding, count: 1, pooledPosition: pooledPosition)
      let logits = try attribution.classifier.forward(
        batch, vectors: vectors, at: request.layer, intervention: attribution.intervention,
        arithmetic: .fp32
      ).logits[0]
      return attribution.classifier.prediction(logits).value(of: target, request.output)
    }

    /// Saliency, gradient norm or input × gradient, from one pass at the text itself.
    func gradientEstimate(
      _ method: AttributionMethod, isFinal: Bool
    ) -> AttributionEstimate {
      guard let gradient else { preconditionFailure("the session started with the gradient") }
      let values =
        switch method {
        case .gradientNorm: reduced(gradient, by: .l2)
        case .inputTimesGradient:
          reduced(zip(gradient, vectors.values).map { $0 * $1 }, by: request.reduction)
        default: reduced(gradient.map(abs), by: request.reduction)
        }
      return estimate(method, values: values, steps: 1, evaluations: 1, isFinal: isFinal)
    }

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
