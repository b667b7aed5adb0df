import Attribution
import Foundation
import Model
import TUI

/// Attention as one HTML file that needs nothing else: every head small, and large with its tokens and weights when it is chosen.
///
/// Weights are kept once, in two bytes each or in one where they are many; what is drawn large is made of them in the browser. Long texts
/// are kept in blocks, so that a page has at most a few megabytes.
struct AttentionHTML {
  /// The most weights of a text that are kept, so many bytes and a third.
  static let mostWeights = 2_000_000
  /// The most weights that are kept to four digits, in two bytes each.
  static let mostExactWeights = 150_000
  /// The most blocks a side of the small pictures.
  private static let thumbnailSide = 16

  private let theme: Theme
  private let page: HTMLPage

  /// Makes a page in the colours of a theme at 24 bits.
  init(theme: Theme) {
    self.theme = theme
    page = HTMLPage(colors: ExportColors(theme.background))
  }

  // MARK: - The page

  /// What stands before the first text.
  var head: String {
    let steps = (1...Ramp.steps).map { step in
      let style = theme.attribution.style(Float(step) / Float(Ramp.steps))
      guard case .rgb(let color) = style.background else { return "" }
      let name = HTMLPage.hexadecimal(color)
      return ".s\(step) { fill: \(name); background: \(name); }"
    }
    return page.head(
      style: """
        body { max-width: none; }
        .text { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 60rem; }
        .heads, .large { overflow-x: auto; }
        .heads th { font-weight: normal; opacity: .75; }
        .heads button { font: inherit; color: inherit; background: none; border: 1px solid #8884; padding: 2px; cursor: pointer; display: flex; gap: .2em; }
        .heads button[aria-pressed="true"] { outline: 2px solid currentColor; }
        .heads svg { width: 3.5rem; height: 3.5rem; }
        .closed svg { stroke: currentColor; opacity: .5; }
        .large table { border-collapse: collapse; font-size: .8rem; line-height: 1.1; }
        .large thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; }
        .large th { font-weight: normal; white-space: nowrap; padding: 0; }
        .large tbody th { text-align: right; padding: 0 .3em; }
        .large td { width: 1.1em; min-width: 1.1em; height: 1.1em; padding: 0; }
        .large td:hover { outline: 2px solid currentColor; }
        .scale span { display: inline-block; width: .8em; height: 1em; }
        .readout { min-height: 1.6em; margin: 0; font-variant-numeric: tabular-nums; }
        pre { overflow-x: auto; }
        .patch { overflow-x: auto; }
        .patch table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        .patch th { font-weight: normal; opacity: .75; text-align: right; padding: 0 .5em; white-space: nowrap; }
        .patch td { text-align: right; padding: 0 .5em; }
        .against { text-decoration: underline; }
        \(steps.joined(separator: "\n"))
        """)
  }

  /// What stands after the last text: what draws a chosen head large.
  ///
  /// Without `<` and `&`, so that the page stays XML; texts only ever become the content of text nodes.
  static let foot = """
    <script>
    document.querySelectorAll('section.attention').forEach(section => {
      const tokens = JSON.parse(section.dataset.tokens), large = section.querySelector('.large');
      const make = (parent, name, text) => {
        const element = parent.appendChild(document.createElement(name));
        element.textContent = text;
        return element;
      };
      const buttons = Array.from(section.querySelectorAll('.heads button'));
      const show = button => {
        buttons.forEach(other => other.setAttribute('aria-pressed', String(other === button)));
        const weights = atob(button.dataset.weights), scale = Number(button.dataset.scale);
        const isExact = weights.length > tokens.length * tokens.length;
        const share = place => isExact
          ? (weights.charCodeAt(2 * place) * 256 + weights.charCodeAt(2 * place + 1)) / 65535
          : weights.charCodeAt(place) / 255;
        large.replaceChildren();
        make(large, 'h3', button.title);
        const readout = make(large, 'p', 'rows ask, columns are looked at');
        readout.className = 'readout';
        const table = make(large, 'table', ''), head = make(make(table, 'thead', ''), 'tr', '');
        const body = make(table, 'tbody', '');
        make(head, 'td', '');
        tokens.forEach(token => make(head, 'th', token));
        tokens.forEach((query, q) => {
          const row = make(body, 'tr', '');
          make(row, 'th', query);
          tokens.forEach((key, k) => {
            const cell = make(row, 'td', ''), weight = share(q * tokens.length + k);
            cell.className = 's' + Math.round(weight * 16);
            cell.title = query + ' \\u2192 ' + key + ' '
              + (weight * scale).toFixed(isExact ? 4 : 2);
            cell.onmouseenter = () => { readout.textContent = cell.title; };
          });
        });
      };
      buttons.forEach(button => { button.onclick = () => show(button); });
      if (buttons.length === 1) show(buttons[0]);
    });
    </script>

    """ + HTMLPage.foot

