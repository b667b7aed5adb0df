import CKernels
import Foundation
import Testing

/// The elementwise functions against their definitions in double precision.
@Suite struct ActivationKernelTests {
  struct Function: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: headscope_activation
    /// f(x) as transformers' `ACT2FN` defines it.
    var value: @Sendable (Double) -> Double
    /// f′(x) by hand.
    var slope: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  private static func normalDensity(_ x: Double) -> Double {
    exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }
  private static func normalDistribution(_ x: Double) -> Double {
    0.5 * erfc(-x / 2.0.squareRoot())
  }
  private static func tanhGELU(_ x: Double, _ root: Double) -> Double {
    0.5 * x * (1 + tanh(root * (x + 0.044715 * x * x * x)))
  }
  private static func tanhGELUSlope(_ x: Double, _ root: Double) -> Double {
    let t = tanh(root * (x + 0.044715 * x * x * x))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x)
  }
  private static let root = (2 / Double.pi).squareRoot()
  private static let seluScale = 1.0507009873554804934193349852946
  private static let seluAlpha = 1.6732632423543772848170429916717

  static let functions: [Function] = [
    Function(name: "identity", kind: HEADSCOPE_IDENTITY, value: { $0 }, slope: { _ in 1 }),
    Function(
      name: "gelu", kind: HEADSCOPE_GELU, value: { $0 * normalDistribution($0) },
      slope: { normalDistribution($0) + $0 * normalDensity($0) }),
    Function(
      name: "gelu tanh", kind: HEADSCOPE_GELU_TANH, value: { tanhGELU($0, root) },
      slope: { tanhGELUSlope($0, root) }),
    Function(
      name: "gelu fast", kind: HEADSCOPE_GELU_FAST, value: { tanhGELU($0, 0.7978845608) },
      slope: { tanhGELUSlope($0, 0.7978845608) }),
    Function(
      name: "quick gelu", kind: HEADSCOPE_QUICK_GELU, value: { $0 * sigmoid(1.702 * $0) },
      slope: { sigmoid(1.702 * $0) * (1 + 1.702 * $0 * (1 - sigmoid(1.702 * $0))) }),
    Function(
      name: "relu", kind: HEADSCOPE_RELU, value: { max($0, 0) }, slope: { $0 > 0 ? 1 : 0 }),
    Function(
      name: "silu", kind: HEADSCOPE_SILU, value: { $0 * sigmoid($0) },
      slope: { sigmoid($0) * (1 + $0 * (1 - sigmoid($0))) }),
    Function(
      name: "tanh", kind: HEADSCOPE_TANH, value: { tanh($0) }, slope: { 1 / pow(cosh($0), 2) }),
    Function(
      name: "sigmoid", kind: HEADSCOPE_SIGMOID, value: { sigmoid($0) },
      slope: { sigmoid($0) * sigmoid(-$0) }),
    Function(
      name: "mish", kind: HEADSCOPE_MISH, value: { $0 * tanh(log1p(exp($0))) },
      slope: {
        let t = tanh(log1p(exp($0)))
        return t + $0 * (1 - t * t) * sigmoid($0)
      }),
    Function(
      name: "relu6", kind: HEADSCOPE_RELU6, value: { min(max($0, 0), 6) },
      slope: { $0 > 0 && $0 < 6 ? 1 : 0 }),
    Function(
      name: "leaky relu", kind: HEADSCOPE_LEAKY_RELU, value: { $0 < 0 ? 0.01 * $0 : $0 },
      slope: { $0 > 0 ? 1 : 0.01 }),
    Function(
      name: "elu", kind: HEADSCOPE_ELU, value: { $0 < 0 ? expm1($0) : $0 },
      slope: { $0 > 0 ? 1 : exp($0) }),
    Function(
      name: "selu", kind: HEADSCOPE_SELU,
      value: { seluScale * ($0 < 0 ? seluAlpha * expm1($0) : $0) },
      slope: { seluScale * ($0 > 0 ? 1 : seluAlpha * exp($0)) }),
    Function(
      name: "relu2", kind: HEADSCOPE_RELU2, value: { max($0, 0) * max($0, 0) },
      slope: { 2 * max($0, 0) }),
    Function(
      name: "gelu 10", kind: HEADSCOPE_GELU_10,
      value: { min(max($0 * normalDistribution($0), -10), 10) },
      slope: { $0 > 10 ? 0 : normalDistribution($0) + $0 * normalDensity($0) }),
    Function(
      name: "laplace", kind: HEADSCOPE_LAPLACE,
      value: { normalDistribution(($0 - 0.707107) / 0.282095) },
      slope: { normalDensity(($0 - 0.707107) / 0.282095) / 0.282095 }),
  ]

  /// From −20 to 20, closely around 0, and an odd count so that the tail of a vector is taken too.
  static let inputs: [Float] =
    (0...4000).map { Float($0 - 2000) / 100 } + (0...200).map { Float($0 - 100) * 1e-4 }

  @Test(arguments: functions, vectorWidths)
  func valueIsTheDefinition(_ function: Function, width: Int) {
    withVectorWidth(width) {
      // erf is a quotient, whose last bits the factor x carries into the tail.
      let isGELU = function.kind == HEADSCOPE_GELU || function.kind == HEADSCOPE_GELU_10
      let tolerance = isGELU ? 1e-6 : 4e-7
      var out = [Float](repeating: .nan, count: Self.inputs.count)
      headscope_activation_forward(function.kind, Self.inputs, &out, out.count)
      let wrong = zip(Self.inputs, out).filter { x, y in
        let exact = function.value(Double(x))
        // Φ is a half and erf: its small values are as exact as the half. Others vanish with x.
        let floor = function.kind == HEADSCOPE_LAPLACE ? 0.5 : min(1, abs(Double(x)))
        return !(abs(Double(y) - exact) <= tolerance * max(floor, abs(exact)))
      }
      #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }
  }

  @Test(arguments: functions, vectorWidths)
  func backwardMultipliesByTheSlope(_ function: Function, width: Int) {
    withVectorWidth(width) {
      let gradient = Self.inputs.indices.map { Float($0 % 7) - 3 }
      var out = gradient
      headscope_activation_backward(function.kind, Self.inputs, gradient, &out, out.count)
      let wrong = Self.inputs.indices.filter { i in
        let exact = function.slope(Double(Self.inputs[i])) * Double(gradient[i])
        return !(abs(Double(out[i]) - exact) <= 2e-6 * max(1, abs(exact)))
      }
      #expect(wrong.isEmpty, "\(wrong.prefix(5).map { Self.inputs[$0] })")
    }
  }

  @Test(arguments: functions, vectorWidths)
  func extremesKeepTheirLimitsAndNotANumberPasses(_ function: Function, width: Int) {
    withVectorWidth(width) {
      let inputs: [Float] = [100, -100, 1e4, -1e4, .nan]
      var out = [Float](repeating: 0, count: inputs.count)
      headscope_activation_forward(function.kind, inputs, &out, inputs.count)
      for (x, y) in zip(inputs, out) where !x.isNaN {
        let exact = function.value(Double(x))
        #expect(abs(Double(y) - exact) <= 1e-6 * max(1, abs(exact)), "\(x)")
      }
      #expect(out[4].isNaN)
    }
  }
}
