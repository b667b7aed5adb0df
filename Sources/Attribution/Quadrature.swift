/// The rules by which an integral over [0, 1] is taken as a weighted sum.
public enum Quadrature: String, Sendable, CaseIterable {
  case gaussLegendre = "gausslegendre"
  case riemannLeft = "riemann-left"
  case riemannRight = "riemann-right"
  case riemannMiddle = "riemann-middle"
}