  // MARK: - A text

  /// One text's attention.
  func section(_ document: AttentionDocument) -> String {
    let maps = document.maps
    let shown = document.layers.count * document.heads.count
    let side = min(maps.tokenCount, Int(Double(Self.mostWeights / max(shown, 1)).squareRoot()))
    let names = (0..<side).map { block in
      let place = AttentionMaps.block(block, of: side, tokens: maps.tokenCount)
      let name = VisibleText.escaped(document.roles[place.lowerBound].text)
      return place.count > 1 ? name + "…" : name
    }
    let tokens = JSONWriter.text { $0.array(names) { $0.value($1) } }
    var html = "<section class=\"attention\" data-tokens=\"\(HTMLPage.escaped(tokens))\">\n"
    html += "<h2>\(HTMLPage.escaped(AttentionPicture.heading(document, .heads)))</h2>\n"
    for text in [document.text, document.pair].compactMap(\.self) {
      html += "<p class=\"text\">\(HTMLPage.escaped(text))</p>\n"
    }
    html += heads(document, side: side)
    html += "<p>\(HTMLPage.escaped(AttentionText.legend(document)))</p>\n"
    html += scale
    if side < maps.tokenCount {
      html += "<p class=\"note\">\(maps.tokenCount) tokens a side are kept in \(side) blocks: "
      html += "a block is as strong as its largest weight</p>\n"
    }
    html += "<div class=\"large\"><p class=\"note\">Choose a head to see it large.</p></div>\n"
    html += "<noscript><p class=\"note\">Large heads need scripts, which are off.</p></noscript>\n"
    let sentences = document.summary?.sentences ?? []
    html += sentences.map { "<p>\(HTMLPage.escaped($0))</p>\n" }.joined()
    if document.gates != nil { html += "<p>With all heads open:</p>\n" }
    html += HTMLPage.classes(document.prediction, document.model)
    if let notice = ExplanationText.cutNotice(document.encoding, isPair: document.pair != nil) {
      html += "<p class=\"note\">\(HTMLPage.escaped(notice))</p>\n"
    }
    for part in AttentionText.parts(document) {
      html += "<pre>\(HTMLPage.escaped(part))</pre>\n"
    }
    if let patching = document.patching { html += patched(patching, document) }
    html += "<p class=\"provenance\">\(HTMLPage.escaped(document.provenance.line))</p>\n"
    return html + "</section>\n"
  }

  /// What activations of another text bring, as tables with heat.
  private func patched(
    _ patching: AttentionDocument.Patching, _ document: AttentionDocument
  ) -> String {
    let heading = AttentionText.heading(of: patching, document)
    let maps = [
      PatchingCells(patching, document), PatchingCells(byPositionOf: patching, document),
    ]
    return "<pre>\(HTMLPage.escaped(heading))</pre>\n"
      + maps.compactMap(\.self).map(table).joined()
  }

  private func table(_ cells: PatchingCells) -> String {
    var html = "<div class=\"patch\">\n<table>\n<caption>\(cells.title)</caption>\n"
    html += "<tr><th>\(cells.rowHeading)</th>"
    html += cells.columns.map { "<th>\(HTMLPage.escaped($0))</th>" }.joined() + "</tr>\n"
    for (name, values) in zip(cells.rows, cells.values) {
      html += "<tr><th>\(name)</th>"
      for value in values {
        let color = cells.areShares ? HTMLPage.heat(value, theme) : nil
        let style = color.map { " style=\"\($0)\"" } ?? ""
        let sign = color != nil && value < 0 ? " class=\"against\"" : ""
        html += "<td\(sign)\(style)>\(cells.text(value))</td>"
      }
      html += "</tr>\n"
    }
    return html + "</table>\n</div>\n"
  }

