import Testing

@testable import TUI

@Suite("The neuron view's lines")
struct NeuronTableTests {
  @Test("do not stand on each other in the lowest of panes", arguments: 16...30)
  func apart(rows: Int) throws {
    var robot = try Robot(rows: rows, columns: 60, text: SampleModel.sentence)
    for key in ["Esc", "2", "Enter", "v", "v"] { try robot.press(key) }
    var heights: Set<Int> = []
    // Of the panes that can have the focus some leave the neuron view few rows.
    for _ in 0..<4 {
      let layout = ScreenLayout(robot.state)
      if let table = NeuronTable(robot.state, layout),
        let inside = layout.inside(.neuron),
        let head = HeadsLayout.headReadout(robot.state, layout)
      {
        heights.insert(inside.height)
        let isInside = table.visible > 0 && table.area.endRow <= inside.endRow
        let isBelow = table.readout.isEmpty || table.readout.row >= table.area.endRow
        let isApart = head.isEmpty || head.row > table.readout.row
        #expect(isInside && isBelow && isApart && table.readout.endRow <= inside.endRow)
      }
      try robot.press("Tab")
    }
    #expect(!heights.isEmpty)
  }
}
