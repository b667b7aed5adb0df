import Foundation
import Model
import TestSupport
import Testing

/// Rules of propagation through a classification head that is a published function: captum's `tests/attr/test_deeplift_basic.py`, and
/// LXT's closed forms of `tests/test_functional.py`.
@Suite struct HeadPropagationTests {
  /// Two runs of a head and the multipliers between them, a number an input.
  private struct Comparison {
    var multipliers: [Float]
    var outputs: [Float]

    /// (x − b)·m.
    func attributions(from baseline: [Float], to input: [Float]) -> [Float] {
      multipliers.indices.map { (input[$0] - baseline[$0]) * multipliers[$0] }
    }
  }

  private func compare(
    _ function: HeadFunction, with baseline: [Float], label: Int = 0
  ) async throws -> Comparison {
    try await function.withModel { model in
      let hidden = model.info.configuration.hiddenSize
      func row(_ values: [Float]) -> [Float] {
        values + [Float](repeating: 0, count: hidden - values.count)
      }
      let vectors = Tensor(shape: [2, hidden], values: row(function.input) + row(baseline))
      let result = try await model.perform {
        try $0.gradients(
          batch([5], [5]), vectors: vectors, at: HeadFunction.layer, targets: [label, label],
          of: .logit, by: .deepLIFT)
      }
      #expect(result.gradient.row(0) == result.gradient.row(1), "one multiplier for both runs")
      return Comparison(
        multipliers: Array(result.gradient.row(0).prefix(function.input.count)),
        outputs: result.outputs)
    }
  }

  /// dF/dx by a rule, times x.
  private func relevance(
    _ function: HeadFunction, by rule: PropagationRule
  ) async throws -> (values: [Float], output: Float) {
    try await function.withModel { model in
      let result = try await model.perform {
        try $0.gradients(
          batch([5]), at: HeadFunction.layer, targets: [0], of: .logit, by: rule)
      }
      return (
        function.input.indices.map { result.gradient.values[$0] * function.input[$0] },
        result.outputs[0]
      )
    }
  }

  /// captum's `ReLUDeepLiftModel`: 2·relu(a) + 2·relu(b − 1.5), or the same with another f.
  private func twoUnits(
    _ activation: HeadFunction.Activation, at input: [Float]
  ) -> HeadFunction {
    HeadFunction(
      activation, at: input, inner: [[1, 0], [0, 1]], bias: [0, -1.5], outer: [[2, 2]],
      outerBias: [0])
  }

  @Test func reluIsExactlyThePublishedOne() async throws {
    let found = try await compare(twoUnits(.relu, at: [1, 2]), with: [0, 0])
    #expect(found.attributions(from: [0, 0], to: [1, 2]) == [2, 1])
    // captum's multiply_by_inputs=False.
    #expect(found.multipliers == [2, 0.5])
    #expect(found.outputs == [3, 0], "the sum is the change: captum's delta is 0")
  }

  @Test func tanhAddsUp() async throws {
    let input: [Float] = [-1, -2]
    let found = try await compare(twoUnits(.tanh, at: input), with: [0, 0])
    let values = found.attributions(from: [0, 0], to: input)
    let expected = [2 * tanh(-1.0), 2 * (tanh(-3.5) - tanh(-1.5))]
    for (value, wanted) in zip(values, expected) { #expect(abs(Double(value) - wanted) < 1e-6) }
    #expect(abs(values.reduce(0, +) - (found.outputs[0] - found.outputs[1])) < 1e-6)
  }

  /// captum's `ReLULinearModel`: relu(3a + b) + relu(2d + 3e) at its first sample, from 0 and 0.0001.
  @Test func aClosedUnitPassesNothingOn() async throws {
    let function = HeadFunction(
      .relu, at: [-10, 1, -5, 3, 3, 1], inner: [[3, 1, 0, 0, 0, 0], [0, 0, 0, 2, 3, 0]],
      bias: [0, 0], outer: [[1, 1]], outerBias: [0])
    let baseline: [Float] = [0, 0, 0, 1e-4, 1e-4, 1e-4]
    let found = try await compare(function, with: baseline)
    let values = found.attributions(from: baseline, to: function.input)
    for (value, wanted) in zip(values, [0, 0, 0, 5.9998, 8.9997, 0] as [Float]) {
      #expect(abs(value - wanted) < 1e-5)
    }
    #expect(abs(values.reduce(0, +) - (found.outputs[0] - found.outputs[1])) < 1e-5)
  }

  /// captum's `BasicModel_MultiLayer`, whose first unit opens on the way.
  @Test(arguments: [0, 1])
  func aUnitThatOpensOnTheWayIsShared(_ label: Int) async throws {
    let input: [Float] = [20, 50, 30]
    let function = HeadFunction.multiLayer(at: input)
    let found = try await compare(function, with: [0, 0, 0], label: label)
    // relu(s − 10) changes by 90 of 100.
    for multiplier in found.multipliers { #expect(abs(multiplier - 3.9) < 1e-5) }
    let base: Float = label == 0 ? 2 : 4
    #expect(found.outputs == [90 + 303 - 1 + base - 2, base])
  }

  /// Equation 8 of AttnLRP for the linear layers, the identity rule between them: R = x · Σ w·R/z.
  @Test(arguments: [HeadFunction.Activation.relu, .tanh], [PropagationRule.attnLRP, .cpLRP])
  func relevanceHasLXTsClosedForm(
    _ activation: HeadFunction.Activation, _ rule: PropagationRule
  ) async throws {
    let input: [Float] = [0.7, -1.2, 0.4]
    let inner: [[Float]] = [
      [0.5, -0.3, 0.8], [-0.9, 0.2, 0.6], [0.4, 0.7, -0.5], [0.1, 0.6, 1.1],
    ]
    let outer: [Float] = [1.5, -0.7, 0.9, 0.3]
    for bias in [[0, 0, 0, 0], [0.2, -0.1, 0.3, 0.4]] as [[Float]] {
      let function = HeadFunction(
        activation, at: input, inner: inner, bias: bias, outer: [outer], outerBias: [0])
      let found = try await relevance(function, by: rule)
      var expected = [Double](repeating: 0, count: input.count)
      for unit in inner.indices {
        let z = zip(inner[unit], input).reduce(Double(bias[unit])) {
          $0 + Double($1.0) * Double($1.1)
        }
        let value = activation == .relu ? max(z, 0) : tanh(z)
        for place in input.indices {
          expected[place] +=
            Double(input[place] * inner[unit][place]) * value * Double(outer[unit]) / z
        }
      }
      for (value, wanted) in zip(found.values, expected) {
        #expect(abs(Double(value) - wanted) < 1e-6)
      }
      // Nothing is lost where no bias takes a part.
      let isConserved = abs(found.values.reduce(0, +) - found.output) < 1e-6
      #expect(isConserved == (bias[0] == 0))
    }
  }
}
