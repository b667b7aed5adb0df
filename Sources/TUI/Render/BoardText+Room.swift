internal import Attribution
internal import Model

/// What pages say besides where a tall pane has room for it.
extension BoardText {
  /// Fewer heads than this are named in a sentence.
  private static let leastListed = 6
  private static let depthColumns = 6
  private static let classColumns = 6

  /// The letters of each layer's heads and the means of what is measured of them; empty where there is no room.
  ///
  /// - Parameter rows: Lines that are free.
  func layerTable(_ report: AttentionReport, rows: Int) -> [Line] {
    let (name, gap, number) = (6, 1, 8)
    let maps = report.maps
    guard maps.headCount > 0, rows >= maps.layerCount + 2, name + maps.headCount <= width else {
      return []
    }
    let measures: [(name: String, text: (HeadSpread) -> String)] = [
      ("entropy", { NumberText.correlation($0.relativeEntropy) }),
      ("away", { NumberText.plain(Float($0.distance), decimals: 1) }),
      ("sure", { NumberText.correlation($0.confidence) }),
    ]
    let shown = measures.prefix((width - name - maps.headCount - gap) / number)
    let letters = max(maps.headCount, 5) + gap
    let header =
      [Part(NumberText.fitted("layer", name) + NumberText.fitted("heads", letters), .subtle)]
      + shown.map { Part(NumberText.padded($0.name, number), .subtle) }
    let lines = (0..<maps.layerCount).map { layer -> Line in
      let heads = (0..<maps.headCount).map { HeadIndex(layer: layer, head: $0) }
      let mean = HeadSpread.mean(heads.map { report.profiles[maps.offset(of: $0)].spread })
      return [Part(NumberText.fitted("\(layer)", name), .subtle)]
        + heads.map {
          Part(
            String(report.patterns[maps.offset(of: $0)].pattern.letter),
            $0 == state.heads.cursor ? .selected : .text, of: $0)
        } + [Part(NumberText.fitted("", letters - heads.count))]
        + shown.map { Part(NumberText.padded(mean.map($0.text) ?? "", number)) }
    }
    return [[], header] + lines
  }

  /// The heads that look most like the one under the cursor, a line each; nil where there is no room for a list.
  ///
  /// - Parameters:
  ///   - distances: The mean of all tokens, by the head's place.
  ///   - rows: Lines that are free, the title's included.
  func nearestHeads(_ nearest: [(head: HeadIndex, distance: Float)], rows: Int) -> [Line]? {
    guard let report = state.heads.report, rows > Self.leastListed,
      nearest.count >= Self.leastListed
    else { return nil }
    let (name, number) = (5, 7)
    let title = [Part("most like \(state.heads.cursor)", .title)]
    return [title]
      + nearest.prefix(rows - 1).map { head, distance in
        let pattern = report.patterns[report.maps.offset(of: head)]
        return [
          Part(NumberText.fitted("\(head)", name), .text, of: head),
          Part(
            NumberText.fitted(
              HeadReadout.title(pattern, report.roles), max(width - name - number, 0)), .subtle),
          Part(NumberText.padded(NumberText.plain(distance, decimals: 3), number)),
        ]
      }
  }

  /// The outputs of all classes from every state, or of those that the last one says most of; empty where there is no room.
  ///
  /// - Parameter rows: Lines that are free.
  func allClasses(_ predictions: [Prediction], rows: Int) -> [Line] {
    guard let model = state.model, let last = predictions.last, last.outputs.count > 2,
      rows >= predictions.count + 2
    else { return [] }
    let room = max((width - Self.depthColumns) / Self.classColumns, 0)
    let strongest = last.outputs.indices.sorted {
      (last.outputs[$0], $1) > (last.outputs[$1], $0)
    }
    let classes = strongest.prefix(room).sorted()
    let largest = predictions.lazy.flatMap(\.outputs).map(abs).max() ?? 0
    let scale = last.kind == .outputs ? max(largest, .leastNormalMagnitude) : 1
    let header =
      [Part(NumberText.fitted("layer", Self.depthColumns), .subtle)]
      + classes.map {
        Part(
          NumberText.padded(
            NumberText.shortened(model.label($0), Self.classColumns - 1), Self.classColumns),
          $0 == last.best ? .title : .subtle)
      }
    let lines = predictions.enumerated().map { depth, prediction in
      [Part(NumberText.fitted(depth == 0 ? "emb" : "\(depth - 1)", Self.depthColumns), .subtle)]
        + classes.flatMap { label in
          let value = prediction.outputs[label]
          let number = NumberText.padded(NumberText.cell(value), Self.classColumns - 1)
          return [Part(" "), Part(number, heat: value / scale)]
        }
    }
    return [[], header] + lines
  }
}
