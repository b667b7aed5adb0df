import Model
import TestSupport
import Testing

@testable import Attribution

/// The integral of integrated gradients on functions that captum's tests publish numbers of, in `tests/attr/test_integrated_gradients_basic.py`.
@Suite struct PathIntegralTests {
  /// A function with its gradient.
  private typealias Function = (_ x: [Float]) -> (output: Float, gradient: [Float])

  private func integral(
    of function: @escaping Function, from baseline: [Float], to input: [Float],
    by quadrature: Quadrature, steps: Int = 500
  ) throws -> PathIntegral {
    let difference = zip(input, baseline).map { $0 - $1 }
    return try PathIntegral(
      over: difference, rows: 1, outputs: (function(baseline).output, function(input).output),
      by: quadrature, steps: steps
    ) { positions, visit in
      for (index, position) in positions.enumerated() {
        let found = function(zip(baseline, difference).map { $0 + Float(position) * $1 })
        try visit(index, found.output, found.gradient[...])
      }
    }
  }

  /// relu(relu(a) − 1 − relu(b)): the first function of the paper's remark on implementation invariance.
  private func first(_ x: [Float]) -> (output: Float, gradient: [Float]) {
    let inner = max(x[0], 0) - 1 - max(x[1], 0)
    let isOpen = inner > 0
    return (max(inner, 0), [isOpen && x[0] > 0 ? 1 : 0, isOpen && x[1] > 0 ? -1 : 0])
  }

  /// relu(relu(a − 1) − relu(b)): the second, the same for all a and b that are not negative.
  private func second(_ x: [Float]) -> (output: Float, gradient: [Float]) {
    let inner = max(x[0] - 1, 0) - max(x[1], 0)
    let isOpen = inner > 0
    return (max(inner, 0), [isOpen && x[0] > 1 ? 1 : 0, isOpen && x[1] > 0 ? -1 : 0])
  }

  private var both: [Function] { [first, second] }

  /// 1 − relu(1 − x).
  private func single(_ x: [Float]) -> (output: Float, gradient: [Float]) {
    (1 - max(1 - x[0], 0), [x[0] < 1 ? 1 : 0])
  }

  @Test(arguments: Quadrature.allCases)
  func bothFunctionsHaveThePublishedAttributions(_ quadrature: Quadrature) throws {
    for function in both {
      let found = try integral(of: function, from: [0, 0], to: [3, 1], by: quadrature)
      for (value, wanted) in zip(found.attributions, [1.5, -0.5] as [Float]) {
        #expect(abs(value - wanted) < 0.05)
      }
      // captum's multiply_by_inputs=False.
      for (value, wanted) in zip(found.gradient, [0.5, -0.5] as [Float]) {
        #expect(abs(value - wanted) < 0.05)
      }
    }
  }

  @Test(arguments: Quadrature.allCases)
  func twoFormsOfOneFunctionHaveTheSameSum(_ quadrature: Quadrature) throws {
    let sums = try both.map { function -> Float in
      try integral(of: function, from: [0, 0], to: [3, 1], by: quadrature).attributions
        .reduce(0, +)
    }
    #expect(sums[0] == sums[1])
  }

  @Test(arguments: Quadrature.allCases)
  func deltaIsWhatTheSumMisses(_ quadrature: Quadrature) throws {
    let found = try integral(of: first, from: [0, 0], to: [3, 1], by: quadrature, steps: 7)
    let sum = found.attributions.reduce(0, +)
    // In single precision beside the double that delta is added up in.
    #expect(
      abs(Float(found.delta) - (sum - (first([3, 1]).output - first([0, 0]).output))) < 1e-6)
    #expect(abs(found.delta) > 1e-3, "seven nodes do not see where the function opens")
  }

  @Test(arguments: Quadrature.allCases, [(1, 0), (0, 0), (-1, 1e-5)] as [(Float, Float)])
  func oneVariableIsComplete(_ quadrature: Quadrature, _ ends: (x: Float, b: Float)) throws {
    let found = try integral(of: single, from: [ends.b], to: [ends.x], by: quadrature)
    let change = single([ends.x]).output - single([ends.b]).output
    #expect(abs(found.attributions[0] - change) < 0.05)
    #expect(abs(found.delta) < 0.005)
  }

  @Test func nodesAreInOrderAndNameTheirShare() throws {
    let found = try integral(of: first, from: [0, 0], to: [3, 1], by: .riemannMiddle, steps: 4)
    let points = found.panels.flatMap(\.points)
    #expect(points.map(\.alpha) == [0.125, 0.375, 0.625, 0.875])
    #expect(points.map(\.weight) == [0.25, 0.25, 0.25, 0.25])
    // F = relu(2α − 1) on the path, with slope 2 where it is open.
    #expect(points.map(\.output) == [0, 0, 0.25, 0.75])
    #expect(points.map(\.slope) == [0, 0, 2, 2])
    #expect(found.evaluations == 4)
  }

  @Test func halvingThePanelWithTheCornerFindsIt() throws {
    // The corner is at α = 1/3: relu(2.25·α − 0.75) opens there.
    func corner(_ x: [Float]) -> (output: Float, gradient: [Float]) {
      (max(x[0] - 0.75, 0), [x[0] > 0.75 ? 1 : 0])
    }
    var found = try integral(of: corner, from: [0], to: [2.25], by: .gaussLegendre, steps: 8)
    var last = abs(found.delta)
    let start = last
    for _ in 0..<10 {
      try found.halveWorstPanel(steps: 8) { corner([2.25 * Float($0)]).output }
      last = abs(found.delta)
    }
    #expect(found.panels.count == 11)
    #expect(found.evaluations == 8 + 10 * 17)
    let points = found.panels.flatMap(\.points)
    #expect(points.map(\.alpha) == points.map(\.alpha).sorted())
    #expect(abs(points.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
    #expect(last < start / 50, "each halving halves the panel that holds the corner")
    #expect(abs(found.attributions[0] - 1.5) < 1e-3)
  }

  /// The function of a real model's head, by the method itself: sum 1, norm √(1.5² + 0.5²).
  @Test func theMethodFindsThePublishedSumOnAModel() async throws {
    let toy = HeadFunction(
      .relu, at: [3, 1], inner: [[1, -1]], bias: [-1], outer: [[1]], outerBias: [0])
    try await toy.withModel { model in
      let encoding = model.info.tokenizer.encode("good film")
      var request = AttributionRequest(
        target: .index(0), layer: HeadFunction.layer, baseline: .zero, steps: 500)
      let sums = try await model.attribution(for: encoding, request)
      #expect(abs(sums.values[0] - 1) < 0.01)
      #expect(sums.values.dropFirst().allSatisfy { $0 == 0 }, "the head reads the first token")
      #expect(sums.outputValue == 1)
      #expect(sums.baseOutput == 0)
      #expect(abs(try #require(sums.delta) - (sums.values.reduce(0, +) - 1)) < 1e-6)
      request.reduction = .l2
      let norms = try await model.attribution(for: encoding, request)
      #expect(abs(norms.values[0] - (2.5 as Float).squareRoot()) < 0.02)
    }
  }
}
