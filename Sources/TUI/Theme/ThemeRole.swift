/// What a style is for: the names under `[roles]` in a theme file.
///
/// Roles are purposes, never hues, so that a theme may choose any colour for them.
public enum ThemeRole: String, CaseIterable, Sendable {
  /// What one reads.
  case text
  /// What one need not read.
  case subtle
  /// The program's name and the headings of overlays.
  case heading
  /// The line round a pane.
  case border
  /// The line round the pane that has the focus.
  case focus
  /// The name of a pane in its border.
  case title
  /// A key in hints and help.
  case key
  /// The chosen row of a list or menu.
  case selected
  /// Something that holds: converged, agreed, as expected.
  case good
  /// Something to look at: nearly full, not converged.
  case warning
  /// Something that failed.
  case error
  /// The bar of a class.
  case bar
  /// The bar of the class that is explained.
  case targetBar = "target-bar"
  /// The bar of what speaks for the class.
  case forBar = "for-bar"
  /// The bar of what speaks against it.
  case againstBar = "against-bar"
  /// The word under the cursor.
  case cursor
  /// What a search found.
  case match
  /// Text that the model does not read, and words taken out.
  case absent
  /// First curve of a chart.
  case curve1
  /// Second curve of a chart.
  case curve2
  /// Further curves, and heads whose lines are drawn together.
  case curve3, curve4, curve5, curve6, curve7, curve8

  /// The colours that tell curves, runs or heads apart; beyond the last they begin again.
  static let curves: [ThemeRole] = [
    .curve1, .curve2, .curve3, .curve4, .curve5, .curve6, .curve7, .curve8,
  ]
}
