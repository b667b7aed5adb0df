package import Model

extension SeededGenerator {
  /// Values spread evenly over −1..<1.
  package mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1..<1, using: &self) }
  }
}
