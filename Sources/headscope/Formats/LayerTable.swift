import Attribution
import Model
import TUI

/// What flows through each layer: its sum and the parts that most of it flows through at.
struct LayerTable {
  /// One layer.
  struct Row {
    var layer: Int
    var sum: Float
    /// The parts with the largest magnitudes, the largest first.
    var strongest: [Explanation.Part]
  }

  /// Parts named of a layer.
  static let partCount = 4

  let rows: [Row]
  /// The layer that the explanation's own values are of.
  let shown: Int
  /// The largest magnitude of a part in any layer.
  let scale: Float
  let form: NumberForm
  /// Whether the values beside the table were divided by their norm.
  private let areValuesNormalized: Bool

  /// Gathers the layers of an explanation; nil for methods that have none.
  ///
  /// Never normalized: one scale for all layers is what compares them.
  ///
  /// - Parameter normalization: what is done to the values beside the table where the user chose nothing.
  init?(_ explanation: Explanation, default normalization: Normalization = .none) {
    areValuesNormalized = (explanation.normalization ?? normalization) != .none
    guard let layers = explanation.estimate.layers, !layers.isEmpty else { return nil }
    rows = layers.enumerated().map { index, values in
      var layer = explanation
      layer.estimate.values = values
      layer.normalization = Normalization.none
      let parts = layer.parts(explanation.granularity).filter { $0.value != 0 }
        .sorted { abs($0.value) > abs($1.value) }
      return Row(
        layer: index, sum: values.reduce(0, +),
        strongest: Array(parts.prefix(Self.partCount)))
    }
    shown = explanation.request.conductedLayer
    scale = rows.compactMap { $0.strongest.first.map { abs($0.value) } }.max() ?? 0
    form = NumberForm(upTo: max(scale, rows.map { abs($0.sum) }.max() ?? 0))
  }

  /// What the table is of.
  var caption: String {
    "layers (the values above are those of layer \(shown)"
      + (areValuesNormalized ? ", normalized)" : ")")
  }

  /// A row a layer, in plain text.
  var text: String {
    var table = TextTable(columns: [.right("layer"), .right("sum"), .left("strongest")])
    for row in rows {
      let parts = row.strongest.map {
        "\(VisibleText.escaped($0.text)) \(Figures.signed($0.value, as: form))"
      }
      table.append([
        "\(row.layer)", Figures.signed(row.sum, as: form), parts.joined(separator: ", "),
      ])
    }
    return caption + ":\n" + table.text
  }
}