  private var scale: String {
    let steps = (1...Ramp.steps).map { "<span class=\"s\($0)\"></span>" }.joined()
    return "<p class=\"scale\">0 \(steps) the head's largest weight; weights say what is mixed, "
      + "not what matters</p>\n"
  }

  private func heads(_ document: AttentionDocument, side: Int) -> String {
    let thumbnails = HeadThumbnails(
      document.maps, document.roles, HeadThumbnails.Form(side: Self.thumbnailSide))
    var html = "<div class=\"heads\">\n<table>\n<tr><th></th>"
    html += document.heads.map { "<th>\($0)</th>" }.joined() + "</tr>\n"
    for layer in document.layers {
      html += "<tr><th>\(layer)</th>\n"
      for head in document.heads {
        html += button(
          HeadIndex(layer: layer, head: head), document, thumbnails, side: side)
      }
      html += "</tr>\n"
    }
    return html + "</table>\n</div>\n"
  }

  private func button(
    _ head: HeadIndex, _ document: AttentionDocument, _ thumbnails: HeadThumbnails, side: Int
  ) -> String {
    let maps = document.maps
    let map = maps.map(head)
    let values =
      side < maps.tokenCount
      ? AttentionMaps.Thumbnail(
        map, queries: maps.tokenCount, keys: maps.tokenCount, side: side
      ).maximum : Array(map)
    let largest = values.max() ?? 0
    let isExact =
      side * side * document.layers.count * document.heads.count <= Self.mostExactWeights
    let end: Float = isExact ? 65535 : 255
    let weights = Data(
      values.flatMap { value -> [UInt8] in
        let share = value / largest
        let step = share.isFinite ? UInt16((min(max(share, 0), 1) * end).rounded()) : 0
        return isExact ? [UInt8(step >> 8), UInt8(step & 255)] : [UInt8(step)]
      })
    let best = document.profile(head.layer, head.head).best
    let isClosed = document.gates?[head.layer, head.head] == 0
    var title =
      "Head \(head)\(isClosed ? " (closed)" : ""): \(best.pattern.rawValue), score "
      + "\(Figures.fixed(Float(best.score))); largest weight \(Figures.fixed(largest))"
    if let effect = document.closing?.effect(of: head) {
      title += "; effect of closing it \(Figures.signed(effect))"
    }
    let blocks = thumbnails.rows
    let picture =
      isClosed
      ? "<path d=\"M0 0L\(blocks) \(blocks)M\(blocks) 0L0 \(blocks)\" "
        + "vector-effect=\"non-scaling-stroke\"/>"
      : squares(thumbnails, maps.offset(of: head))
    return "<td\(isClosed ? " class=\"closed\"" : "")><button type=\"button\" title=\"\(title)\" "
      + "aria-pressed=\"false\" data-scale=\"\(largest)\" "
      + "data-weights=\"\(weights.base64EncodedString())\">"
      + "<svg viewBox=\"0 0 \(blocks) \(blocks)\" shape-rendering=\"crispEdges\">\(picture)</svg>"
      + "\(best.pattern.letter)</button></td>\n"
  }

  /// The blocks of a small picture, those of one colour as one shape.
  private func squares(_ thumbnails: HeadThumbnails, _ head: Int) -> String {
    var shapes = [String](repeating: "", count: Ramp.steps + 1)
    for row in 0..<thumbnails.rows {
      let steps = (0..<thumbnails.columns).map {
        Ramp.step(thumbnails.strength(head, row: row, column: $0) ?? 0)
      }
      var column = 0
      while column < steps.count {
        let width = steps[column...].prefix { $0 == steps[column] }.count
        if steps[column] > 0 {
          shapes[steps[column]] += "M\(column) \(row)h\(width)v1h-\(width)z"
        }
        column += width
      }
    }
    return shapes.enumerated().filter { !$0.element.isEmpty }
      .map { "<path class=\"s\($0.offset)\" d=\"\($0.element)\"/>" }.joined()
  }
}
