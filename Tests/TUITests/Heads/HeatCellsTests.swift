import Testing

@testable import TUI

@Suite("Cells of heat")
struct HeatCellsTests {
  @Test(
    "fill the room they have, twice as wide as square where numbers stand in them",
    arguments: [
      // Columns, rows, width, height, then the columns and rows of a cell.
      (4, 4, 80, 40, 20, 5), (10, 10, 80, 30, 8, 3), (10, 10, 80, 10, 5, 1),
      (20, 20, 80, 40, 4, 2), (20, 20, 80, 20, 2, 1), (40, 40, 80, 80, 2, 1),
      (60, 60, 80, 80, 1, 1), (100, 100, 80, 20, 1, 1), (1, 1, 1, 1, 1, 1),
    ])
  func fill(
    columns: Int, rows: Int, width: Int, height: Int, cellColumns: Int, cellRows: Int
  ) {
    let cells = HeatCells(columns: columns, rows: rows, width: width, height: height)
    #expect(cells.columns == cellColumns && cells.rows == cellRows)
  }

  @Test("never take more room than there is, but the least that shows them")
  func fit() {
    for count in 1...90 {
      for width in stride(from: 1, through: 200, by: 7) {
        for height in stride(from: 1, through: 60, by: 5) {
          let cells = HeatCells(columns: count, rows: count, width: width, height: height)
          #expect(cells.columns * count <= width || cells.columns == 1)
          #expect(cells.rows * count <= height || cells.rows == 1)
        }
      }
    }
  }
}
