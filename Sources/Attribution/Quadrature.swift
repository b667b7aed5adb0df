import Foundation

/// The rules by which an integral over [0, 1] is taken as a weighted sum.
///
/// captum's trapezoid is left out: its weights sum to (n−1)/n.
public enum Quadrature: String, Sendable, CaseIterable {
  case gaussLegendre = "gausslegendre"
  case riemannLeft = "riemann-left"
  case riemannRight = "riemann-right"
  case riemannMiddle = "riemann-middle"

  /// A node of a rule and its share of the sum.
  public struct Node: Equatable, Sendable {
    /// Position in [0, 1].
    public var position: Double
    /// The weights of a rule sum to 1.
    public var weight: Double
  }

  /// The rule's `count` nodes in increasing order.
  ///
  /// - Complexity: O(count²) for Gauss-Legendre.
  public func nodes(_ count: Int) -> [Node] {
    precondition(count > 0, "a quadrature has at least one node")
    switch self {
    case .gaussLegendre: return Self.gaussLegendreNodes(count)
    case .riemannLeft: return Self.riemannNodes(count, offset: 0)
    case .riemannRight: return Self.riemannNodes(count, offset: 1)
    case .riemannMiddle: return Self.riemannNodes(count, offset: 0.5)
    }
  }

  private static func riemannNodes(_ count: Int, offset: Double) -> [Node] {
    let width = 1 / Double(count)
    return (0..<count).map { Node(position: (Double($0) + offset) * width, weight: width) }
  }

  /// The roots of the Legendre polynomial Pₙ by Newton's method from Tricomi's approximation, moved from [−1, 1] to [0, 1];
  /// weights 1 / ((1−x²)·Pₙ′(x)²) there.
  private static func gaussLegendreNodes(_ count: Int) -> [Node] {
    let degree = Double(count)
    return (0..<count).map { index in
      var x = -cos(Double.pi * (Double(index) + 0.75) / (degree + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        let (value, derivative) = legendre(count, at: x)
        slope = derivative
        let step = value / derivative
        x -= step
        if abs(step) < 1e-15 { break }
      }
      slope = legendre(count, at: x).derivative
      return Node(position: (1 + x) / 2, weight: 1 / ((1 - x * x) * slope * slope))
    }
  }

  /// Pₙ(x) and its derivative by Bonnet's recursion.
  private static func legendre(_ degree: Int, at x: Double) -> (value: Double, derivative: Double) {
    var previous = 1.0
    var current = x
    for n in stride(from: 2, through: degree, by: 1) {
      let next = (Double(2 * n - 1) * x * current - Double(n - 1) * previous) / Double(n)
      previous = current
      current = next
    }
    return (current, Double(degree) * (x * current - previous) / (x * x - 1))
  }
}
