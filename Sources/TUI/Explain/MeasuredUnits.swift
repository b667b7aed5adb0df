internal import Attribution
internal import Model

/// The parts of a text that are ranked and taken out, kept from one frame to the next.
struct MeasuredUnits: Equatable, Sendable {
  /// What decides them.
  struct Source: Equatable, Sendable {
    let encoding: Encoding
    let input: ModelInput
    let granularity: Granularity
    let fields: FieldSplit

    init(_ explanation: Explanation, by granularity: Granularity, fields: FieldSplit) {
      encoding = explanation.encoding
      input = explanation.input
      self.granularity = granularity
      self.fields = fields
    }
  }

  let source: Source
  /// Without special tokens, and whole though they may be open on screen.
  let units: [HeatUnit]

  /// - Complexity: O(pieces + scalars of the texts).
  init(_ source: Source) {
    self.source = source
    units = HeatUnit.units(
      of: source.encoding, input: source.input, by: source.granularity, fields: source.fields
    ).filter { !$0.isSpecial }
  }
}
