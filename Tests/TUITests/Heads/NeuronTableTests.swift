import Testing

@testable import TUI

@Suite("The neuron view's lines")
struct NeuronTableTests {
  @Test("do not stand on each other in the lowest of panes", arguments: 16...30)
  func apart(rows: Int) throws {
    for tabs in [[], ["Tab", "Tab"]] {
      var robot = try Robot(rows: rows, columns: 60, text: SampleModel.sentence)
      for key in ["Esc", "2", "Enter", "v", "v"] + tabs { try robot.press(key) }
      let layout = ScreenLayout(robot.state)
      let table = try #require(NeuronTable(robot.state, layout))
      let inside = try #require(layout.inside(.neuron))
      #expect(table.visible > 0 && table.area.endRow <= inside.endRow)
      #expect(table.readout.isEmpty || table.readout.row >= table.area.endRow)
      let head = try #require(HeadsLayout.headReadout(robot.state, layout))
      #expect(head.isEmpty || head.row > table.readout.row)
      #expect(table.readout.endRow <= inside.endRow)
    }
  }
}
