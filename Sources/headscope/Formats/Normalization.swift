import ArgumentParser

/// What is done to a text's attributions before they are shown.
enum Normalization: String, Sendable, CaseIterable, ExpressibleByArgument {
  case none
  /// Divided by their Euclidean norm, as captum's tutorials do; a zero norm gives zeros.
  case l2

  /// The values after normalization.
  func applied(to values: [Float]) -> [Float] {
    guard self == .l2 else { return values }
    let norm = Self.norm(of: values)
    guard norm > 0 else { return values.map { $0.isNaN ? $0 : 0 } }
    return values.map { Float(Double($0) / norm) }
  }

  /// A standard error of the values after normalization.
  func applied(toError error: Float, of values: [Float]) -> Float {
    guard self == .l2 else { return error }
    let norm = Self.norm(of: values)
    return norm > 0 ? Float(Double(error) / norm) : error
  }

  private static func norm(of values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
}
