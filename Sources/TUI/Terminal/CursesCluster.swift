internal import CTerminal

/// A grapheme cluster as ncurses can take it: one or more of its cells.
///
/// An ncurses cell holds one spacing scalar with up to four marks, and its width is the C library's
/// `wcwidth`. A cluster for which that gives our columns is passed on as it is. Any other would
/// shift the rest of the line, so its base stands for it, padded to our width and marked.
struct CursesCluster: Hashable {
  struct Unit: Hashable {
    var scalars: [Unicode.Scalar]
    var columns: Int
  }

  var units: [Unit]
  /// Whether something of the cluster is not shown.
  var isReduced: Bool

  /// How many scalars an ncurses cell holds.
  private static let capacity = 5

  /// Takes a cluster apart.
  ///
  /// - Parameters:
  ///   - text: The cluster; no control characters.
  ///   - columns: What the grid gives it.
  ///   - asciiOnly: Whether the terminal takes nothing but ASCII.
  init(_ text: String, columns: Int, asciiOnly: Bool) {
    units = []
    var fits = true
    for scalar in text.unicodeScalars {
      let width = asciiOnly && !scalar.isASCII ? -1 : Int(terminal_scalar_width(scalar.value))
      if width > 0 {
        units.append(Unit(scalars: [scalar], columns: width))
      } else if width == 0, let last = units.indices.last,
        units[last].scalars.count < Self.capacity
      {
        units[last].scalars.append(scalar)
      } else {
        fits = false
      }
    }
    isReduced = !fits || units.reduce(0) { $0 + $1.columns } != columns
    guard isReduced else { return }
    let base = units.first { $0.columns <= columns }?.scalars.first
    let standIn: Unicode.Scalar = asciiOnly ? "?" : "\u{FFFD}"
    var shown = [Unit(scalars: [base ?? standIn], columns: 1)]
    if let base { shown[0].columns = Int(terminal_scalar_width(base.value)) }
    while shown.reduce(0, { $0 + $1.columns }) < columns {
      shown.append(Unit(scalars: [" "], columns: 1))
    }
    units = shown
  }
}
