import Attribution

/// What activations of another text bring, as a table: what text, pictures and pages show cell by cell.
struct PatchingCells {
  /// What the numbers are.
  var title: String
  /// What the rows are.
  var rowHeading: String
  var rows: [String]
  var columns: [String]
  /// `[rows][columns]`.
  var values: [[Float]]
  /// Decimals of the numbers.
  var digits = 2
  /// Whether the numbers are shares of a way, which have colours: 0 nothing, 1 all of it.
  var areShares: Bool

  /// The cells of every layer that is listed.
  init(_ patching: AttentionDocument.Patching, _ report: AttentionDocument) {
    let result = patching.result
    let cells = result.recovered ?? result.outputs
    areShares = result.recovered != nil
    title = Self.title(areShares: areShares)
    rowHeading = "layer"
    rows = report.listedLayers.map(String.init)
    let isOfHeads = result.site == .head
    let listed = isOfHeads ? report.listedHeads : Array((cells.first ?? []).indices)
    columns = listed.map { isOfHeads ? "\($0)" : AttentionText.token($0, report) }
    values = report.listedLayers.map { layer in listed.map { cells[layer][$0] } }
  }

  /// The cells of every head that is shown, a column a position; nil where these were not asked for.
  init?(byPositionOf patching: AttentionDocument.Patching, _ report: AttentionDocument) {
    guard let single = patching.byPosition else { return nil }
    let cells = single.recovered ?? single.outputs
    let heads = report.layers.flatMap { layer in
      report.heads.map { HeadIndex(layer: layer, head: $0) }
    }
    areShares = single.recovered != nil
    title = "each head at one position alone, " + Self.title(areShares: areShares)
    rowHeading = "head"
    // One position of one head brings little.
    digits = 3
    rows = heads.map(\.description)
    columns = single.positions.map { AttentionText.token($0, report) }
    values = heads.map { cells[$0.layer][$0.head] }
  }

  /// A number as it is written.
  func text(_ value: Float) -> String { Figures.signed(value, digits: digits) }

  private static func title(areShares: Bool) -> String {
    areShares
      ? "share of the difference that each brings"
      : "both texts have the same output: outputs are shown"
  }
}
