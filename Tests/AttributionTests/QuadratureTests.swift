import Attribution
import Foundation
import Testing

/// Nodes and weights against published values and against the polynomials they must integrate.
@Suite struct QuadratureTests {
  @Test func fiveGaussLegendreNodes() {
    let nodes = Quadrature.gaussLegendre.nodes(5)
    let positions = [0.04691008, 0.23076534, 0.5, 0.76923466, 0.95308992]
    let weights = [0.11846344, 0.23931434, 0.28444444, 0.23931434, 0.11846344]
    for (node, expected) in zip(nodes, zip(positions, weights)) {
      #expect(abs(node.position - expected.0) < 1e-8)
      #expect(abs(node.weight - expected.1) < 1e-8)
    }
    #expect(nodes.count == 5)
  }

  @Test(arguments: [1, 2, 3, 8, 50, 200])
  func gaussLegendreIsExactUpToDegreeTwiceTheCountLessOne(_ count: Int) {
    let nodes = Quadrature.gaussLegendre.nodes(count)
    for degree in [0, 1, count, 2 * count - 1] {
      let sum = nodes.reduce(0) { $0 + $1.weight * pow($1.position, Double(degree)) }
      #expect(abs(sum - 1 / Double(degree + 1)) < 1e-13, "degree \(degree)")
    }
  }

  /// captum's tables of two, three and four steps, `tests/attr/test_approximation_methods.py`.
  private static let tables: [(rule: Quadrature, positions: [[Double]])] = [
    (.riemannLeft, [[0, 0.5], [0, 1 / 3, 2 / 3], [0, 0.25, 0.5, 0.75]]),
    (.riemannRight, [[0.5, 1], [1 / 3, 2 / 3, 1], [0.25, 0.5, 0.75, 1]]),
    (.riemannMiddle, [[0.25, 0.75], [1 / 6, 0.5, 5 / 6], [0.125, 0.375, 0.625, 0.875]]),
  ]

  @Test(arguments: tables)
  func riemannNodes(_ rule: Quadrature, _ positions: [[Double]]) {
    for positions in positions {
      let nodes = rule.nodes(positions.count)
      #expect(nodes.count == positions.count)
      for (node, position) in zip(nodes, positions) {
        #expect(abs(node.position - position) < 1e-15)
        #expect(node.weight == 1 / Double(positions.count))
      }
    }
  }

  /// Its weights sum to (n − 1)/n: captum's table of three steps is 1/6, 1/3, 1/6.
  @Test func captumsTrapezoidIsLeftOut() {
    #expect(Quadrature(rawValue: "riemann-trapezoid") == nil)
    #expect(Quadrature(rawValue: "trapezoid") == nil)
  }

  @Test(arguments: Quadrature.allCases)
  func weightsSumToOne(_ rule: Quadrature) {
    for count in 1...60 {
      #expect(abs(rule.nodes(count).reduce(0) { $0 + $1.weight } - 1) < 1e-13)
    }
  }
}
