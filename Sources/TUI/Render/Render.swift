/// The size of a window in cells.
public struct ScreenSize: Equatable, Sendable {
  /// The height.
  public var rows: Int
  /// The width.
  public var columns: Int

  /// Makes a size.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }
}

/// Draws the dashboard.
///
/// Pure: equal states, sizes and themes give equal grids. Works at every size; below 60×16 it is one
/// line that says so.
public func render(_ state: State, size: ScreenSize, theme: Theme) -> Grid {
  var state = state
  state.rows = max(size.rows, 0)
  state.columns = max(size.columns, 0)
  state.hasSignRow = theme.showsSignRow
  var painter = ScreenPainter(state, theme: theme)
  if ScreenLayout.isTooSmall(rows: state.rows, columns: state.columns) {
    // In as many lines as it takes: a narrow window is when it is needed.
    let text =
      "headscope needs \(ScreenLayout.minimumColumns)×\(ScreenLayout.minimumRows); "
      + "this window has \(state.columns)×\(state.rows)"
    for (row, line) in ScreenPainter.wrapped(text, width: max(state.columns, 1)).enumerated()
    where row < state.rows {
      painter.grid.write(line, row: row, column: 0, style: theme[.warning])
    }
  } else {
    painter.drawBars()
    TextPane.draw(&painter, .text)
    TextPane.draw(&painter, .pair)
    HeatPane.draw(&painter)
    PredictionPane.draw(&painter)
    WordsPane.draw(&painter)
    TrustPane.draw(&painter)
    PathPane.draw(&painter)
    ReadingPane.draw(&painter)
    WaterfallPane.draw(&painter)
    SurrogatePane.draw(&painter)
    LayersPane.draw(&painter)
    WrittenPane.draw(&painter)
    TextsPane.draw(&painter)
    HeadsPane.draw(&painter)
    MatrixPane.draw(&painter)
    LinesPane.draw(&painter)
    NeuronPane.draw(&painter)
    PatchingPane.draw(&painter)
    BoardPane.draw(&painter)
    CurvesPane.draw(&painter)
    ProbesPane.draw(&painter)
    RunsPane.draw(&painter)
    MetricsPane.draw(&painter)
    ConfusionPane.draw(&painter)
    ClassesPane.draw(&painter)
    DiagramPane.draw(&painter)
    RowsPane.draw(&painter)
    DataRowsPane.draw(&painter)
    DataRowPane.draw(&painter)
    DataFactsPane.draw(&painter)
    if state.overlay == nil { painter.drawLongMessage() }
    switch state.overlay {
    case .help(let line): HelpOverlay.draw(&painter, from: line)
    case .menu(let menu): MenuOverlay.draw(&painter, menu)
    case .prompt(let prompt): PromptOverlay.draw(&painter, prompt)
    case .form(let form): FormOverlay.draw(&painter, form)
    case nil: break
    }
  }
  if state.isASCII { return ASCIIFilter.apply(to: painter.grid) }
  return state.ambiguousIsWide ? ASCIIFilter.narrow(painter.grid) : painter.grid
}
