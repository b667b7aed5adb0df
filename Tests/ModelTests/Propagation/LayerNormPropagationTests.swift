import TestSupport
import Testing

@testable import Model

/// Layer norm under every rule of propagation, against closed forms in double precision.
@Suite struct LayerNormPropagationTests {
  private static let input: [Float] = [0.3, -1.1, 2.4, 0.9, -0.2, 1.7, -2.8, 0.6]
  private static let baseline: [Float] = [-0.5, 0.4, 1.1, -0.3, 0.2, 0.8, -0.9, 1.3]
  private static let weight: [Float] = [1.2, 0.7, -0.4, 1.5, 0.9, 1.1, 0.3, -0.8]
  private static let bias: [Float] = [0.1, -0.3, 0.2, 0.5, -0.6, 0.4, 0.7, -0.1]
  private static let upper: [Float] = [0.4, -0.9, 1.3, 0.2, -0.5, 0.8, -1.1, 0.6]
  private static let epsilon: Float = 1e-5

  private func propagate(
    _ rows: [[Float]], bias: [Float], by rule: PropagationRule
  ) -> (outputs: [[Float]], gradient: [[Float]]) {
    let norm = LayerNorm(name: "norm", weight: Self.weight, bias: bias, epsilon: Self.epsilon)
    let pass = NetworkPass(
      backend: NativeBackend(threads: 1), pool: BufferPool(), batch: RaggedBatch(),
      pooledRows: [], capture: [], intervention: .none, arithmetic: .fp32, recordingFor: nil,
      by: rule)
    func matrix(_ rows: [[Float]]) -> MatrixBuffer {
      pass.pool.matrix(
        Tensor(shape: [rows.count, rows[0].count], values: rows.flatMap(\.self)),
        rows: 0..<rows.count)
    }
    let input = matrix(rows)
    let output = pass.pool.matrix(input.rows, input.columns)
    let record = norm.forward(input, into: output, in: pass)
    let gradient = matrix(rows.map { _ in Self.upper })
    norm.backward(
      record, outputGradient: gradient, into: gradient, parameters: nil, in: pass)
    func list(_ matrix: MatrixBuffer) -> [[Float]] {
      (0..<matrix.rows).map { Array(matrix.tensor().row($0)) }
    }
    return (list(output), list(gradient))
  }

  /// The deviation is a number as others are: dF/dx = (w·g − mean(w·g)) / deviation.
  @Test(arguments: [PropagationRule.attnLRP, .cpLRP])
  func relevanceHoldsTheDeviation(_ rule: PropagationRule) {
    let found = propagate([Self.input], bias: Self.bias, by: rule).gradient[0].map(Double.init)
    let x = Self.input.map(Double.init)
    let count = Double(x.count)
    let mean = x.reduce(0, +) / count
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let deviation = (variance + Double(Self.epsilon)).squareRoot()
    let weighted = zip(Self.weight, Self.upper).map { Double($0) * Double($1) }
    let middle = weighted.reduce(0, +) / count
    for (value, own) in zip(found, weighted) {
      #expect(abs(value - (own - middle) / deviation) < 1e-6)
    }
  }

  @Test(arguments: [PropagationRule.attnLRP, .cpLRP])
  func withoutABiasRelevanceIsConserved(_ rule: PropagationRule) {
    let none = Self.bias.map { _ in Float(0) }
    let found = propagate([Self.input], bias: none, by: rule)
    let into = zip(found.outputs[0], Self.upper).reduce(0) { $0 + $1.0 * $1.1 }
    let out = zip(Self.input, found.gradient[0]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(into - out) < 1e-5)
    #expect(abs(into) > 1)
  }

  @Test func multipliersAddUpToTheChange() {
    let found = propagate([Self.input, Self.baseline], bias: Self.bias, by: .deepLIFT)
    #expect(found.gradient[0] == found.gradient[1])
    var change: Float = 0
    var shared: Float = 0
    for place in Self.input.indices {
      change += Self.upper[place] * (found.outputs[0][place] - found.outputs[1][place])
      shared += found.gradient[0][place] * (Self.input[place] - Self.baseline[place])
    }
    #expect(abs(change - shared) < 1e-5)
    #expect(abs(change) > 0.1)
  }

  @Test func betweenEqualRunsIsTheDerivative() {
    let two = propagate([Self.input, Self.input], bias: Self.bias, by: .deepLIFT).gradient[0]
    let one = propagate([Self.input], bias: Self.bias, by: .gradient).gradient[0]
    #expect(maximumDifference(two, one) < 1e-6)
  }
}
