import Attribution
import Model

@testable import TUI

extension SampleModel {
  /// The tree of Partition SHAP with words, or what else the request asks for, as its parts, which do everything by themselves.
  func partition(
    _ values: [Float], _ input: ModelInput, _ encoding: Encoding, _ request: AttributionRequest
  ) -> PartitionValues {
    let parts = request.granularity.groups(
      of: encoding, in: input.text, pair: input.pair, fields: request.fields
    ).filter { !$0.isSpecial }
    let tree = PartitionTree(joining: parts.map(\.text))
    let own = parts.map { part in part.pieces.reduce(0) { $0 + Double(values[$1]) } }
    return PartitionValues(
      tree, leafPieces: parts.map(\.pieces), own: own + tree.merges.map { _ in 0 })
  }
}
