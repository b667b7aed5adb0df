/// Attributions as plus and minus signs, one to four by size, so that sign and strength need no colour.
enum SignMarks {
  /// The largest absolute value, against which the others are measured; 0 if there is none.
  static func scale(of values: [Float]) -> Float {
    values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  /// `++++` down to `+`, nothing below a sixteenth of the scale, `-` down to `----`; `?` for NaN.
  static func marks(_ value: Float, scale: Float) -> String {
    if value.isNaN { return "?" }
    let share = scale > 0 ? abs(value) / scale : 0
    guard share >= 1.0 / 16 else { return "" }
    let count = share.isFinite ? min(4, Int(share * 4) + 1) : 4
    return String(repeating: value > 0 ? "+" : "-", count: count)
  }
}
