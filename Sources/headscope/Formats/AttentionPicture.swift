import Attribution
import Model
import TUI

/// The attention of a text drawn as a grid of cells: what `ansi` and `svg` are exported from.
///
/// The Heads screen's own drawing, with a heading and the text above, and below it what the letters mean, what layers do in words,
/// the prediction, what was asked for besides, and where the numbers come from.
struct AttentionPicture {
  /// What is drawn, as a title.
  let heading: String
  private let document: AttentionDocument
  private let drawing: HeadsPicture.Drawing
  private let theme: Theme
  private let picture: HeadsPicture
  private let columns: Int

  /// As much of the text stands above: thumbnails have no names of tokens.
  private static let mostCharacters = 400

  /// Prepares to draw.
  ///
  /// - Parameters:
  ///   - columns: The width; nil for what the drawing needs.
  ///   - isASCII: Whether only ASCII is drawn.
  init(
    _ document: AttentionDocument, drawing: HeadsPicture.Drawing, theme: Theme, columns: Int?,
    isASCII: Bool = false
  ) {
    self.document = document
    self.drawing = drawing
    self.theme = theme
    heading = Self.heading(document, drawing)
    let report = AttentionReport(
      document.maps, document.roles, pieces: Array(0..<document.maps.tokenCount),
      profiles: document.profiles, sentences: [],
      thumbnails: HeadThumbnails.Form(side: 1))
    picture = HeadsPicture(
      report, gates: document.gates, layers: document.includedLayers,
      heads: document.includedHeads, theme: theme, isASCII: isASCII)
    self.columns =
      columns ?? picture.columns(of: drawing, layer: document.layer, head: document.head)
  }

  /// The whole picture.
  var grid: Grid {
    let drawn = picture.grid(
      drawing, layer: document.layer, head: document.head, columns: columns)
    let tables = AttentionText.parts(document).map { part in
      let lines = part.split(separator: "\n").map(String.init)
      // Tables are not broken.
      let widest = lines.map { VisibleText.columns(of: $0) }.max() ?? 0
      return Grid(paragraphs: lines.map { ($0, theme[.text]) }, columns: max(columns, widest))
    }
    let origin = Grid(
      paragraphs: [(document.provenance.line, theme[.subtle])], columns: columns)
    return Grid(stacking: [above, drawn, below] + tables + patching + [origin])
  }

  /// What activations of another text bring, as heat maps.
  private var patching: [Grid] {
    guard let patching = document.patching else { return [] }
    let heading = AttentionText.heading(of: patching, document)
    let maps = [
      PatchingPicture(
        heading: heading.split(separator: "\n").map(String.init),
        cells: PatchingCells(patching, document), theme: theme, columns: columns),
      PatchingCells(byPositionOf: patching, document).map {
        PatchingPicture(cells: $0, theme: theme, columns: columns)
      },
    ]
    return maps.compactMap { $0?.grid }
  }

  private var above: Grid {
    var paragraphs = [(heading, theme[.heading])]
    for text in [document.text, document.pair].compactMap(\.self) {
      // One line: its own breaks would look like the picture's.
      let line = VisibleText.escaped(text)
      let shown = line.prefix(Self.mostCharacters)
      paragraphs.append((shown.count < line.count ? shown + "…" : String(shown), theme[.text]))
    }
    return Grid(paragraphs: paragraphs, columns: columns)
  }

  private var below: Grid {
    var paragraphs: [(String, CellStyle)] = []
    switch drawing {
    case .heads:
      paragraphs.append((AttentionText.legend(document), theme[.text]))
      if document.gates != nil { paragraphs.append(("× closed", theme[.text])) }
      paragraphs.append(
        (
          "rows ask, columns are looked at; each head on a scale of its own; weights say what is "
            + "mixed, not what matters", theme[.subtle]
        ))
    case .matrix:
      paragraphs.append(
        (
          "rows ask, columns are looked at; weights say what is mixed, not what matters",
          theme[.subtle]
        ))
    case .lines:
      paragraphs.append(
        (
          "left asks, right is looked at, faint lines are left out; weights say what is mixed, not "
            + "what matters", theme[.subtle]
        ))
    }
    if let reduction = picture.reduction(
      of: drawing, layer: document.layer, head: document.head, columns: columns)
    {
      paragraphs.append((reduction, theme[.subtle]))
    }
    paragraphs += (document.summary?.sentences ?? []).map { ($0, theme[.text]) }
    paragraphs.append(
      (
        (document.gates == nil ? "prediction: " : "prediction with all heads open: ")
          + ExplanationText.prediction(document.prediction, document.model),
        theme[.text]
      ))
    let notice = ExplanationText.cutNotice(document.encoding, isPair: document.pair != nil)
    for line in (notice ?? "").split(separator: "\n") {
      paragraphs.append((String(line), theme[.warning]))
    }
    return Grid(paragraphs: paragraphs, columns: columns)
  }

  /// What is drawn, in words.
  static func heading(
    _ document: AttentionDocument, _ drawing: HeadsPicture.Drawing
  ) -> String {
    let maps = document.maps
    let tokens = Wording.count(maps.tokenCount, "token")
    guard let layer = document.layer else {
      let layers =
        document.includedLayers.map { "\(Wording.list($0, "layer")) of \(maps.layerCount), " }
        ?? "\(Wording.count(maps.layerCount, "layer")) of "
      return "Where the heads look: \(layers)\(AttentionText.shownHeads(document)), \(tokens)"
    }
    if let head = document.head {
      let best = document.profile(layer, head).best
      let isClosed = document.gates?[layer, head] == 0
      return "Where head \(layer).\(head)\(isClosed ? " (closed)" : "") looks: "
        + "\(best.pattern.rawValue), score \(Figures.fixed(Float(best.score))); \(tokens)"
    }
    let of = AttentionText.shownHeads(document)
    return switch drawing {
    case .heads: "Where layer \(layer) looks: \(of), \(tokens)"
    case .matrix: "Where layer \(layer) looks: the mean of \(of), \(tokens)"
    case .lines: "Where layer \(layer) looks: the largest weight of \(of), \(tokens)"
    }
  }
}
