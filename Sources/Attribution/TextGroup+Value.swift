public import Model

extension TextGroup {
  /// The group's number: the sum of its pieces' numbers.
  public func value(_ values: [Float]) -> Float {
    pieces.reduce(0) { $0 + (values.indices.contains($1) ? values[$1] : 0) }
  }

  /// The group's standard error where it is one piece: errors of several pieces are not independent.
  public func uncertainty(_ errors: [Float]) -> Float? {
    guard pieces.count == 1, errors.indices.contains(pieces[0]) else { return nil }
    return errors[pieces[0]]
  }
}
