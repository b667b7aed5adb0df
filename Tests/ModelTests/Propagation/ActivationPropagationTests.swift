import TestSupport
import Testing

@testable import Model

/// The identity rule of relevance and DeepLIFT's rescale rule, for every elementwise function.
@Suite struct ActivationPropagationTests {
  private static let inputs: [Float] = [-6, -2, -0.4, -1e-4, 0, 1e-4, 0.3, 1.5, 7]

  /// Both matrices in one pool, which they keep.
  private func propagate(
    _ kind: ModelConfiguration.Activation, _ input: [[Float]], _ gradient: [[Float]],
    by rule: PropagationRule
  ) -> (outputs: [[Float]], gradient: [[Float]]) {
    let pool = BufferPool()
    let function = ActivationFunction(kind: kind, backend: NativeBackend(threads: 1))
    func matrix(_ rows: [[Float]]) -> MatrixBuffer {
      pool.matrix(
        Tensor(shape: [rows.count, rows[0].count], values: rows.flatMap(\.self)),
        rows: 0..<rows.count)
    }
    let (input, gradient) = (matrix(input), matrix(gradient))
    let output = pool.matrix(input.rows, input.columns)
    function.forward(input, into: output)
    function.backward(input: input, gradient: gradient, by: rule, in: pool)
    func rows(_ matrix: MatrixBuffer) -> [[Float]] {
      (0..<matrix.rows).map { Array(matrix.tensor().row($0)) }
    }
    return (rows(output), rows(gradient))
  }

  /// R = x · f(x)/x · dF/df: what comes in goes out, element by element.
  @Test(
    arguments: ModelConfiguration.Activation.allCases, [PropagationRule.attnLRP, .cpLRP])
  func relevanceIsKeptByTheIdentityRule(
    _ kind: ModelConfiguration.Activation, _ rule: PropagationRule
  ) {
    let upper = Self.inputs.indices.map { Float($0 % 3) - 0.7 }
    let found = propagate(kind, [Self.inputs], [upper], by: rule)
    for (place, x) in Self.inputs.enumerated() where x != 0 {
      let relevance = found.outputs[0][place] * upper[place]
      #expect(abs(x * found.gradient[0][place] - relevance) <= 1e-6 * max(1, abs(relevance)))
    }
    let allFinite = found.gradient[0].allSatisfy { $0.isFinite }
    #expect(allFinite, "0 has the derivative")
  }

  /// (x − b)·m = f(x) − f(b).
  @Test(arguments: ModelConfiguration.Activation.allCases)
  func multipliersAddUpToTheChange(_ kind: ModelConfiguration.Activation) {
    for shift in 1..<Self.inputs.count {
      let baseline = Self.inputs.indices.map { Self.inputs[($0 + shift) % Self.inputs.count] }
      let ones = Self.inputs.map { _ in Float(1) }
      let found = propagate(kind, [Self.inputs, baseline], [ones, ones], by: .deepLIFT)
      #expect(found.gradient[0] == found.gradient[1])
      for (place, x) in Self.inputs.enumerated() {
        let change = found.outputs[0][place] - found.outputs[1][place]
        let shared = (x - baseline[place]) * found.gradient[0][place]
        #expect(
          abs(shared - change) <= 1e-6 * max(1, abs(change)), "from \(baseline[place]) to \(x)")
      }
    }
  }

  @Test(arguments: ModelConfiguration.Activation.allCases)
  func betweenEqualRunsIsTheDerivative(_ kind: ModelConfiguration.Activation) {
    let ones = Self.inputs.map { _ in Float(1) }
    let two = propagate(kind, [Self.inputs, Self.inputs], [ones, ones], by: .deepLIFT).gradient
    #expect(two[0] == propagate(kind, [Self.inputs], [ones], by: .gradient).gradient[0])
  }
}
