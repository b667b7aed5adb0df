public import Model

extension TextGroup {
  /// The group's number: the sum of its pieces' numbers.
  public func value(_ values: [Float]) -> Float {
    pieces.reduce(0) { $0 + (values.indices.contains($1) ? values[$1] : 0) }
  }
}
