internal import Attribution

/// The gate of the head under the cursor as a slider among the lines about it: shared by `update` and by `render`.
struct GateSlider: Equatable, Sendable {
  /// A cell a tenth.
  static let cells = 10
  static let label = "gate "
  /// With fewer columns the lines have no room besides the pattern.
  private static let leastColumns = 64

  /// Where the tenths stand.
  let track: Rectangle

  /// The slider on screen; nil where there is none.
  init?(_ state: State, _ screen: ScreenLayout) {
    guard let area = HeadsLayout.headReadout(state, screen) else { return nil }
    self.init(of: state.heads.cursor, in: area)
  }

  /// The slider of a head in the lines about it; nil where they have no room.
  init?(of head: HeadIndex, in area: Rectangle) {
    guard area.height > 1, area.width >= Self.leastColumns else { return nil }
    track = Rectangle(
      row: area.row,
      column: area.column + HeadReadout.name(head).count + 2 + Self.label.count, height: 1,
      width: Self.cells)
  }

  /// Whether a cell of the screen sets the gate: a tenth does, and the blank before them, which closes it.
  func contains(row: Int, column: Int) -> Bool {
    row == track.row && track.column - 1..<track.endColumn ~= column
  }

  /// The gate that a column sets, those beyond the ends as the ends do.
  func gate(at column: Int) -> Float {
    Float(min(max(column - track.column + 1, 0), Self.cells)) / Float(Self.cells)
  }

  /// The cells that are filled at a gate.
  static func filled(_ gate: Float) -> Int {
    Int((min(max(gate, 0), 1) * Float(cells)).rounded())
  }
}
