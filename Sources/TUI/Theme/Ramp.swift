/// The colours of attributions: from strongly against over nothing to strongly for.
///
/// 16 steps a side. More would cost bytes on every frame and no eye tells them apart.
public struct Ramp: Equatable, Sendable {
  /// Steps on each side of zero.
  public static let steps = 16

  /// Styles of what speaks against, weak to strong; `steps` of them.
  public var negative: [CellStyle]
  /// Styles of what speaks for, weak to strong; `steps` of them.
  public var positive: [CellStyle]

  /// The signed step of a value in −1…1: 0 is no colour.
  public static func step(_ value: Float) -> Int {
    guard value.isFinite else { return 0 }
    return Int((min(max(value, -1), 1) * Float(steps)).rounded())
  }

  /// The style of a value in −1…1.
  public func style(_ value: Float) -> CellStyle {
    let step = Self.step(value)
    if step == 0 { return .plain }
    return step > 0 ? positive[step - 1] : negative[-step - 1]
  }
}
