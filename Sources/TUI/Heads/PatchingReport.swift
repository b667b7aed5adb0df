public import Attribution

/// What activations of another text bring, cell by cell, as far as it is measured.
public struct PatchingReport: Equatable, Sendable {
  /// What is taken over.
  public var site: ActivationPatching.Site
  /// The layer whose heads are taken over at one position at a time, a row a head; nil where rows are layers.
  public var layer: Int?
  /// The class.
  public var target: Int
  /// F of the text that gives.
  public var clean: Float
  /// F of the text on screen.
  public var corrupted: Float
  /// F with each cell taken over, positions or heads; a row that is not measured yet has none.
  public var rows: [[Float]]
  /// The tokens of the text that gives.
  public var sourceTokens: [String]

  /// Makes a report in which nothing is measured yet.
  public init(
    site: ActivationPatching.Site, layer: Int? = nil, target: Int, clean: Float, corrupted: Float,
    rowCount: Int, sourceTokens: [String]
  ) {
    self.site = site
    self.layer = layer
    self.target = target
    self.clean = clean
    self.corrupted = corrupted
    self.sourceTokens = sourceTokens
    rows = Array(repeating: [], count: rowCount)
  }

  /// How much of the way from one output to the other a cell brings: 0 nothing, 1 all; nil where it is not measured.
  func recovered(row: Int, column: Int) -> Float? {
    guard rows.indices.contains(row), rows[row].indices.contains(column) else { return nil }
    return ActivationPatching.share(of: rows[row][column], from: corrupted, to: clean) ?? 0
  }

  /// The share that has the strongest colour: all of the way, or where heads stand at one position alone, which brings little, the
  /// largest there is.
  var scale: Float {
    guard layer != nil else { return 1 }
    let shares = rows.joined().lazy.map {
      abs(ActivationPatching.share(of: $0, from: corrupted, to: clean) ?? 0)
    }
    return max(shares.max() ?? 0, .leastNormalMagnitude)
  }

  /// Whether a column is a head, and not a position.
  var hasHeadColumns: Bool { site == .head && layer == nil }
}
