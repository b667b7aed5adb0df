internal import Attribution
internal import Model

extension HeadsState {
  /// What a saved picture of the Heads screen is of, besides model and text: the large pane, the board, the class that both are about.
  func facts(_ request: AttributionRequest, label: String?) -> [(String, String)] {
    var facts = [("shows", subject)]
    switch main {
    case .patching:
      facts += [
        (
          "patched",
          patching.openLayer.map { "heads of layer \($0) at single positions" }
            ?? patching.site.rawValue
        ), ("activations from", patching.source),
      ]
      let count =
        (patching.openLayer == nil ? report?.maps.layerCount : report?.maps.headCount) ?? 0
      if patching.isStopped || patching.isRunning, count > 0 {
        let rows = Wording.count(count, patching.rowNoun)
        facts.append(("measured", "\(patching.measuredRows) of \(rows)"))
      }
    case .heads: break
    case .lines where !chosen.isEmpty:
      facts.append(("heads", shownHeads.map { "\($0)" }.joined(separator: " ")))
    case .matrix where combination != .head: facts.append(("layer", "\(cursor.layer)"))
    default: facts.append(("head", "\(cursor)"))
    }
    if main != .patching, report?.isPair == true, direction != .all {
      facts.append(("direction", direction.rawValue))
    }
    if let label { facts += [("class", label), ("output", request.output.rawValue)] }
    return facts + [("board", page.rawValue)]
  }

  /// The kind of the large picture.
  private var subject: String {
    switch main {
    case .matrix where showsNorms: "lengths of what attention adds"
    case .matrix where combination == .mean: "attention, mean of a layer's heads"
    case .matrix where combination == .maximum: "attention, largest of a layer's heads"
    case .lines: "attention of heads as lines"
    case .matrix: "attention of a head"
    case .neuron: "queries and keys of a head"
    case .patching: "activation patching"
    default: showsImportance ? "attention and importance of all heads" : "attention of all heads"
    }
  }
}
