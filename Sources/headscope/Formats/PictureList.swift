import TUI

/// Pictures that become one SVG, under each other: its height stands at its beginning, so that it is written when all are there.
struct PictureList {
  private var grids: [Grid] = []
  private var title = ""
  private var provenance = Provenance()

  /// Adds a picture; title and provenance of the first are the whole's.
  mutating func append(_ grid: Grid, title: String, provenance: Provenance) {
    if grids.isEmpty { (self.title, self.provenance) = (title, provenance) }
    grids.append(grid)
  }

  /// Writes the SVG, where there is a picture.
  func write(_ theme: Theme, to output: StandardOutput) throws {
    guard !grids.isEmpty else { return }
    let more = grids.count > 1 ? " And \(grids.count - 1) more" : ""
    try output.write(
      SVGExporter.export(
        Grid(stacking: grids), title: title + more, colors: ExportColors(theme.background),
        provenance: provenance))
  }
}
